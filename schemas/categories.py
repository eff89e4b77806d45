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
    Listed,
    Name,
    Replacement,
    Response,
    Slug,
    patch_of,
)

_SCOPE_NOTE = {"description": "Which terms belong in this category."}
_PARENT = {"description": "The category above this one. Null for a top category."}
_POSITION = {"description": "The position among the categories with the same parent. The lowest is first."}


class CategoryRef(Response):
    """A category as another entry names it, with the categories above it."""

    slug = Slug()
    name = fields.String()
    parent = fields.Nested(lambda: CategoryRef(), allow_none=True, metadata=_PARENT)


class CategoryLinks(Links):
    """The URLs of a category."""

    terms = Address(metadata={"description": "The terms in this category or below it."})


class Category(Response):
    """A category with everything below it."""

    slug = Slug()
    name = fields.String()
    scope_note = fields.String(allow_none=True, metadata=_SCOPE_NOTE)
    parent = fields.Nested(CategoryRef, allow_none=True, metadata=_PARENT)
    position = fields.Integer(metadata=_POSITION)
    terms = fields.Integer(metadata={"description": "Number of published terms in the category itself."})
    terms_total = fields.Integer(
        metadata={"description": "Number of published terms in the category or below it."}
    )
    children = fields.List(
        fields.Nested(lambda: Category()),
        metadata={"description": "The categories below this one, in order."},
    )
    revision = fields.Integer(
        metadata={"description": "Grows by one with each change. It is the first part of the ETag."}
    )
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()
    links = fields.Nested(CategoryLinks)


class CategoryList(Listed):
    """The tree of categories: the top categories with their children. `total` counts all categories."""

    items = fields.List(fields.Nested(Category))


class CategoryResponse(Category, Credited):
    """A category with everything below it, and its license."""


class CategoryCreation(Body):
    """A new category."""

    RESPONSE = CategoryResponse

    slug = Slug(required=True, metadata={"description": "The identifier of the category in URLs."})
    name = Name(required=True)
    scope_note = Line(MAX_LINE, allow_none=True, load_default=None, metadata=_SCOPE_NOTE)
    parent = Slug(
        allow_none=True,
        load_default=None,
        metadata={"description": "The slug of the category above this one. Null for a top category."},
    )
    position = Integer(load_default=0, validate=validate.Range(0, 1_000_000), metadata=_POSITION)


class CategoryReplacement(Replacement, CategoryCreation):
    """A whole category, which can be sent as it was read: read-only members are ignored.

    `parent` can be a slug or an object with one. Members that are absent get their default.
    """

    REFERENCES = ("parent",)

    slug = Slug(metadata={"description": "If sent, it must be the one in the URL."})


CategoryPatch = patch_of(
    CategoryCreation, "CategoryPatch", "Changes to a category (JSON Merge Patch, RFC 7396)."
)
