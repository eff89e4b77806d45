"""Write the whole of an entry under its slug, whether it exists or not."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from data.entries import slugs
from data.entries.document import CategoryDocument, Members, TermDocument
from data.errors import Invalid, Stale, echo
from data.store.changes import Actor
from data.store.db import Database, write

Entry = TypeVar("Entry")
Created = TypeVar("Created", covariant=True)


class Create(Protocol[Created]):
    """A function that adds an entry."""

    def __call__(self, db: Database, given: Members, *, actor: Actor) -> Created:
        """Add an entry with these members and return it."""


class Update(Protocol[Created]):
    """A function that changes an entry."""

    def __call__(
        self, db: Database, slug: str, given: Members, *, match: Collection[int] | None, actor: Actor
    ) -> Created:
        """Change these members of an entry whose revision is one of `match`, and return it."""


@dataclass(frozen=True)
class Noun(Generic[Entry]):
    """What `replace_with` needs to know about terms or categories."""

    kind: str
    document: type[TermDocument] | type[CategoryDocument]
    create: Create[Entry]
    update: Update[Entry]


def replace_with(
    db: Database,
    noun: Noun[Entry],
    slug: str,
    given: Members,
    *,
    create_only: bool | None,
    match: Collection[int] | None,
    actor: Actor,
) -> Entry:
    """Make `given` the whole entry under this slug. Members that are absent get their default.

    With `create_only` True it must not exist yet, with False it must exist; otherwise Stale is raised. None
    creates or replaces. `match` is as for `update`. Raise Invalid if `given` names another slug, and what
    `create` and `update` raise.
    """
    # The slug of a PUT is in its URL. Another one in the body is more likely a mistake than a wish to rename.
    if given.get("slug", slug) != slug:
        raise Invalid(f"This is '{echo(slug)}'. To rename it, change its slug with PATCH.", pointer="/slug")
    # Existence, revision and write are under one lock, so no other writer can come between them.
    with write(db):
        exists = slugs.taken(db, noun.kind, slug)
        if create_only is not None and create_only == exists:
            state = "already exists" if exists else "does not exist"
            raise Stale(f"The {noun.kind} '{echo(slug)}' {state}.")
        # The constructor supplies the defaults of absent members, so that an update changes those as well.
        document = vars(noun.document(**{**given, "slug": slug}))
        if exists:
            return noun.update(db, slug, document, match=match, actor=actor)
        return noun.create(db, document, actor=actor)
