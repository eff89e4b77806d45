"""Rules for slugs, categories, names and labels."""

import re

from data.exchange.files import tops
from data.lint.findings import finding, surface_forms
from data.text.folding import fold


def unique_slug(glossary):
    """A slug stands once among the terms, whatever folder its file is in, and once among the categories."""
    for entries in (glossary.terms, glossary.categories, glossary.relation_types):
        seen = {}
        for entry in entries:
            if entry.slug in seen:
                yield finding("unique-slug", entry, f"stands in {seen[entry.slug].location()} too")
            seen[entry.slug] = entry


def category_exists(glossary):
    """The category of a term, and the parent of a category, is in the list of categories."""
    known = {entry.slug for entry in glossary.categories}
    for entry in glossary.terms:
        if entry.document["category"] not in known:
            yield finding(
                "category-exists", entry, f"no category '{entry.document['category']}'", "/category"
            )
    for entry in glossary.categories:
        if entry.document["parent"] not in known | {None}:
            yield finding("category-exists", entry, f"no category '{entry.document['parent']}'", "/parent")


def folder(glossary):
    """The file of a term stands in the folder of its top category."""
    above = tops([entry.document for entry in glossary.categories])
    for entry in glossary.terms:
        top = above.get(entry.document["category"])
        if top in above and entry.path.parent.name != top:
            yield finding(
                "term-folder", entry, f"stands in {entry.path.parent.name}/, not in {top}/", "/category"
            )


def unique_surface_form(glossary):
    """A name or label, after NFKC and case folding, belongs to one term and stands there once."""
    seen = {}
    for entry in glossary.terms:
        for form, pointer in surface_forms(entry):
            holder = seen.setdefault(fold(form), (entry, pointer))
            if holder != (entry, pointer):
                message = f"'{form}' is a name or label of {holder[0].slug} already"
                yield finding("unique-surface-form", entry, message, pointer)


def ambiguous_owner(glossary):
    """An abbreviation in the table of ambiguous ones is a label of the owner named there, and of nobody else."""
    owners = {fold(entry.document["abbreviation"]): entry.document["owner"] for entry in glossary.ambiguous}
    for entry in glossary.terms:
        for form, pointer in surface_forms(entry):
            owner = owners.get(fold(form), entry.slug)
            if owner != entry.slug:
                message = (
                    f"'{form}' is shared by several terms; only {owner} may carry it"
                    if owner
                    else (f"'{form}' is shared by several terms; none may carry it")
                )
                yield finding("ambiguous-owner", entry, message, pointer)


def similar_surface_form(glossary):
    """Names and labels of two terms differ by more than hyphens, spaces and a final s."""
    seen = {}
    for entry in glossary.terms:
        for form, pointer in surface_forms(entry):
            holder, other = seen.setdefault(re.sub(r"[\s-]", "", fold(form)).removesuffix("s"), (entry, form))
            if holder is not entry:
                message = f"'{form}' is nearly '{other}' of {holder.slug}"
                yield finding("similar-surface-form", entry, message, pointer)
