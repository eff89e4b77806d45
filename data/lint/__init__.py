"""Rules that a content folder must satisfy before it is published.

Each rule is a function from a glossary to findings, and its docstring is the rule. Rules are for the editors
of the shipped content, not for the service, which accepts glossaries that break them. Documents of the wrong
shape are rejected earlier, by `schemas.content`.
"""

from collections.abc import Iterable, Iterator

from data.exchange.files import Glossary
from data.lint import definitions, explanations, formulas, names, relations, sources, spelling, style
from data.lint.findings import Finding, Rule
from data.lint.summary import summarize

__all__ = ["ERRORS", "WARNINGS", "Finding", "check", "summarize"]

# Findings are listed in this order. Broken references come before the rules that follow them.
ERRORS: tuple[Rule, ...] = (
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
    relations.one_per_pair,
    relations.acyclic,
    relations.learning_order,
    relations.hierarchy_apart,
    relations.level_order,
    relations.number,
    relations.connected,
    sources.present,
    sources.identifiers,
)
# An editor may decide to keep what these find.
WARNINGS: tuple[Rule, ...] = (
    names.similar_surface_form,
    definitions.alike,
    style.readability,
    style.sentence_length,
    style.banned_words,
    style.aging_words,
    style.unexplained_capitals,
    style.repeated_value,
    relations.redundant_broader,
    relations.parents,
    relations.untyped_share,
)


def check(glossary: Glossary, rules: Iterable[Rule] = ERRORS) -> Iterator[Finding]:
    """Yield every finding, rule by rule.

    A published glossary has no finding of `ERRORS`. Findings of `WARNINGS` are for an editor to look at.
    """
    for rule in rules:
        yield from rule(glossary)
