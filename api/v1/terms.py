"""Terms over HTTP."""

from typing import Any

from api.http.auth import actor, require_drafts, requires, sees_drafts
from api.http.blueprint import Blueprint
from api.http.connection import get_db
from api.http.operation import API
from api.http.paging import decode
from api.http.responses import select
from data.entries import listings, summaries, terms
from data.entries.relations import RelationView
from data.entries.summaries import Summary
from data.entries.terms import Term
from data.listing import Page
from schemas.base import PageQuery, WriteQuery
from schemas.changes import PUBLIC_MEMBERS, ChangeList
from schemas.headers import CreateOrReplace, IfMatch
from schemas.relations import RelationViewList
from schemas.terms import (
    RetireQuery,
    TermCreation,
    TermList,
    TermPatch,
    TermQuery,
    TermReplacement,
    TermResponse,
    TermSummaryResponse,
)

blp = Blueprint("Terms", __name__, operation=API, description="The entries of the glossary.")


@blp.get("/terms")
@blp.arguments(TermQuery, location="query")
@blp.problems(401)
@blp.answers(200, TermList)
def list_terms(query: dict[str, Any]) -> Page[Any]:
    """List terms

    Sorted by name, 50 per page. Without a key, only published terms are listed; with a key, `status` chooses
    others. Items have neither relations nor related terms. `include=relations` adds the relations, and
    `fields` reduces each item to the members you need. With `ids`, the list consists of exactly those terms,
    in that order.
    """
    return page_of_terms(**query)


@blp.post("/terms")
@requires("write")
@blp.arguments(WriteQuery, location="query")
@blp.arguments(TermCreation)
@blp.problems(409)
@blp.answers(201, TermResponse)
def create_term(query: dict[str, Any], body: dict[str, Any]) -> Term:
    """Create a term

    Requires `name`, `definition` and `category`. Without `slug`, one is derived from the name. The response
    is 409 if the slug is or was in use, or if the name or a label belongs to another term.
    """
    return terms.create(get_db(), body, actor=actor(query))


@blp.get("/terms/<slug>")
@blp.problems(401, 404, 410)
@blp.answers(200, TermResponse)
def get_term(slug: str) -> Term:
    """Get a term

    The response is the whole entry with its relations to published terms in both directions, and with up to
    eight related terms of the same top category. A renamed term redirects to its new URL with 301. A retired
    or deprecated term redirects to its replacement with 301; without a replacement, the response is 410. A
    term that is not published yet is visible with a key only.
    """
    return terms.get(get_db(), slug, drafts=sees_drafts())


@blp.put("/terms/<slug>")
@requires("write")
@blp.arguments(CreateOrReplace, location="headers")
@blp.arguments(WriteQuery, location="query")
@blp.arguments(TermReplacement)
@blp.problems(409)
@blp.alt_response(201, schema=TermResponse, description="Created")
@blp.answers(200, TermResponse)
def put_term(
    precondition: dict[str, Any], query: dict[str, Any], body: dict[str, Any], slug: str
) -> tuple[Term, int]:
    """Replace or create a term

    With `If-Match`, replaces the whole term; members that are absent get their default. With
    `If-None-Match: *`, creates a term under this slug; the response is 412 if it exists. The body can be a
    term as it was read: read-only members are ignored, and `category` can be a slug or an object.
    """
    create = "create" in precondition
    match = precondition.get("match")
    term = terms.replace(get_db(), slug, body, create_only=create, match=match, actor=actor(query))
    return term, 201 if create else 200


@blp.patch("/terms/<slug>")
@requires("write")
@blp.arguments(IfMatch, location="headers")
@blp.arguments(WriteQuery, location="query")
@blp.arguments(TermPatch)
@blp.problems(404, 409, 410)
@blp.answers(200, TermResponse)
def patch_term(precondition: dict[str, Any], query: dict[str, Any], body: dict[str, Any], slug: str) -> Term:
    """Change members of a term

    A JSON Merge Patch (RFC 7396): members that are absent stay as they are, null resets a member to its
    default, and a list replaces the whole list. A new `slug` renames the term. Its old URL then redirects
    with 301.
    """
    return terms.update(get_db(), slug, body, match=precondition["match"], actor=actor(query))


@blp.delete("/terms/<slug>")
@requires("write")
@blp.arguments(IfMatch, location="headers")
@blp.arguments(RetireQuery, location="query")
@blp.problems(404, 409, 410, 503)
@blp.answers(204)
def delete_term(precondition: dict[str, Any], query: dict[str, Any], slug: str) -> None:
    """Retire a term

    Its URL then redirects with 301 to `replaced_by`, which defaults to the replacement that the term itself
    names. Without a replacement, the response there is 410. The relations of the term are removed. Its slug
    is never given to another term.
    """
    replacement = query.get("replaced_by")
    match = precondition["match"]
    terms.delete(get_db(), slug, match=match, replaced_by=replacement, actor=actor(query))


@blp.get("/terms/<slug>/summary")
@blp.problems(401, 404, 410)
@blp.answers(200, TermSummaryResponse)
def get_term_summary(slug: str) -> Summary:
    """Get the summary of a term

    What a tooltip shows: name, definition, category and the URL of the term's page. It is smaller than 1 KB
    if the definition has at most 240 characters.
    """
    return summaries.get(get_db(), slug, drafts=sees_drafts())


@blp.get("/terms/<slug>/relations")
@blp.problems(401, 404, 410)
@blp.answers(200, RelationViewList)
def list_term_relations(slug: str) -> Page[RelationView]:
    """List the relations of a term

    On one page: the relations to published terms in both directions, as this term sees them. A relation can
    be removed at `/relations/{id}`.
    """
    return terms.relations_of(get_db(), slug, drafts=sees_drafts())


@blp.get("/terms/<slug>/history")
@blp.arguments(PageQuery, location="query")
@blp.problems(401, 404, 410)
@blp.answers(200, ChangeList)
def list_term_history(query: dict[str, Any], slug: str) -> Page[Any]:
    """List the changes of a term

    Newest first, also those from before the term was renamed. Each change contains the whole term at that
    revision, so that an old revision can be read and restored. `actor`, the name of the key that made the
    change, is returned only to requests with a key.
    """
    drafts = sees_drafts()
    after = decode(query.get("cursor"))
    page = terms.history(get_db(), slug, limit=query["limit"], after=after, drafts=drafts)
    return select(page, None if drafts else PUBLIC_MEMBERS)


def page_of_terms(
    *,
    limit: int,
    status: str,
    sort: str,
    include: tuple[str, ...] = (),
    members: list[str] | None = None,
    cursor: str | None = None,
    ids: list[str] | None = None,
    **filters: Any,
) -> Page[Any]:
    """Return the page of terms that a parsed `TermQuery` asks for. Raise 401 if it needs a key."""
    require_drafts(status)
    # What `include` names is returned even if `fields` does not name it.
    members = members and [*dict.fromkeys([*members, *include])]
    with_relations = "relations" in (members or include)
    if ids:
        page = listings.find_named(get_db(), ids, with_relations=with_relations, drafts=sees_drafts())
        return select(page, members)
    page = listings.find(
        get_db(),
        limit=limit,
        sort=sort,
        after=decode(cursor, (str, str, int)),
        with_relations=with_relations,
        status=None if status == "any" else status,
        **filters,
    )
    return select(page, members)
