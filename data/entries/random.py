"""A term for somebody who did not ask for any: at random, or the one of the day."""

import secrets
from datetime import date
from hashlib import sha256
from math import gcd

from data.entries import slugs, terms
from data.entries.categories import SUBTREE
from data.errors import NotFound
from data.store import cache
from data.store.db import read_transaction

_GOLDEN = 0.6180339887  # steps of this share of a circle spread evenly (Knuth, TAOCP 3, section 6.4)
_WHERE = f"""status = 'published' AND (:level IS NULL OR level = :level)
    AND (:category IS NULL OR category_id IN {SUBTREE})"""


def at_random(db, *, seed=None, category=None, level=None) -> terms.Term:
    """A published term; the same `seed` gives the same term as long as the glossary stands still.

    Raises Invalid for an unknown category, NotFound when no term matches.
    """
    number = secrets.randbits(64) if seed is None else int.from_bytes(sha256(seed.encode()).digest()[:8])
    with read_transaction(db):
        if category:
            slugs.require(db, "category", category, parameter="category")
        filters = {"category": category, "level": level}
        return _nth(db, filters, lambda count: number % count)


def of_the_day(db, day: date) -> terms.Term:
    """The published term of a day: every term has its turn before any has its second, neighbours lie far
    apart.
    """
    with read_transaction(db):
        return _nth(
            db, {"category": None, "level": None}, lambda count: day.toordinal() * _stride(count) % count
        )


def _nth(db, filters, choose):
    """The term at the place that `choose(count)` gives, in the order of names."""
    count = cache.cached(db, ("picks", *filters.values()), lambda: _count(db, filters))
    if not count:
        raise NotFound("No published term matches.")
    row = db.conn.execute(
        f"SELECT slug FROM terms WHERE {_WHERE} ORDER BY sort_key, id LIMIT 1 OFFSET :offset",
        {**filters, "offset": choose(count)},
    ).fetchone()
    return terms.get(db, row["slug"])


def _count(db, filters):
    return db.conn.execute(f"SELECT count(*) FROM terms WHERE {_WHERE}", filters).fetchone()[0]


def _stride(count) -> int:
    """The number nearest to the golden share of `count` that has no divisor in common with it."""
    start = round(count * _GOLDEN)
    return next(step for step in range(max(start, 1), 2 * count + 2) if gcd(step, count) == 1)
