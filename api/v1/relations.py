"""Relations and relation types over HTTP."""

from typing import Any

from api.http.auth import actor, require_drafts, requires, sees_drafts
from api.http.blueprint import Blueprint
from api.http.connection import get_db
from api.http.operation import API
from api.http.paging import decode
from data.entries import relation_types, relations
from data.entries.relation_types import RelationType
from data.entries.relations import Relation
from data.listing import Page
from schemas.base import WriteQuery
from schemas.headers import IfMatch
from schemas.relations import (
    RelationCreation,
    RelationList,
    RelationQuery,
    RelationResponse,
    RelationTypeList,
)

blp = Blueprint("Relations", __name__, operation=API, description="Relations between terms.")


@blp.get("/relations")
@blp.arguments(RelationQuery, location="query")
@blp.problems(401)
@blp.answers(200, RelationList)
def list_relations(query: dict[str, Any]) -> Page[Relation]:
    """List relations

    As stored, oldest first. Without a key, only relations between published terms are listed; with a key,
    `status=any` lists all. With the inverse of a type, such as `type=narrower`, the list has the stored
    relations, with source and target swapped in the filters. The relations of one term, as that term sees
    them, are at `/terms/{slug}/relations`.
    """
    status = query.pop("status")
    require_drafts(status)
    after, wanted = decode(query.pop("cursor", None)), None if status == "any" else status
    return relations.find(get_db(), after=after, status=wanted, drafts=wanted is None, **query)


@blp.post("/relations")
@requires("write")
@blp.arguments(WriteQuery, location="query")
@blp.arguments(RelationCreation)
@blp.problems(409)
@blp.answers(201, RelationResponse)
def create_relation(query: dict[str, Any], body: dict[str, Any]) -> Relation:
    """Relate two terms

    Write the relation forward: the test sentence of its type must hold for source (A) and target (B). The
    response is 409 for a relation of a term to itself, a second relation between the same two terms, a
    relation that closes a cycle, and an associative relation between terms that the hierarchy already links
    (SKOS S27). Its detail names the terms.
    """
    return relations.create(get_db(), body, actor=actor(query))


@blp.get("/relations/<id:relation_id>")
@blp.problems(401, 404)
@blp.answers(200, RelationResponse)
def get_relation(relation_id: int) -> Relation:
    """Get a relation

    As stored. To remove it, send its ETag in `If-Match`.
    """
    return relations.get(get_db(), relation_id, drafts=sees_drafts())


@blp.delete("/relations/<id:relation_id>")
@requires("write")
@blp.arguments(IfMatch, location="headers")
@blp.arguments(WriteQuery, location="query")
@blp.problems(404, 503)
@blp.answers(204)
def delete_relation(precondition: dict[str, Any], query: dict[str, Any], relation_id: int) -> None:
    """Remove a relation

    To change a relation, remove it and create another.
    """
    relations.delete(get_db(), relation_id, match=precondition["match"], actor=actor(query))


@blp.get("/relation-types")
@blp.answers(200, RelationTypeList)
def list_relation_types() -> Page[RelationType]:
    """List the relation types

    Each with its inverse, its logical properties, and the test sentence with which editors choose it.
    """
    return relation_types.find(get_db())
