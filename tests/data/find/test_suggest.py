"""Suggestions for names with a typing error, over the whole shipped glossary."""

import random
import string

from data.find import suggest
from data.store import db


def typos(name, rng):
    """Yield every deletion and transposition in a name, one random substitution and one random insertion."""
    yield from (name[:n] + name[n + 1 :] for n in range(len(name)))
    yield from (name[:n] + name[n + 1] + name[n] + name[n + 2 :] for n in range(len(name) - 1))
    position, letter = rng.randrange(len(name)), rng.choice(string.ascii_lowercase)
    yield name[:position] + letter + name[position + 1 :]
    yield name[:position] + letter + name[position:]


def test_a_name_with_a_typing_error_suggests_its_term_among_the_first_three(shipped_file):
    connection, rng = db.connect(shipped_file), random.Random(1)
    names = connection.conn.execute("SELECT slug, name FROM terms WHERE length(name) >= 5").fetchall()
    hits = [
        slug in [item.term.slug for item in suggest.find(connection, typo, limit=10).items[:3]]
        for slug, name in names
        for typo in typos(name, rng)
    ]
    connection.close()
    assert len(hits) > 30_000  # or the share below says little
    assert sum(hits) / len(hits) >= 0.99
