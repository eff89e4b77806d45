"""Rules for relations: the same that the service enforces, and those that make a whole of the glossary."""

from collections import Counter, defaultdict

from data import paths
from data.constants import HIERARCHICAL, LEARNING_ORDER, LEVELS
from data.lint.findings import Finding, edges, finding, published

NUMBER = (3, 15)
TYPED = 2
UNTYPED = "related-to"
MAX_UNTYPED = 0.3
BROADER = "broader"
MAX_PARENTS = 3


def known_ends(glossary):
    """Type and target exist, and the target is not the term itself."""
    types = {entry.slug for entry in glossary.relation_types}
    terms = {entry.slug for entry in glossary.terms}
    for entry, kind, target, pointer in edges(glossary):
        for fault, message in (
            (kind not in types, f"no relation type '{kind}'"),
            (target not in terms, f"no term '{target}'"),
            (target == entry.slug, "related to itself"),
        ):
            if fault:
                yield finding("relation-ends", entry, message, pointer)


def one_a_pair(glossary):
    """At most one relation joins two terms, whichever of them it is stored on."""
    seen = {}
    for entry, kind, target, pointer in edges(glossary):
        holder = seen.setdefault(frozenset((entry.slug, target)), (entry, pointer))
        if holder != (entry, pointer):
            message = f"{kind} {target}: already related at {holder[0].location(holder[1])}"
            yield finding("relation-pair", entry, message, pointer)


def acyclic(glossary):
    """No relations of an acyclic type lead back to where they began."""
    for kind in glossary.relation_types:
        if kind.document["acyclic"]:
            yield from _cycle(glossary, "relation-cycle", (kind.slug,))


def learning_order(glossary):
    """Nothing has to be learnt before itself: `requires` and `broader` together have no cycle."""
    yield from _cycle(glossary, "learning-order", LEARNING_ORDER)


def hierarchy_apart(glossary):
    """No associative relation joins terms that the hierarchy links, over any number of steps (SKOS S27)."""
    hierarchy = {kind.slug for kind in glossary.relation_types if kind.document["skos"] in HIERARCHICAL}
    above = _above(glossary, hierarchy)
    for entry, kind, target, pointer in edges(glossary):
        if kind not in hierarchy:
            for start, goal in ((entry.slug, target), (target, entry.slug)):
                if goal in _reachable(above, start):
                    message = f"{kind} {target}: the hierarchy already puts {start} under {goal}"
                    yield finding("relation-s27", entry, message, pointer)


def level_order(glossary):
    """A term never requires one of a higher level."""
    levels = {entry.slug: LEVELS.index(entry.document["level"]) for entry in glossary.terms}
    for entry, _, target, pointer in edges(glossary, {"requires"}):
        if levels.get(target, 0) > levels[entry.slug]:
            yield finding("relation-level", entry, f"requires {target}, which is of a higher level", pointer)


def number(glossary):
    """3 to 15 relations a published term, counted from both ends, at least 2 of them more telling than
    `related-to`.
    """
    every, typed = Counter(), Counter()
    for entry, kind, target, _ in edges(glossary):
        every.update((entry.slug, target))
        if kind != UNTYPED:
            typed.update((entry.slug, target))
    for entry in published(glossary):
        if not NUMBER[0] <= every[entry.slug] <= NUMBER[1]:
            yield finding(
                "relation-number", entry, f"{every[entry.slug]} relations, not {NUMBER[0]} to {NUMBER[1]}"
            )
        if typed[entry.slug] < TYPED:
            yield finding(
                "relation-number", entry, f"{typed[entry.slug]} typed relations, not {TYPED} or more"
            )


def connected(glossary):
    """The terms are one connected whole, so none is an orphan."""
    entries = {entry.slug: entry for entry in glossary.terms}
    pairs = [(entry.slug, target) for entry, _, target, _ in edges(glossary) if target in entries]
    for part in paths.components(entries, pairs)[1:]:
        for slug in sorted(part):
            yield finding("connected", entries[slug], f"not connected with the rest (a part of {len(part)})")


def redundant_broader(glossary):
    """A term is not put under one that the chain of another parent leads to anyway."""
    above = _above(glossary, {BROADER})
    for entry, _, target, pointer in edges(glossary, {BROADER}):
        for parent in sorted(above[entry.slug] - {target}):
            if target in _reachable(above, parent):
                yield finding("redundant-broader", entry, f"broader {target} follows from {parent}", pointer)


def parents(glossary):
    """At most 3 parents a term."""
    for slug, above in _above(glossary, {BROADER}).items():
        if len(above) > MAX_PARENTS:
            entry = next(entry for entry in glossary.terms if entry.slug == slug)
            yield finding("many-parents", entry, f"{len(above)} parents, over {MAX_PARENTS}", "/relations")


def untyped_share(glossary):
    """At most 30 % of the relations say no more than that there is one."""
    every = edges(glossary)
    untyped = [edge for edge in every if edge[1] == UNTYPED]
    if len(untyped) > MAX_UNTYPED * len(every):
        entry, _, _, pointer = untyped[0]
        message = f"the first of {len(untyped)} that are {UNTYPED}, over {MAX_UNTYPED:.0%} of {len(every)} relations"
        yield finding("untyped-share", entry, message, pointer)


def _above(glossary, types):
    above = defaultdict(set)
    for entry, _, target, _ in edges(glossary, types):
        above[entry.slug].add(target)
    return above


def _cycle(glossary, rule, types):
    pairs = {
        (entry.slug, target): entry.location(pointer) for entry, _, target, pointer in edges(glossary, types)
    }
    if way := paths.cycle(pairs):
        yield Finding(rule, pairs[way[0], way[1]], f"a cycle of {' and '.join(types)}: {' → '.join(way)}")


def _reachable(above, start):
    found, stack = set(), [start]
    while stack:
        for node in above[stack.pop()] - found:
            found.add(node)
            stack.append(node)
    return found
