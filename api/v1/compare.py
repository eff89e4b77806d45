"""Comparing terms over HTTP."""

from typing import Any

from api.http.blueprint import Blueprint
from api.http.connection import get_db
from api.http.operation import API
from data.graph import compare
from data.graph.compare import Comparison
from schemas.compare import CompareQuery, ComparisonResponse

blp = Blueprint("Compare", __name__, operation=API, description="Terms side by side.")


@blp.get("/compare")
@blp.arguments(CompareQuery, location="query")
@blp.answers(200, ComparisonResponse)
def compare_terms(query: dict[str, Any]) -> Comparison:
    """Compare terms

    Two to four published terms side by side: their definitions, what they are often confused with, the
    relations that all of them share, the relations that each has alone, and the relations between them.
    """
    return compare.compare(get_db(), query["ids"])
