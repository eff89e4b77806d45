"""Rules for formulas."""

from collections.abc import Iterator

from data.exchange.files import BODY, Glossary
from data.lint.findings import Finding, finding
from data.text import markdown
from data.text.formulas import to_mathml


def convertible(glossary: Glossary) -> Iterator[Finding]:
    """Each formula, including those in explanations, can be set. Otherwise readers see its LaTeX."""
    for entry in glossary.terms:
        formula = entry.document.get("formula")
        own = [("formula", formula)] if formula else []
        in_body = [(BODY, latex) for latex in markdown.formulas(entry.document.get(BODY) or "")]
        for member, latex in own + in_body:
            if to_mathml(latex) is None:
                yield finding("formula", entry, f"'{latex}' cannot be set", f"/{member}", latex)
