"""What a glossary amounts to, in figures: for each of its top categories, and for the whole."""

from collections import Counter
from statistics import mean, median

from data import paths
from data.exchange.files import BODY, Glossary, tops
from data.lint.findings import edges, published
from data.lint.prose import PLAIN, paragraphs
from data.lint.relations import UNTYPED

WHOLE = "all"
UNKNOWN = "?"  # the top of a category that does not exist


def summarize(glossary: Glossary) -> list[dict]:
    """One row of figures for each top category that has published terms, in their order, and one for the
    whole.

    `words` counts definitions, explanations, examples and confusions. `definition` and `explanation` are
    medians in words; `degree` and `sources` means a term, a relation counting at both of its ends; `typed`
    and `across` the shares of a row's relations that are more than `related-to` and that lead to another top
    category; `components` the connected parts that its terms make among themselves; `types` the number of
    relations of each type.
    """
    above = tops([entry.document for entry in glossary.categories])
    terms = {entry.slug: entry for entry in published(glossary)}
    homes = {slug: above.get(entry.document["category"], UNKNOWN) for slug, entry in terms.items()}
    relations = [
        (entry.slug, kind, target)
        for entry, kind, target, _ in edges(glossary)
        if entry.slug in terms and target in terms
    ]
    groups = {
        top: {slug for slug, home in homes.items() if home == top} for top in dict.fromkeys(above.values())
    }
    kinds = [kind.slug for kind in glossary.relation_types]
    return [
        _row(name, [terms[slug].document for slug in sorted(slugs)], slugs, relations, homes, kinds)
        for name, slugs in [*groups.items(), (WHOLE, set(terms))]
        if slugs
    ]


def _row(name, documents, slugs, relations, homes, kinds):
    touching = [(source, kind, target) for source, kind, target in relations if slugs & {source, target}]
    inside = [(source, target) for source, _, target in touching if slugs >= {source, target}]
    across = sum(homes[source] != homes[target] for source, _, target in touching)
    types = Counter(kind for _, kind, _ in touching)
    return {
        "category": name,
        "terms": len(documents),
        "words": sum(_length(document, member) for document in documents for member in (*PLAIN, BODY)),
        "definition": median(_length(document, "definition") for document in documents),
        "explanation": median(_length(document, BODY) for document in documents),
        "degree": (len(touching) + len(inside)) / len(documents),
        "typed": 1 - types[UNTYPED] / len(touching) if touching else 1.0,
        "across": across / len(touching) if touching else 0.0,
        "sources": mean(len(document["sources"]) for document in documents),
        "components": len(paths.components(slugs, inside)),
        "types": {kind: types[kind] for kind in kinds},
    }


def _length(document, member):
    text = document.get(member) or ""
    return len((" ".join(paragraphs(text)) if member == BODY else text).split())
