"""Terms drawn at random or by date, over HTTP."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from api.http.blueprint import Blueprint
from api.http.conditional import cache_as
from api.http.connection import get_db
from api.http.operation import API, NO_STORE
from data.entries import random
from data.entries.terms import Term
from schemas.random import DayQuery, RandomQuery
from schemas.terms import TermResponse

blp = Blueprint("Random", __name__, operation=API, description="A term that the service chooses.")


@blp.get("/random")
@blp.arguments(RandomQuery, location="query")
@blp.problems(404)
@blp.answers(200, TermResponse)
def get_random_term(query: dict[str, Any]) -> Term:
    """Get a random term

    A published term, optionally from one category or of one level. With `seed`, the response stays the same
    and can be cached.
    """
    if "seed" not in query:
        cache_as(NO_STORE)
    return random.at_random(get_db(), **query)


@blp.get("/term-of-the-day")
@blp.arguments(DayQuery, location="query")
@blp.problems(404)
@blp.answers(200, TermResponse)
def get_term_of_the_day(query: dict[str, Any]) -> Term:
    """Get the term of the day

    The term is the same for everybody until midnight UTC. Every term has its turn before any comes again, as
    long as no term is added or retired.
    """
    now = datetime.now(UTC)
    if "date" not in query:
        midnight = datetime.combine(now.date() + timedelta(days=1), time(tzinfo=UTC))
        # A shared cache must not show the term of yesterday, nor for long a version that was edited since.
        cache_as(f"public, max-age=0, s-maxage={min(60, int((midnight - now).total_seconds()))}")
    return random.of_the_day(get_db(), query.get("date", now.date()))
