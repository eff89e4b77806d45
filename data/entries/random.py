"""Choose one term: a random one, or the term of the day."""

import secrets
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from math import gcd

from data.entries import slugs, terms
from data.entries.categories import SUBTREE
from data.entries.terms import Term
from data.errors import NotFound
from data.store import cache
from data.store.db import Database, read_transaction

# Steps of this share of a circle spread evenly over it (Knuth, TAOCP 3, section 6.4).
_GOLDEN_SHARE = 0.6180339887
_WHERE = f"""status = 'published' AND (:level IS NULL OR level = :level)
    AND (:category IS NULL OR category_id IN {SUBTREE})"""

Filters = dict[str, str | None]


def at_random(
    db: Database, *, seed: str | None = None, category: str | None = None, level: str | None = None
) -> Term:
    """Return a published term. The same `seed` gives the same term as long as the glossary does not change.

    Raise Invalid for an unknown category, NotFound if no term matches.
    """
    # A hash spreads similar seeds such as "1" and "2" over the whole glossary.
    number = secrets.randbits(64) if seed is None else int.from_bytes(sha256(seed.encode()).digest()[:8])
    with read_transaction(db):
        if category:
            slugs.require(db, "category", category, parameter="category")
        return _nth(db, {"category": category, "level": level}, lambda count: number % count)


def of_the_day(db: Database, day: date) -> Term:
    """Return the published term of a day. No term is chosen again before all others have been.

    Neighbors in the order of names are chosen on days far apart.
    """
    with read_transaction(db):
        return _nth(
            db, {"category": None, "level": None}, lambda count: day.toordinal() * _stride(count) % count
        )


def _nth(db: Database, filters: Filters, choose: Callable[[int], int]) -> Term:
    """Return the term at the position `choose(count)`, in the order of names.

    Raise NotFound if there is none.
    """
    count = cache.cached(db, ("random", *filters.values()), lambda: _count(db, filters))
    if not count:
        raise NotFound("No published term matches.", kind="no-match")
    row = db.conn.execute(
        f"SELECT slug FROM terms WHERE {_WHERE} ORDER BY sort_key, id LIMIT 1 OFFSET :offset",
        {**filters, "offset": choose(count)},
    ).fetchone()
    return terms.get(db, row["slug"])


def _count(db: Database, filters: Filters) -> int:
    number: int = db.conn.execute(f"SELECT count(*) FROM terms WHERE {_WHERE}", filters).fetchone()[0]
    return number


def _stride(count: int) -> int:
    """Return the first number, from the golden share of `count` on, that has no divisor in common with it."""
    # Without a common divisor, the steps visit every position before they return to the first.
    start = round(count * _GOLDEN_SHARE)
    return next(step for step in range(max(start, 1), 2 * count + 2) if gcd(step, count) == 1)
