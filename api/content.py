"""From a content folder to the database: files are read by `data`, checked with the schemas of the API, then
loaded.
"""

from dataclasses import replace

import marshmallow as ma

from api.http.requests import flatten
from data.exchange import files
from data.exchange import load as loading
from data.exchange.files import BadContent, Glossary
from data.store.changes import Actor
from schemas.content import SCHEMAS


def read(folder) -> Glossary:
    """The documents of a folder, typed. Raises BadContent, naming file and line, for one of the wrong shape."""
    raw = files.read(folder)
    lists = {kind: [_typed(SCHEMAS[kind], entry) for entry in entries] for kind, entries in raw.lists.items()}
    return replace(raw, **lists)


def load(db, folder, progress=lambda done, total: None) -> tuple[Glossary, int]:
    """Load a folder, in one transaction; what it holds and the serial reached."""
    found = read(folder)
    actor = Actor("flask load", "Loaded from the content folder.")
    return found, loading.load(db, found, actor=actor, progress=progress)


def _typed(schema, entry):
    try:
        return replace(entry, document=schema.load(entry.document))
    except ma.ValidationError as error:
        path, message = next(flatten(error.messages))
        pointer = "".join(f"/{part}" for part in path)
        raise BadContent(entry.location(pointer), f"{'/'.join(map(str, path))}: {message}") from None
