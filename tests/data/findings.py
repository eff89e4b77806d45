"""The rules that a glossary breaks, and members for entries that break them."""

from pathlib import Path

from data import lint

TINY = Path(__file__).parent.parent / "tiny"
WORD = "word "  # with the space, so that WORD * 3 is three words


def rules(glossary, checked=lint.ERRORS):
    """Return the names of those `checked` rules that a glossary breaks."""
    return {finding.rule for finding in lint.check(glossary, checked)}


def label(text):
    """Return a label as it is in the document of an entry."""
    return {"text": text, "kind": "synonym", "language": "en"}


def link(kind, target):
    """Return a relation as it is in the document of an entry."""
    return {"type": kind, "target": target, "note": None}
