"""Relations and relation types over HTTP."""

from api.http.auth import actor, requires
from api.http.blueprint import Blueprint
from api.http.connection import get_db
from api.http.paging import decode
from data.entries import relation_types, relations
from schemas.base import WriteQuery
from schemas.headers import IfMatch
from schemas.relations import Relation, RelationCreation, RelationList, RelationQuery, RelationTypeList

blp = Blueprint("Relations", __name__, description="How terms bear on each other.")


@blp.get("/relations")
@blp.arguments(RelationQuery, location="query")
@blp.answers(200, RelationList)
def list_relations(query):
    """List relations

    As stored, oldest first; those between published terms, unless `status` says otherwise. The relations of
    one term, seen from that term, are at `/terms/{slug}/relations`.
    """
    after, status = decode(query.pop("cursor", None)), query.pop("status")
    return relations.find(get_db(), after=after, status=None if status == "any" else status, **query)


@blp.post("/relations")
@requires("write")
@blp.arguments(WriteQuery, location="query")
@blp.arguments(RelationCreation)
@blp.problems(409)
@blp.answers(201, Relation)
def create_relation(query, body):
    """Relate two terms

    Write it forward: the test sentence of the type must hold for source (A) and target (B). Answers 409,
    naming the terms, for a relation of a term to itself, a second one between the same two terms, a cycle,
    and an associative relation between terms that the hierarchy already links (SKOS S27).
    """
    return relations.create(get_db(), body, actor=actor(query))


@blp.get("/relations/<id:relation_id>")
@blp.problems(404)
@blp.answers(200, Relation)
def get_relation(relation_id):
    """Get a relation

    As stored. Its ETag is what `DELETE` wants in `If-Match`.
    """
    return relations.get(get_db(), relation_id)


@blp.delete("/relations/<id:relation_id>")
@requires("write")
@blp.arguments(IfMatch, location="headers")
@blp.arguments(WriteQuery, location="query")
@blp.problems(404)
@blp.answers(204)
def delete_relation(precondition, query, relation_id):
    """Remove a relation

    To change one, remove it and create another.
    """
    relations.delete(get_db(), relation_id, match=precondition["match"], actor=actor(query))


@blp.get("/relation-types")
@blp.answers(200, RelationTypeList)
def list_relation_types():
    """List the relation types

    Each with its inverse, its logical properties and the sentence by which it is chosen.
    """
    return relation_types.find(get_db())
