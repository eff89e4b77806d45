"""The rules that a glossary breaks, and members of entries to break them with."""

from pathlib import Path

from data import lint

TINY = Path(__file__).parent.parent / "tiny"
WORD = "word "


def rules(glossary, checked=lint.ERRORS):
    """The rules, of those checked, that a glossary breaks."""
    return {finding.rule for finding in lint.check(glossary, checked)}


def label(text):
    """A label as an entry holds it."""
    return {"text": text, "kind": "synonym", "language": "en"}


def link(kind, target):
    """A relation as an entry holds it."""
    return {"type": kind, "target": target, "note": None}
