"""What several tests of the lowest floor start from."""

from dataclasses import replace

import pytest

from api import content
from data.store import db
from tests.data.findings import TINY


@pytest.fixture
def tiny():
    """A glossary of four sound terms, its documents free to be changed."""
    return content.read(TINY)


@pytest.fixture
def term(tiny):
    """The document of a term of `tiny`."""
    return lambda slug: next(entry.document for entry in tiny.terms if entry.slug == slug)


@pytest.fixture
def add(tiny):
    """Add a term to `tiny`, as far as not told otherwise like `dough` but a draft without relations."""

    def make(slug, **members):
        draft = {"slug": slug, "name": slug.title(), "labels": [], "status": "draft", "relations": []}
        tiny.terms.append(replace(tiny.terms[0], document={**tiny.terms[0].document, **draft, **members}))

    return make


@pytest.fixture
def other(path):
    """A second connection of this process to the same file, with little patience."""
    connection = db.connect(path, wait_seconds=0.05)
    yield connection
    connection.close()
