"""Rules for relations: those that the service enforces as well, and those that make the glossary a whole."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from data import paths
from data.constants import HIERARCHICAL, LEARNING_ORDER, LEVELS
from data.exchange.files import Entry, Glossary
from data.lint.findings import Finding, edges, finding, published

MIN_RELATIONS, MAX_RELATIONS = 3, 15
MIN_TYPED = 2
MAX_UNTYPED_SHARE = 0.3
MAX_PARENTS = 3
UNTYPED = "related-to"
BROADER = "broader"
REQUIRES = "requires"


def known_ends(glossary: Glossary) -> Iterator[Finding]:
    """The type and the target of a relation exist, and the target is another term."""
    kinds = {entry.slug for entry in glossary.relation_types}
    terms = {entry.slug for entry in glossary.terms}
    for entry, kind, target, pointer in edges(glossary):
        for is_fault, message in (
            (kind not in kinds, f"no relation type '{kind}'"),
            (target not in terms, f"no term '{target}'"),
            (target == entry.slug, "related to itself"),
        ):
            if is_fault:
                yield finding("relation-ends", entry, message, pointer)


def one_per_pair(glossary: Glossary) -> Iterator[Finding]:
    """Two terms have at most one relation, whichever of the two it is stored with."""
    seen: dict[frozenset[str], tuple[Entry, str]] = {}
    for entry, kind, target, pointer in edges(glossary):
        holder = seen.setdefault(frozenset((entry.slug, target)), (entry, pointer))
        if holder != (entry, pointer):
            message = f"{kind} {target}: already related at {holder[0].location(holder[1])}"
            yield finding("relation-pair", entry, message, pointer)


def acyclic(glossary: Glossary) -> Iterator[Finding]:
    """The relations of an acyclic type have no cycle."""
    for kind in glossary.relation_types:
        if kind.document["acyclic"]:
            yield from _cycle(glossary, "relation-cycle", (kind.slug,))


def learning_order(glossary: Glossary) -> Iterator[Finding]:
    """The relations of the types `requires` and `broader` together have no cycle.

    Otherwise a reader would have to learn a term before itself.
    """
    yield from _cycle(glossary, "learning-order", LEARNING_ORDER)


def hierarchy_apart(glossary: Glossary) -> Iterator[Finding]:
    """No associative relation joins terms that the hierarchy links, over any number of steps (SKOS S27)."""
    hierarchy = {kind.slug for kind in glossary.relation_types if kind.document["skos"] in HIERARCHICAL}
    above = _targets_by_source(glossary, hierarchy)
    for entry, kind, target, pointer in edges(glossary):
        if kind in hierarchy:
            continue
        # An associative relation has no direction here: the hierarchy may link the two either way.
        for start, goal in ((entry.slug, target), (target, entry.slug)):
            if goal in _reachable(above, start):
                message = f"{kind} {target}: the hierarchy already puts {start} under {goal}"
                yield finding("relation-s27", entry, message, pointer)


def level_order(glossary: Glossary) -> Iterator[Finding]:
    """A term never requires a term of a higher level."""
    levels = {entry.slug: LEVELS.index(entry.document["level"]) for entry in glossary.terms}
    for entry, _, target, pointer in edges(glossary, {REQUIRES}):
        # An unknown target passes here; known_ends reports it.
        if levels.get(target, 0) > levels[entry.slug]:
            yield finding("relation-level", entry, f"requires {target}, which is of a higher level", pointer)


def number(glossary: Glossary) -> Iterator[Finding]:
    """A published term has 3 to 15 relations, and at least 2 that are not `related-to`.

    A relation counts for both of its terms.
    """
    all_counts: Counter[str] = Counter()
    typed_counts: Counter[str] = Counter()
    # Drafts are included, because a relation of a published term may be stored with a draft.
    for entry, kind, target, _ in edges(glossary):
        all_counts.update((entry.slug, target))
        if kind != UNTYPED:
            typed_counts.update((entry.slug, target))
    for entry in published(glossary):
        total, typed = all_counts[entry.slug], typed_counts[entry.slug]
        if not MIN_RELATIONS <= total <= MAX_RELATIONS:
            message = f"{total} relations, not {MIN_RELATIONS} to {MAX_RELATIONS}"
            yield finding("relation-number", entry, message)
        if typed < MIN_TYPED:
            message = f"{typed} typed relations, not {MIN_TYPED} or more"
            yield finding("relation-number", entry, message)


def connected(glossary: Glossary) -> Iterator[Finding]:
    """Each term is connected to every other term, directly or through other terms."""
    entries = {entry.slug: entry for entry in glossary.terms}
    pairs = [(entry.slug, target) for entry, _, target, _ in edges(glossary) if target in entries]
    # The largest component comes first; it is the glossary, and the others are cut off from it.
    for part in paths.components(entries, pairs)[1:]:
        for slug in sorted(part):
            message = f"not connected to the rest of the glossary (terms in this part: {len(part)})"
            yield finding("connected", entries[slug], message)


def redundant_broader(glossary: Glossary) -> Iterator[Finding]:
    """No parent of a term is an ancestor of another parent of the term."""
    above = _targets_by_source(glossary, {BROADER})
    for entry, _, target, pointer in edges(glossary, {BROADER}):
        for parent in sorted(above[entry.slug] - {target}):
            if target in _reachable(above, parent):
                message = f"broader {target} already follows from {parent}"
                yield finding("redundant-broader", entry, message, pointer)


def parents(glossary: Glossary) -> Iterator[Finding]:
    """A term has at most 3 parents."""
    entries = {entry.slug: entry for entry in glossary.terms}
    for slug, above in _targets_by_source(glossary, {BROADER}).items():
        if len(above) > MAX_PARENTS:
            message = f"{len(above)} parents, over {MAX_PARENTS}"
            yield finding("many-parents", entries[slug], message, "/relations")


def untyped_share(glossary: Glossary) -> Iterator[Finding]:
    """At most 30 % of the relations are `related-to`, which says no more than that there is a relation."""
    total = len(edges(glossary))
    untyped = edges(glossary, {UNTYPED})
    if len(untyped) > MAX_UNTYPED_SHARE * total:
        # The fault is of the whole glossary, but a finding needs a location: the first one.
        first = untyped[0]
        message = (
            f"first of {len(untyped)} {UNTYPED} relations, over {MAX_UNTYPED_SHARE:.0%} of {total} relations"
        )
        yield finding("untyped-share", first.source, message, first.pointer)


def _targets_by_source(glossary: Glossary, kinds: Collection[str]) -> dict[str, set[str]]:
    targets: dict[str, set[str]] = defaultdict(set)
    for entry, _, target, _ in edges(glossary, kinds):
        targets[entry.slug].add(target)
    return targets


def _cycle(glossary: Glossary, rule: str, kinds: Sequence[str]) -> Iterator[Finding]:
    """Yield one cycle of relations of these types, at its first relation, if there is a cycle."""
    locations = {
        (entry.slug, target): entry.location(pointer) for entry, _, target, pointer in edges(glossary, kinds)
    }
    if nodes := paths.cycle(locations):
        message = f"a cycle of {' and '.join(kinds)}: {' → '.join(nodes)}"
        yield Finding(rule=rule, location=locations[nodes[0], nodes[1]], message=message)


def _reachable(targets: Mapping[str, set[str]], start: str) -> set[str]:
    """Return the terms at the end of one relation or more from `start`; `start` only if it is on a cycle."""
    found: set[str] = set()
    stack = [start]
    while stack:
        for node in targets.get(stack.pop(), set()) - found:
            found.add(node)
            stack.append(node)
    return found
