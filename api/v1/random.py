"""Terms drawn, or put side by side, over HTTP."""

from datetime import UTC, datetime, time, timedelta

from api.http.blueprint import Blueprint
from api.http.conditional import cache_as
from api.http.connection import get_db
from data.entries import random
from data.graph import compare
from schemas.picks import CompareQuery, Comparison, DayQuery, RandomQuery
from schemas.terms import Term

blp = Blueprint("Picks", __name__, description="Terms drawn or compared.")


@blp.get("/compare")
@blp.arguments(CompareQuery, location="query")
@blp.response(200, Comparison)
def compare_terms(query):
    """Compare terms

    Two to four terms side by side: their definitions, what they are often confused with, the relations they share,
    those that each has alone, and those between them.
    """
    return compare.compare(get_db(), query["ids"])


@blp.get("/random")
@blp.arguments(RandomQuery, location="query")
@blp.problems(404)
@blp.response(200, Term)
def get_random_term(query):
    """Get a random term

    A published term of a category or level, if one is given. With `seed` the answer stays the same, and may be cached.
    """
    if "seed" not in query:
        cache_as("no-store")
    return random.at_random(get_db(), **query)


@blp.get("/term-of-the-day")
@blp.arguments(DayQuery, location="query")
@blp.problems(404)
@blp.response(200, Term)
def get_term_of_the_day(query):
    """Get the term of the day

    The same for everybody until midnight UTC, and cacheable till then. Every term has its turn before one comes again,
    as long as none is added or retired.
    """
    now = datetime.now(UTC)
    if "date" not in query:
        midnight = datetime.combine(now.date() + timedelta(days=1), time(tzinfo=UTC))
        cache_as(f"max-age={int((midnight - now).total_seconds())}")
    return random.of_the_day(get_db(), query.get("date", now.date()))
