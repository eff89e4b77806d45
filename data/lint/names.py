"""Rules for slugs, categories, names and labels."""

import re
from collections.abc import Iterator

from data.exchange.files import Entry, Glossary, tops
from data.lint.findings import Finding, finding, surface_forms
from data.text.folding import fold


def unique_slug(glossary: Glossary) -> Iterator[Finding]:
    """A slug occurs once among the terms of all folders. The same holds for categories and relation types."""
    for entries in (glossary.terms, glossary.categories, glossary.relation_types):
        seen: dict[str, Entry] = {}
        for entry in entries:
            if entry.slug in seen:
                yield finding("unique-slug", entry, f"already used at {seen[entry.slug].location()}")
            seen[entry.slug] = entry


def category_exists(glossary: Glossary) -> Iterator[Finding]:
    """The category of a term and the parent of a category are in the list of categories."""
    known = {entry.slug for entry in glossary.categories}
    for entry in glossary.terms:
        category = entry.document["category"]
        if category not in known:
            yield finding("category-exists", entry, f"no category '{category}'", "/category")
    for entry in glossary.categories:
        parent = entry.document["parent"]
        if parent not in known | {None}:
            yield finding("category-exists", entry, f"no category '{parent}'", "/parent")


def folder(glossary: Glossary) -> Iterator[Finding]:
    """The file of a term is in the folder of its top category."""
    top_by_category = tops([entry.document for entry in glossary.categories])
    for entry in glossary.terms:
        top = top_by_category.get(entry.document["category"])
        # Without a top category there is no right folder; category_exists reports that.
        if top in top_by_category and entry.path.parent.name != top:
            message = f"is in {entry.path.parent.name}/, not in {top}/"
            yield finding("term-folder", entry, message, "/category")


def unique_surface_form(glossary: Glossary) -> Iterator[Finding]:
    """A name or label belongs to one term and occurs there once, compared after NFKC and case folding."""
    seen: dict[str, tuple[Entry, str]] = {}
    for entry in glossary.terms:
        for form, pointer in surface_forms(entry):
            holder = seen.setdefault(fold(form), (entry, pointer))
            if holder != (entry, pointer):
                message = f"'{form}' is already a name or label of {holder[0].slug}"
                yield finding("unique-surface-form", entry, message, pointer)


def ambiguous_owner(glossary: Glossary) -> Iterator[Finding]:
    """An abbreviation in the table of ambiguous abbreviations is a label only of its owner, if it has one."""
    owners = {fold(entry.document["abbreviation"]): entry.document["owner"] for entry in glossary.ambiguous}
    for entry in glossary.terms:
        for form, pointer in surface_forms(entry):
            # None is an owner in the table: then no term may have the abbreviation.
            owner = owners.get(fold(form), entry.slug)
            if owner != entry.slug:
                holder = f"only {owner}" if owner else "no term"
                message = f"'{form}' is shared by several terms; {holder} may have it as a label"
                yield finding("ambiguous-owner", entry, message, pointer)


def similar_surface_form(glossary: Glossary) -> Iterator[Finding]:
    """Names and labels of two terms differ by more than hyphens, spaces and a final s."""
    seen: dict[str, tuple[Entry, str]] = {}
    for entry in glossary.terms:
        for form, pointer in surface_forms(entry):
            reduced = re.sub(r"[\s-]", "", fold(form)).removesuffix("s")
            holder, other = seen.setdefault(reduced, (entry, form))
            if holder is not entry:
                message = f"'{form}' is nearly '{other}' of {holder.slug}"
                yield finding("similar-surface-form", entry, message, pointer)
