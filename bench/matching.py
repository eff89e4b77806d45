"""Annotate prose with each matcher, with few and with many forms, each time in a new process.

The text is 100 KB of the shipped explanations. Some of the few forms are inserted after each paragraph, and a
matcher that misses more than 5 % of them is not timed. With many forms there is more to find, since their
words come from the same glossary. A third list has many forms of which only the few occur in the text; it
shows how the time grows with the number of forms alone.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice, product
from statistics import median

from bench import attempts, clocks, contestants, generated
from bench.servers import ROOT, Failed, environment
from data.annotate.matcher import Matcher
from data.exchange import files
from data.text.markdown import prose

FEW, MANY, ABSENT = "few", "many", "absent"
_FEW, _MANY = 1_000, 100_000
TEXT_CHARACTERS = 100_000
LEMMA, SPACY, FLASHTEXT = "Lemma", "spaCy", "flashtext"
_INTERPRETERS = {
    LEMMA: contestants.BIN / "python",
    SPACY: contestants.PEERS_BIN / "python",
    FLASHTEXT: contestants.PEERS_BIN / "python",
}
_REPEATS = 7
_MIN_FOUND_SHARE = 0.95


@dataclass(frozen=True)
class Matching:
    """One matcher with one list of forms in one round. `seconds` is the median of all runs but the first."""

    name: str
    listed: str
    forms: int
    found: int
    first_seconds: float
    seconds: float
    build_seconds: float
    memory_bytes: int
    others_share: float

    @property
    def undisturbed(self) -> bool:
        """True if other programs left the machine to this measurement."""
        return self.others_share < attempts.QUIET_SHARE


def run(forms, folder, *, rounds) -> list[Matching]:
    """Return all measurements, round after round. A peer that fails is printed and left out."""
    text, planted = _text(forms[:_FEW])
    (folder / "text.txt").write_text(text)
    lists = {FEW: forms[:_FEW], MANY: forms[:_MANY], ABSENT: _absent_beyond(_FEW, forms[:_MANY], text)}
    for listed, those in lists.items():
        (folder / f"{listed}.json").write_text(json.dumps(those))
    measured = []
    for number in range(1, rounds + 1):
        print(f"Round {number} of {rounds}: matching", file=sys.stderr)
        for name, listed in product(_INTERPRETERS, lists):
            attempt = partial(_attempt, name, listed, len(lists[listed]), folder, planted)
            try:
                measured.append(attempts.least_disturbed(attempt))
            except Failed as error:
                if name == LEMMA:
                    raise
                print(f"  {name}: not measured: {error}", file=sys.stderr)
                continue
            _report(measured[-1])
    return measured


def _absent_beyond(few, forms, text) -> list[str]:
    """Return the first few forms, and those of the others that Lemma does not find in the text."""
    matcher = Matcher((form, number) for number, form in enumerate(forms))
    present = {number for *_, numbers in matcher.find(text, overlapping=True) for number in numbers}
    return [form for number, form in enumerate(forms) if number < few or number not in present]


def _attempt(name, listed, count, folder, planted) -> Matching:
    before = clocks.read()
    printed = _run(name, folder / f"{listed}.json", folder / "text.txt")
    share = clocks.others_share(before, clocks.read())
    spans = {tuple(span) for span in printed["spans"]}
    if len(planted & spans) < _MIN_FOUND_SHARE * len(planted):
        raise Failed(
            f"{name} with {count:,} forms finds {len(planted & spans)} of the {len(planted)} inserted forms."
        )
    first, *later = printed["seconds"]
    return Matching(
        name=name,
        listed=listed,
        forms=count,
        found=len(spans),
        first_seconds=first,
        seconds=median(later),
        build_seconds=printed["build_seconds"],
        memory_bytes=printed["memory_bytes"],
        others_share=share,
    )


def _run(name, forms_path, text_path) -> dict:
    command = [
        _INTERPRETERS[name],
        "-m",
        "bench.matchers",
        name.lower(),
        forms_path,
        text_path,
        str(_REPEATS),
    ]
    settings = environment(OMP_NUM_THREADS="1")
    finished = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True)
    if finished.returncode:
        raise Failed(f"{name}: {finished.stderr[-2000:]}")
    return json.loads(finished.stdout)


def _report(matching):
    print(
        f"  {matching.name:10}{matching.forms:8,} forms {1000 * matching.seconds:8.1f} ms, "
        f"others used {matching.others_share:.0%} of the machine",
        file=sys.stderr,
    )


def _text(few) -> tuple[str, set[tuple[int, int]]]:
    """Return the text, and the spans of the inserted forms: two of them after each paragraph."""
    paragraphs = (
        paragraph
        for entry in files.read(generated.CONTENT).terms
        for paragraph in prose(entry.document["explanation"])
    )
    text, planted, forms = "", set(), cycle(few)
    for paragraph in paragraphs:
        text += f"{paragraph}\n"
        for form in islice(forms, 2):
            start = len(text) + len("Compare: ")
            text += f"Compare: {form}.\n"
            planted.add((start, start + len(form)))
        text += "\n"
        if len(text) >= TEXT_CHARACTERS:
            break
    return text, planted
