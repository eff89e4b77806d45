"""Rules for formulas."""

from data.exchange.files import BODY
from data.lint.findings import finding
from data.text import markdown
from data.text.formulas import to_mathml


def convertible(glossary):
    """Every formula, those in explanations included, can be set: otherwise readers see its LaTeX."""
    for entry in glossary.terms:
        formula = entry.document.get("formula")
        own = [("formula", formula)] if formula else []
        for member, latex in [
            *own,
            *((BODY, latex) for latex in markdown.formulas(entry.document.get(BODY) or "")),
        ]:
            if to_mathml(latex) is None:
                yield finding("formula", entry, f"'{latex}' cannot be set", f"/{member}", latex)
