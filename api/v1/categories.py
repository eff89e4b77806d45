"""Categories over HTTP."""

from typing import Any

from api.http.auth import actor, requires
from api.http.blueprint import Blueprint
from api.http.connection import get_db
from api.http.operation import API
from api.v1.terms import page_of_terms
from data.entries import categories
from data.entries.categories import Category
from data.listing import Page
from schemas.base import WriteQuery
from schemas.categories import (
    CategoryCreation,
    CategoryList,
    CategoryPatch,
    CategoryReplacement,
    CategoryResponse,
)
from schemas.headers import CreateOrReplace, IfMatch
from schemas.terms import CategoryTermQuery, TermList

blp = Blueprint("Categories", __name__, operation=API, description="The tree of categories.")


@blp.get("/categories")
@blp.answers(200, CategoryList)
def list_categories() -> Page[Category]:
    """List the categories

    The whole tree on one page: the top categories in their order, each with its children, its scope note and
    its numbers of terms.
    """
    return categories.find(get_db())


@blp.post("/categories")
@requires("write")
@blp.arguments(WriteQuery, location="query")
@blp.arguments(CategoryCreation)
@blp.problems(409)
@blp.answers(201, CategoryResponse)
def create_category(query: dict[str, Any], body: dict[str, Any]) -> Category:
    """Create a category

    Without `parent`, it becomes a top category. The response is 409 if the slug is or was in use.
    """
    return categories.create(get_db(), body, actor=actor(query))


@blp.get("/categories/<slug>")
@blp.problems(404, 410)
@blp.answers(200, CategoryResponse)
def get_category(slug: str) -> Category:
    """Get a category

    The response contains everything below it. A renamed category redirects to its new URL with 301. For a
    retired category, the response is 410.
    """
    return categories.get(get_db(), slug)


@blp.put("/categories/<slug>")
@requires("write")
@blp.arguments(CreateOrReplace, location="headers")
@blp.arguments(WriteQuery, location="query")
@blp.arguments(CategoryReplacement)
@blp.problems(409)
@blp.alt_response(201, schema=CategoryResponse, description="Created")
@blp.answers(200, CategoryResponse)
def put_category(
    precondition: dict[str, Any], query: dict[str, Any], body: dict[str, Any], slug: str
) -> tuple[Category, int]:
    """Replace or create a category

    With `If-Match`, replaces the whole category; members that are absent get their default. With
    `If-None-Match: *`, creates a category under this slug; the response is 412 if it exists. The body can be
    a category as it was read: read-only members are ignored, and `parent` can be a slug or an object.
    """
    create = "create" in precondition
    match = precondition.get("match")
    category = categories.replace(get_db(), slug, body, create_only=create, match=match, actor=actor(query))
    return category, 201 if create else 200


@blp.patch("/categories/<slug>")
@requires("write")
@blp.arguments(IfMatch, location="headers")
@blp.arguments(WriteQuery, location="query")
@blp.arguments(CategoryPatch)
@blp.problems(404, 409, 410)
@blp.answers(200, CategoryResponse)
def patch_category(
    precondition: dict[str, Any], query: dict[str, Any], body: dict[str, Any], slug: str
) -> Category:
    """Change members of a category

    A JSON Merge Patch (RFC 7396). A new `parent` moves the category with everything below it. A new `slug`
    renames it. Its old URL then redirects with 301.
    """
    return categories.update(get_db(), slug, body, match=precondition["match"], actor=actor(query))


@blp.delete("/categories/<slug>")
@requires("write")
@blp.arguments(IfMatch, location="headers")
@blp.arguments(WriteQuery, location="query")
@blp.problems(404, 409, 410, 503)
@blp.answers(204)
def delete_category(precondition: dict[str, Any], query: dict[str, Any], slug: str) -> None:
    """Retire a category

    The response is 409 as long as the category has terms or subcategories. Its slug is never given to another
    category.
    """
    categories.delete(get_db(), slug, match=precondition["match"], actor=actor(query))


@blp.get("/categories/<slug>/terms")
@blp.arguments(CategoryTermQuery, location="query")
@blp.problems(401, 404, 410)
@blp.answers(200, TermList)
def list_category_terms(query: dict[str, Any], slug: str) -> Page[Any]:
    """List the terms of a category

    The terms in this category or below it. Apart from that, it is the same list as `/terms`.
    """
    # Without this, an unknown category would have an empty list.
    categories.require(get_db(), slug)
    return page_of_terms(category=slug, **query)
