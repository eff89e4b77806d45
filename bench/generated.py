"""Generate glossaries of any size from the words of the shipped one. Every run generates the same rows.

The words of a text are drawn by their rank in the shipped texts (Zipf's law), the words of a name by their
rank in the shipped names. Most names of one word are coined from two other words, since there are not enough
plain words for a large glossary. The smaller of two glossaries is the beginning of the larger one.
"""

import itertools
import random
import re
import sys
from collections import Counter

from bench.servers import ROOT
from data.constants import LEVELS
from data.entries import categories, terms
from data.exchange import files
from data.index import fulltext, rebuild
from data.store import db
from data.store.changes import Actor
from data.text.folding import fold, slugify
from data.text.markdown import prose

CATEGORY_COUNT = 60
CONTENT = ROOT / "data" / "content"
_AUTHOR = Actor("bench")
_SEED = 20261123
_WORD = re.compile(r"[a-z]{2,}(?:-[a-z]+)*")
_FLATTENING = 2.7  # Mandelbrot's correction of Zipf's law for the first ranks
_SHORTEST_OF_NAMES = 4  # letters
_NAME_LENGTHS = {1: 15, 2: 50, 3: 27, 4: 8}  # words: percent
_LABEL_COUNTS = {0: 22, 1: 43, 2: 22, 3: 9, 4: 4}  # labels: percent; 1.3 per term
_COINED_SHARE = 0.95
_DEFINITION_WORDS = (18, 26)
_EXPLANATION_WORDS = (30, 50)
_CACHE_KB = 1_000_000
_PROGRESS_EVERY = 10_000


class Vocabulary:
    """The words of texts and the words of names, most common first, and a way to draw from them."""

    def __init__(self, names, texts):
        in_texts, in_names = _count(texts), _count(names)
        self.of_texts = sorted(in_texts, key=lambda word: (-in_texts[word], word))
        long_enough = [word for word in self.of_texts if len(word) >= _SHORTEST_OF_NAMES]
        self.of_names = sorted(long_enough, key=lambda word: -in_names[word])
        self._weights = {len(words): _zipf(len(words)) for words in (self.of_texts, self.of_names)}

    def draw(self, rng, words, count) -> list[str]:
        """Return `count` words of one of the two lists, drawn independently."""
        return rng.choices(words, cum_weights=self._weights[len(words)], k=count)


def shipped_vocabulary() -> Vocabulary:
    """Return the words of the shipped content."""
    terms_shipped = [entry.document for entry in files.read(CONTENT).terms]
    names = [form for document in terms_shipped for form in _forms(document)]
    texts = [
        text
        for document in terms_shipped
        for text in (document["definition"], *prose(document["explanation"]))
    ]
    return Vocabulary(names, [*names, *texts])


def documents(vocabulary, count):
    """Yield the documents of a glossary's terms."""
    rng, taken = random.Random(_SEED), set()  # folded names and labels, and slugs
    for _ in range(count):
        name, *labels = (_new_form(vocabulary, rng, taken) for _ in range(1 + _pick(rng, _LABEL_COUNTS)))
        yield {
            "name": name,
            "definition": _sentence(vocabulary, rng, _DEFINITION_WORDS),
            "explanation": _sentence(vocabulary, rng, _EXPLANATION_WORDS),
            "labels": [{"text": label, "kind": "synonym", "language": "en"} for label in labels],
            "category": f"field-{rng.randrange(CATEGORY_COUNT)}",
            "level": rng.choice(LEVELS),
        }


def forms(rows) -> list[str]:
    """Return the names and labels of these documents in order."""
    return [form for row in rows for form in _forms(row)]


def build(path, rows):
    """Write a database of these documents at `path` in one transaction."""
    rebuild.create(path, lambda connection: _fill(connection, rows))


def _fill(connection, rows):
    # The whole file fits into the cache, since it is written in one transaction.
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    with db.write(connection):
        for number in range(CATEGORY_COUNT):
            document = {"slug": f"field-{number}", "name": f"Field {number}", "scope_note": None}
            categories.create(connection, {**document, "parent": None, "position": number}, actor=_AUTHOR)
        for number, document in enumerate(rows, start=1):
            terms.create(connection, document, actor=_AUTHOR)
            if number % _PROGRESS_EVERY == 0:
                print(f"  {number:,} of {len(rows):,} terms", file=sys.stderr)
        fulltext.optimize(connection)


def _forms(document) -> list[str]:
    return [document["name"], *(label["text"] for label in document.get("labels", ()))]


def _count(texts) -> Counter[str]:
    return Counter(word for text in texts for word in _WORD.findall(fold(text)))


def _new_form(vocabulary, rng, taken) -> str:
    """Return a name or label that differs from all others."""
    for extra in itertools.count():
        length = min(_pick(rng, _NAME_LENGTHS) + extra // 10, max(_NAME_LENGTHS))
        form = " ".join(_name_words(vocabulary, rng, length)).title()
        if taken.isdisjoint(keys := {fold(form), slugify(form)}):
            taken |= keys
            return form
    raise AssertionError


def _name_words(vocabulary, rng, length) -> list[str]:
    if length > 1:
        return list(dict.fromkeys(vocabulary.draw(rng, vocabulary.of_names, length)))
    if rng.random() > _COINED_SHARE:
        return [rng.choice(vocabulary.of_names)]
    first, last = rng.choice(vocabulary.of_names), rng.choice(vocabulary.of_names)
    return [first[: rng.randint(3, 5)] + last[-rng.randint(3, 6) :]]


def _sentence(vocabulary, rng, lengths) -> str:
    words = vocabulary.draw(rng, vocabulary.of_texts, rng.randint(*lengths))
    return " ".join(words).capitalize() + "."


def _pick(rng, percents) -> int:
    return rng.choices(list(percents), weights=percents.values())[0]


def _zipf(count) -> list[float]:
    """Return the cumulative weights of the ranks."""
    return list(itertools.accumulate(1 / (rank + _FLATTENING) for rank in range(1, count + 1)))
