"""Relations and relation types over HTTP."""

from api.http.auth import actor, require_drafts, requires, sees_drafts
from api.http.blueprint import Blueprint
from api.http.connection import get_db
from api.http.operation import API
from api.http.paging import decode
from data.entries import relation_types, relations
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
def list_relations(query):
    """List relations

    As stored, oldest first. Without a key only relations between published terms are listed; with a key,
    `status=any` lists all. A filter by the inverse of a type, such as `type=narrower`, finds the stored relations with
    source and target swapped. The relations of one term, seen from that term, are at `/terms/{slug}/relations`.
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
def create_relation(query, body):
    """Relate two terms

    Write it forward: the test sentence of the type must hold for source (A) and target (B). The response is 409,
    naming the terms, for a relation of a term to itself, a second one between the same two terms, a cycle, and an
    associative relation between terms that the hierarchy already links (SKOS S27).
    """
    return relations.create(get_db(), body, actor=actor(query))


@blp.get("/relations/<id:relation_id>")
@blp.problems(401, 404)
@blp.answers(200, RelationResponse)
def get_relation(relation_id):
    """Get a relation

    As stored. `DELETE` needs its ETag in `If-Match`.
    """
    return relations.get(get_db(), relation_id, drafts=sees_drafts())


@blp.delete("/relations/<id:relation_id>")
@requires("write")
@blp.arguments(IfMatch, location="headers")
@blp.arguments(WriteQuery, location="query")
@blp.problems(404, 503)
@blp.answers(204)
def delete_relation(precondition, query, relation_id):
    """Remove a relation

    To change a relation, remove it and create another.
    """
    relations.delete(get_db(), relation_id, match=precondition["match"], actor=actor(query))


@blp.get("/relation-types")
@blp.answers(200, RelationTypeList)
def list_relation_types():
    """List the relation types

    Each with its inverse, its logical properties and the sentence by which it is chosen.
    """
    return relation_types.find(get_db())
