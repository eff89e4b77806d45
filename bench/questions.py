"""Make the queries and the typed text of the benchmark from the generated glossary, the same at every run.

Each query finds something among the first thousand terms, so that the small glossary also has results.
"""

import random

from data.text.folding import fold

SMALL = 1_000
COMMON, RARE, NAMES, WORDS = "common word", "rare word", "a name", "2-3 words"
PREFIXES, ERRORS = "beginnings", "typing errors"
_EACH = 15
_RARE_RANK = 2_000
_SEED = 7
_TYPED_FORMS = 60
_LONGEST_PREFIX = 10
_ERRORS = 200
_SHORTEST_WITH_ERROR = 6
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def searches(rows, vocabulary) -> dict[str, list[str]]:
    """Return sixty queries by kind: a common or rare word, a name, two or three words of a definition."""
    rng, small = random.Random(_SEED), rows[:SMALL]
    ranks = {word: rank for rank, word in enumerate(vocabulary.of_texts)}
    found = {word for row in small for word in _words(row["definition"])}
    definitions = [_words(row["definition"]) for row in rng.sample(small, _EACH)]
    return {
        COMMON: [word for word in vocabulary.of_names if word in found][: 2 * _EACH : 2],
        RARE: rng.sample(sorted(word for word in found if ranks.get(word, 0) >= _RARE_RANK), _EACH),
        NAMES: [row["name"].lower() for row in rng.sample(small, _EACH)],
        WORDS: [
            " ".join(rng.sample([w for w in words if len(w) > 3], 2 + n % 2))
            for n, words in enumerate(definitions)
        ],
    }


def typed(forms) -> dict[str, list[str]]:
    """Return the beginnings of some names and labels, letter by letter, and others with a typing error."""
    rng = random.Random(_SEED)
    typed_forms = [fold(form) for form in rng.sample(forms, _TYPED_FORMS)]
    wrong = rng.sample([form for form in forms if len(form) >= _SHORTEST_WITH_ERROR], _ERRORS)
    return {
        PREFIXES: [
            form[:length].strip()
            for form in typed_forms
            for length in range(1, min(len(form), _LONGEST_PREFIX) + 1)
        ],
        ERRORS: [_with_error(fold(form), rng) for form in wrong],
    }


def _words(sentence) -> list[str]:
    return fold(sentence).strip(".").split()


def _with_error(form, rng) -> str:
    """Return `form` with a letter missing, added, wrong or swapped with the next; the first letter stays."""
    position, letter = rng.randrange(1, len(form) - 1), rng.choice(_LETTERS)
    head, tail = form[:position], form[position:]
    return rng.choice(
        (head + tail[1:], head + letter + tail, head + letter + tail[1:], head + tail[1::-1] + tail[2:])
    )
