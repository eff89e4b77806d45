"""Figures about a glossary: for each of its top categories, and for the whole."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from statistics import mean, median
from typing import Any, TypedDict

from data import paths
from data.exchange.files import BODY, Glossary, tops
from data.lint.findings import edges, published
from data.lint.prose import PLAIN, paragraphs
from data.lint.relations import UNTYPED

WHOLE = "all"
UNKNOWN = "?"  # the top of a category that does not exist


class Figures(TypedDict):
    """The figures of the published terms of one top category, or of all.

    - `words`: in definitions, explanations, examples and confusions
    - `definition`, `explanation`: medians, in words
    - `degree`, `sources`: means per term; a relation counts at both of its ends
    - `typed`: share of the relations that are not `related-to`
    - `across`: share of the relations that lead to another top category
    - `components`: connected parts that the terms make among themselves
    - `types`: number of relations of each type
    """

    category: str
    terms: int
    words: int
    definition: float
    explanation: float
    degree: float
    typed: float
    across: float
    sources: float
    components: int
    types: dict[str, int]


def summarize(glossary: Glossary) -> list[Figures]:
    """Return the figures of each top category that has published terms, in their order, and of the whole."""
    top_by_category = tops([entry.document for entry in glossary.categories])
    terms = {entry.slug: entry for entry in published(glossary)}
    top_by_term = {
        slug: top_by_category.get(entry.document["category"], UNKNOWN) for slug, entry in terms.items()
    }
    relations = [
        (entry.slug, kind, target)
        for entry, kind, target, _ in edges(glossary)
        if entry.slug in terms and target in terms
    ]
    groups = {
        top: {slug for slug, own_top in top_by_term.items() if own_top == top}
        for top in dict.fromkeys(top_by_category.values())
    }
    kinds = [kind.slug for kind in glossary.relation_types]
    return [
        _figures(
            name,
            {slug: terms[slug].document for slug in sorted(slugs)},
            relations=relations,
            top_by_term=top_by_term,
            kinds=kinds,
        )
        # Terms whose category does not exist are in the whole only.
        for name, slugs in [*groups.items(), (WHOLE, set(terms))]
        if slugs
    ]


def _figures(
    name: str,
    terms: Mapping[str, Mapping[str, Any]],
    *,
    relations: Sequence[tuple[str, str, str]],
    top_by_term: Mapping[str, str],
    kinds: Collection[str],
) -> Figures:
    documents = list(terms.values())
    touching = [
        (source, kind, target) for source, kind, target in relations if source in terms or target in terms
    ]
    inside = [(source, target) for source, _, target in touching if source in terms and target in terms]
    across = sum(top_by_term[source] != top_by_term[target] for source, _, target in touching)
    counts = Counter(kind for _, kind, _ in touching)
    return Figures(
        category=name,
        terms=len(documents),
        words=sum(_word_count(document, member) for document in documents for member in (*PLAIN, BODY)),
        definition=median(_word_count(document, "definition") for document in documents),
        explanation=median(_word_count(document, BODY) for document in documents),
        # A relation inside the group counts at both of its ends, another one only at the end inside.
        degree=(len(touching) + len(inside)) / len(documents),
        typed=1 - counts[UNTYPED] / len(touching) if touching else 1.0,
        across=across / len(touching) if touching else 0.0,
        sources=mean(len(document["sources"]) for document in documents),
        components=len(paths.components(terms, inside)),
        types={kind: counts[kind] for kind in kinds},
    )


def _word_count(document: Mapping[str, Any], member: str) -> int:
    """Return the number of words of a member; an explanation counts without markup, code and formulas."""
    text = document.get(member) or ""
    return len((" ".join(paragraphs(text)) if member == BODY else text).split())
