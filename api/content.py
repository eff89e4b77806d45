"""From a content folder to the database: `data` reads and loads files, the schemas of the API check them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import marshmallow as ma

from api.http.requests import flatten
from data.exchange import files
from data.exchange.files import BadContent, Entry, Glossary
from data.exchange.load import load as load_documents
from data.index.rebuild import Progress, ignore_progress
from data.store.changes import Actor
from data.store.db import Database
from schemas.content import SCHEMAS


def read(folder: str | Path) -> Glossary:
    """Return the documents of a folder with their types. Raise BadContent, which names file and line."""
    raw = files.read(folder)
    lists: dict[str, Any] = {
        kind: [_typed(SCHEMAS[kind], entry) for entry in entries] for kind, entries in raw.lists.items()
    }
    return replace(raw, **lists)


def load(db: Database, folder: str | Path, progress: Progress = ignore_progress) -> tuple[Glossary, int]:
    """Load a folder in one transaction. Return what it holds, and the serial reached."""
    found = read(folder)
    actor = Actor(name="flask load", message="Loaded from the content folder.")
    return found, load_documents(db, found, actor=actor, progress=progress)


def _typed(schema: ma.Schema, entry: Entry) -> Entry:
    try:
        return replace(entry, document=schema.load(entry.document))
    except ma.ValidationError as error:
        # The first error is enough: an editor corrects a file from top to bottom and checks again.
        path, message = next(flatten(error.messages))
        pointer = "".join(f"/{part}" for part in path)
        raise BadContent(entry.location(pointer), f"{'/'.join(map(str, path))}: {message}") from None
