"""Terms over HTTP."""

from api.http.auth import actor, requires
from api.http.blueprint import Blueprint
from api.http.connection import get_db
from api.http.paging import decode, select
from data.entries import listings, replacing, summaries, terms
from schemas.base import PageQuery, WriteQuery
from schemas.changes import ChangeList
from schemas.headers import CreateOrReplace, IfMatch
from schemas.relations import RelationViewList
from schemas.terms import RetireQuery, Term, TermCreation, TermList, TermPatch, TermQuery, TermSummary

blp = Blueprint("Terms", __name__, description="The entries of the glossary.")


@blp.get("/terms")
@blp.arguments(TermQuery, location="query")
@blp.answers(200, TermList)
def list_terms(query):
    """List terms

    By name, published ones only unless `status` says otherwise, fifty a page. Each comes without its
    relations and related terms; `include=relations` adds the former, `fields` narrows to what you need. With
    `ids`, exactly those terms in that order.
    """
    return page_of_terms(**query)


@blp.post("/terms")
@requires("write")
@blp.arguments(WriteQuery, location="query")
@blp.arguments(TermCreation)
@blp.problems(409)
@blp.answers(201, Term)
def create_term(query, body):
    """Create a term

    Needs `name`, `definition` and `category`; without `slug`, one is made from the name. Answers 409 when the
    slug is or was in use, or when the name or a label belongs to another term.
    """
    return terms.create(get_db(), body, actor=actor(query))


@blp.get("/terms/<slug>")
@blp.problems(404, 410)
@blp.answers(200, Term)
def get_term(slug):
    """Get a term

    The whole entry, with its relations to published terms in both directions and up to eight related terms of
    the same top category, each with its definition. A renamed term answers 301 to its new address; a retired
    one 301 to its replacement, or 410.
    """
    return terms.get(get_db(), slug)


@blp.put("/terms/<slug>")
@requires("write")
@blp.arguments(CreateOrReplace, location="headers")
@blp.arguments(WriteQuery, location="query")
@blp.arguments(TermCreation)
@blp.problems(409)
@blp.alt_response(201, schema=Term, description="Created")
@blp.answers(200, Term)
def put_term(precondition, query, body, slug):
    """Replace or create a term

    With `If-Match`, replaces all of an existing term; members left out get their default. With
    `If-None-Match: *`, creates a term under this slug, and answers 412 when there is one.
    """
    create = "create" in precondition
    match = precondition.get("match")
    term = replacing.replace(get_db(), terms, slug, body, create=create, match=match, actor=actor(query))
    return term, 201 if create else 200


@blp.patch("/terms/<slug>")
@requires("write")
@blp.arguments(IfMatch, location="headers")
@blp.arguments(WriteQuery, location="query")
@blp.arguments(TermPatch)
@blp.problems(404, 409, 410)
@blp.answers(200, Term)
def patch_term(precondition, query, body, slug):
    """Change members of a term

    A JSON Merge Patch (RFC 7396): members not sent stay, null sets one back to its default, a list replaces
    the whole list. A new `slug` renames the term; its old address answers 301 from then on.
    """
    return terms.update(get_db(), slug, body, match=precondition["match"], actor=actor(query))


@blp.delete("/terms/<slug>")
@requires("write")
@blp.arguments(IfMatch, location="headers")
@blp.arguments(RetireQuery, location="query")
@blp.problems(404, 409, 410)
@blp.answers(204)
def delete_term(precondition, query, slug):
    """Retire a term

    Its address then answers 301 to `replaced_by`, by default the replacement the term itself names, or 410
    when there is none. Its relations go with it. Its slug is never given again.
    """
    replacement = query.get("replaced_by")
    terms.delete(get_db(), slug, match=precondition["match"], replaced_by=replacement, actor=actor(query))


@blp.get("/terms/<slug>/summary")
@blp.problems(404, 410)
@blp.answers(200, TermSummary)
def get_term_summary(slug):
    """Get a term in short

    What a tooltip shows: name, definition, category and the address of the term's page; under 1 KB with a
    definition of up to 240 characters.
    """
    return summaries.get(get_db(), slug)


@blp.get("/terms/<slug>/relations")
@blp.problems(404, 410)
@blp.answers(200, RelationViewList)
def list_term_relations(slug):
    """List the relations of a term

    To published terms in both directions, as this term sees them, always all on one page. Use the `id` to
    remove one at `/relations/{id}`.
    """
    return terms.relations_of(get_db(), slug)


@blp.get("/terms/<slug>/history")
@blp.arguments(PageQuery, location="query")
@blp.problems(404, 410)
@blp.answers(200, ChangeList)
def list_term_history(query, slug):
    """List the changes of a term

    Newest first, across renamings. Each holds the whole term as it was then, so that an old revision can be
    read back and written again.
    """
    return terms.history(get_db(), slug, limit=query["limit"], after=decode(query.get("cursor")))


def page_of_terms(*, limit, status, sort, include=(), members=None, cursor=None, ids=None, **filters):
    """The page of terms that a parsed `TermQuery` asks for."""
    members = members and [*dict.fromkeys([*members, *include])]
    with_relations = "relations" in (members or include)
    if ids:
        return select(listings.find_named(get_db(), ids, with_relations=with_relations), members)
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
