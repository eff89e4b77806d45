"""Write the report of a run of `bench.find` as text."""

import os
import platform
from collections import defaultdict
from statistics import median, quantiles

from bench.attempts import counting
from bench.finders import DATASETTE, DATASETTE_BARE, LEMMA_LARGE, LEMMA_SMALL, SEARCH, SUGGEST
from bench.matching import ABSENT, FEW, FLASHTEXT, LEMMA, MANY, SPACY, TEXT_CHARACTERS

_MAX_SEARCH_GROWTH = 8
_MIN_DATASETTE_RATIO = 5
_MAX_SUGGEST_MS = 15
_MAX_MATCH_GROWTH = 1.5
_FIRST_COLUMN = 18
_NOTES = """\
Milliseconds seen by the client, one question at a time. All figures are medians of the undisturbed
rounds, or of all rounds if there is none. CPU: processor time of the server per response. others: the
share of the machine that other programs used meanwhile. of: the rounds that count, of all measured
rounds. refused: error responses. Datasette searches whole words and does not rank. bare: with uvloop,
and without the count and the suggested facets that it adds by default."""
_MATCH_NOTES = """\
Each in a new process with one thread. first: the first run, with empty caches of words. memory:
resident memory added by the build. found: spans. Lemma's include inflected forms, and spaCy's include
those inside longer ones."""


def write(turns, matched, *, forms, rounds, passes) -> str:
    """Return the whole report: the questions over HTTP, then the matching, each if it was measured."""
    parts = [
        f"Rounds: {rounds}, each query {passes} times per round. "
        f"{forms:,} names and labels in the large glossary.\n"
        f"{os.cpu_count()} CPUs. Python {platform.python_version()}."
    ]
    if turns:
        parts += [
            _timings(turns, SEARCH),
            _timings(turns, SUGGEST),
            _NOTES,
            *_failures(turns),
            _serving_aims(turns),
            _memory(turns),
        ]
    if matched:
        parts += [_matchings(matched), _MATCH_NOTES, _matching_aims(matched)]
    return "\n\n".join(parts)


def _timings(turns, task) -> str:
    measured = _by_name(turns, task)
    kinds = list(next(iter(measured.values()))[0].ms)
    heads = [f"{kind:>15}" for kind in kinds]
    lines = [
        f"{task:{_FIRST_COLUMN}}{''.join(heads)}"
        f"{'p50':>8}{'p99':>8}{'CPU':>8}{'others':>8}{'of':>5}{'refused':>9}"
    ]
    for name, timings in measured.items():
        kept = counting(timings)
        cells = [f"{median(_percentile(timing.ms[kind], 50) for timing in kept):15.2f}" for kind in kinds]
        cells += [f"{_ms(timings, percent):8.2f}" for percent in (50, 99)]
        cells += [f"{median(timing.cpu_ms for timing in kept):8.2f}"]
        cells += [
            f"{median(timing.others_share for timing in kept):8.0%}",
            f"{len(kept)}/{len(timings)}".rjust(5),
        ]
        lines.append(f"{name:{_FIRST_COLUMN}}{''.join(cells)}{max(timing.refused for timing in timings):9}")
    return "\n".join(lines)


def _failures(turns) -> list[str]:
    """Return a part that names the servers that failed, if any did."""
    lines = [f"  {turn.name}: {turn.failure}" for turn in turns if turn.failure]
    return ["\n".join(["NOT MEASURED, because it failed:", *lines])] if lines else []


def _serving_aims(turns) -> str:
    search, suggest = _by_name(turns, SEARCH), _by_name(turns, SUGGEST)
    large = _ms(search[LEMMA_LARGE], 50)
    growth = large / _ms(search[LEMMA_SMALL], 50)
    slowest = _ms(suggest[LEMMA_LARGE], 99)
    lines = [
        _aim(
            f"Search among 100,000 takes {growth:.1f} x as long as among 1,000",
            growth <= _MAX_SEARCH_GROWTH,
            "8 x",
        )
    ]
    for peer in (peer for peer in (DATASETTE, DATASETTE_BARE) if peer in search):
        ratio = _ms(search[peer], 50) / large
        lines.append(_aim(f"Search is {ratio:.1f} x as fast as {peer}", ratio >= _MIN_DATASETTE_RATIO, "5 x"))
    lines.append(
        _aim(f"99 % of suggestions take at most {slowest:.1f} ms", slowest < _MAX_SUGGEST_MS, "15 ms")
    )
    return "\n".join(lines)


def _memory(turns) -> str:
    megabytes = defaultdict(list)
    for turn in turns:
        megabytes[turn.name] += [size / 1e6 for size in turn.worker_bytes]
    kept = {name: sizes for name, sizes in megabytes.items() if sizes}
    lines = [
        f"  {name:{_FIRST_COLUMN}}median {median(sizes):.0f}, largest {max(sizes):.0f}"
        for name, sizes in kept.items()
    ]
    return "\n".join(["Resident memory of a worker after the questions, in MB:", *lines])


def _matchings(matched) -> str:
    columns = f"{'ms':>9}{'first ms':>10}{'build s':>9}{'memory MB':>11}{'found':>8}{'others':>8}{'of':>5}"
    lines = [f"{f'matching {TEXT_CHARACTERS // 1000} KB':{_FIRST_COLUMN}}{'forms':>9}{columns}"]
    for (name, _), measured in _by_matcher(matched).items():
        kept = counting(measured)
        milliseconds = [1000 * _median(kept, member) for member in ("seconds", "first_seconds")]
        lines.append(
            f"{name:{_FIRST_COLUMN}}{kept[0].forms:9,}{milliseconds[0]:9.1f}{milliseconds[1]:10.1f}"
            f"{_median(kept, 'build_seconds'):9.2f}{_median(kept, 'memory_bytes') / 1e6:11.1f}"
            f"{kept[0].found:8,}"
            f"{_median(kept, 'others_share'):8.0%}{f'{len(kept)}/{len(measured)}':>5}"
        )
    return "\n".join(lines)


def _matching_aims(matched) -> str:
    seconds = {key: _median(counting(measured), "seconds") for key, measured in _by_matcher(matched).items()}
    few, many = (_by_matcher(matched)[LEMMA, listed][0].found for listed in (FEW, MANY))
    more = {
        MANY: f"with {many / few:.1f} x as many spans found",
        ABSENT: "if only those 1,000 occur in the text",
    }
    lines = []
    for listed, sentence in more.items():
        growth = seconds[LEMMA, listed] / seconds[LEMMA, FEW]
        sentence = f"100,000 forms take {growth:.2f} x as long as 1,000, {sentence}"
        lines.append(_aim(sentence, growth <= _MAX_MATCH_GROWTH, "1.5 x"))
    lines += [
        f"Lemma is {seconds[peer, MANY] / seconds[LEMMA, MANY]:.2f} x as fast as {peer}."
        for peer in (SPACY, FLASHTEXT)
        if (peer, MANY) in seconds
    ]
    return "\n".join(lines)


def _by_name(turns, task) -> dict[str, list]:
    measured = defaultdict(list)
    for turn in turns:
        if task in turn.timings:
            measured[turn.name].append(turn.timings[task])
    return measured


def _by_matcher(matched) -> dict[tuple[str, str], list]:
    measured = defaultdict(list)
    for matching in matched:
        measured[matching.name, matching.listed].append(matching)
    return measured


def _ms(timings, percent) -> float:
    """Return the median over the rounds of a percentile of all questions."""
    return median(_percentile(timing.all_ms(), percent) for timing in counting(timings))


def _percentile(values, percent) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def _median(measured, member) -> float:
    return median(getattr(each, member) for each in measured)


def _aim(sentence, reached, aim) -> str:
    return f"{sentence} (aim: {aim}: {'yes' if reached else 'NO'})."
