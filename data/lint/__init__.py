"""What a content folder must fulfil to be published: rules over its documents, each a function from a
glossary to findings.

The rules are those of an editor, not of the service: another house may load what these refuse. A document
that has not even the right shape never gets here (`schemas.content`).
"""

from collections.abc import Iterator

from data.exchange.files import Glossary
from data.lint import definitions, explanations, formulas, names, relations, sources, spelling, style
from data.lint.findings import Finding
from data.lint.summary import summarize

__all__ = ["ERRORS", "WARNINGS", "Finding", "check", "summarize"]

ERRORS = (
    names.unique_slug,
    names.category_exists,
    names.folder,
    names.unique_surface_form,
    names.ambiguous_owner,
    definitions.form,
    definitions.opening,
    definitions.circular,
    explanations.length,
    explanations.links,
    explanations.plain_markdown,
    formulas.convertible,
    spelling.spelling,
    relations.known_ends,
    relations.one_a_pair,
    relations.acyclic,
    relations.learning_order,
    relations.hierarchy_apart,
    relations.level_order,
    relations.number,
    relations.connected,
    sources.present,
    sources.identifiers,
)
WARNINGS = (
    names.similar_surface_form,
    definitions.alike,
    style.readability,
    style.sentence_length,
    style.banned_words,
    style.ageing_words,
    style.unexplained_capitals,
    style.repeated_value,
    relations.redundant_broader,
    relations.parents,
    relations.untyped_share,
)


def check(glossary: Glossary, rules=ERRORS) -> Iterator[Finding]:
    """Every finding, rule by rule: of `ERRORS`, which nothing published may have, or of `WARNINGS`, to be
    looked at.
    """
    for rule in rules:
        yield from rule(glossary)
