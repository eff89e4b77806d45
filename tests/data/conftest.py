"""Fixtures that several rooms of data share."""

from dataclasses import replace

import pytest

from api import content
from data.store import db
from tests.data.findings import TINY


@pytest.fixture
def tiny():
    """Return a glossary of four terms without findings. Tests may change its documents."""
    return content.read(TINY)


@pytest.fixture
def term(tiny):
    """Return a function from a slug to the document of that term in `tiny`."""
    return lambda slug: next(entry.document for entry in tiny.terms if entry.slug == slug)


@pytest.fixture
def add(tiny):
    """Return a function that adds a term to `tiny`: `dough` as a draft without relations, with changes."""

    def make(slug, **members):
        draft = {"slug": slug, "name": slug.title(), "labels": [], "status": "draft", "relations": []}
        tiny.terms.append(replace(tiny.terms[0], document={**tiny.terms[0].document, **draft, **members}))

    return make


@pytest.fixture
def other(path):
    """Yield a second connection to the same file that waits only 50 ms for a lock."""
    connection = db.connect(path, wait_seconds=0.05)
    yield connection
    connection.close()
