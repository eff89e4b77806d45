"""Categories on the wire."""

from marshmallow import fields, validate

from data.constants import MAX_LINE
from schemas.base import (
    Address,
    Body,
    Credited,
    Integer,
    Line,
    Links,
    Name,
    Replacement,
    Response,
    Slug,
    listed,
    patch_of,
)


class CategoryRef(Response):
    """A category as another thing names it, with the way up to its top."""

    slug = Slug()
    name = fields.String()
    parent = fields.Nested(
        lambda: CategoryRef(),
        allow_none=True,
        metadata={"description": "The category above; null at the top."},
    )


class CategoryLinks(Links):
    """Where a category and its terms are."""

    terms = Address(metadata={"description": "The terms filed here and below."})


class Category(Response):
    """A category with everything below it."""

    slug = Slug()
    name = fields.String()
    scope_note = fields.String(allow_none=True, metadata={"description": "What belongs here."})
    parent = fields.Nested(CategoryRef, allow_none=True)
    position = fields.Integer(metadata={"description": "Its place among its siblings."})
    terms = fields.Integer(metadata={"description": "Published terms filed right here."})
    terms_total = fields.Integer(metadata={"description": "Published terms filed here or below."})
    children = fields.List(fields.Nested(lambda: Category()))
    revision = fields.Integer(metadata={"description": "Grows by one with each change."})
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()
    links = fields.Nested(CategoryLinks)


CategoryList = listed(
    Category, "CategoryList", "The tree: top categories with their children; `total` counts all."
)


class CategoryResponse(Category, Credited):
    """A category with everything below it, and its license."""


class CategoryCreation(Body):
    """A new category."""

    RESPONSE = CategoryResponse

    slug = Slug(required=True)
    name = Name(required=True)
    scope_note = Line(MAX_LINE, allow_none=True, load_default=None)
    parent = Slug(allow_none=True, load_default=None)
    position = Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class CategoryReplacement(Replacement, CategoryCreation):
    """A whole category, which can be sent as it was read: read-only members are ignored.

    `parent` can be a slug or an object with one. Members that are absent get their default.
    """

    REFERENCES = ("parent",)

    slug = Slug(metadata={"description": "If sent, it must be the one in the URL."})


CategoryPatch = patch_of(
    CategoryCreation, "CategoryPatch", "Changes to a category (JSON Merge Patch, RFC 7396)."
)
