"""Writing the whole of a thing under its slug, whether it exists or not."""

from data.entries import slugs
from data.errors import Invalid, Stale
from data.store.changes import Actor
from data.store.db import write


def replace(db, noun, slug, document, *, create=None, match=None, actor: Actor):
    """Make `document` all there is of a term or category (`noun` is the module); the rest gets its default.

    `create` True only creates and False only replaces, else Stale is raised; None does whichever it takes.
    `match` as for `update`. Raises Invalid when the document names another slug, and what `create` and
    `update` raise.
    """
    document = {**noun.EMPTY, "slug": slug, **document}
    if document["slug"] != slug:
        raise Invalid(f"This is '{slug}'; to rename it, update its slug.", pointer="/slug")
    with write(db):
        exists = slugs.taken(db, noun.KIND, slug)
        if create is not None and create == exists:
            raise Stale(f"There {'already is a' if exists else 'is no'} {noun.KIND} '{slug}'.")
        if exists:
            return noun.update(db, slug, document, match=match, actor=actor)
        return noun.create(db, document, actor=actor)
