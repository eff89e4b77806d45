"""Build one matcher from forms in a process of its own, and run it over a text a few times.

    python -m bench.matchers NAME FORMS TEXT REPEATS

FORMS is a JSON array of strings, and TEXT is a file. The value of each form is its number. Print a JSON
object: the seconds of the build and of each run, the resident memory added by the build (after a collection),
and the spans found as [start, end] in code points. Imports, and the conversion of results into spans, are not
timed. Run it with the interpreter of the environment that has the matcher.
"""

import gc
import json
import os
import sys
import time
from pathlib import Path


def lemma():
    """Return the functions for Lemma's matcher. It finds section by section, as the service does."""
    from data.annotate.annotating import sections
    from data.annotate.matcher import Matcher

    def find(matcher, text):
        return [(offset, matcher.find(section)) for offset, section in sections(text)]

    def spans(found):
        return [(offset + start, offset + end) for offset, hits in found for start, end, _ in hits]

    return lambda forms: Matcher((form, number) for number, form in enumerate(forms)), find, spans


def spacy():
    """Return the functions for spaCy's PhraseMatcher, ignoring case. Finding includes making the document."""
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("en")
    language.max_length = 10_000_000

    def build(forms):
        matcher = PhraseMatcher(language.vocab, attr="LOWER")
        for number, document in enumerate(language.tokenizer.pipe(forms)):
            matcher.add(str(number), [document])
        return matcher

    def find(matcher, text):
        document = language.make_doc(text)
        return document, matcher(document)

    def spans(found):
        document, hits = found
        slices = (document[start:end] for _, start, end in hits)
        return [(each.start_char, each.end_char) for each in slices]

    return build, find, spans


def flashtext():
    """Return the functions for FlashText's KeywordProcessor, ignoring case."""
    from flashtext import KeywordProcessor

    def build(forms):
        processor = KeywordProcessor(case_sensitive=False)
        for number, form in enumerate(forms):
            processor.add_keyword(form, str(number))
        return processor

    def find(processor, text):
        return processor.extract_keywords(text, span_info=True)

    return build, find, lambda found: [(start, end) for _, start, end in found]


def main():
    """Build the matcher, find, and print the measurements."""
    name, forms_path, text_path, repeats = sys.argv[1:]
    forms, text = json.loads(Path(forms_path).read_text()), Path(text_path).read_text()
    build, find, spans = {"lemma": lemma, "spacy": spacy, "flashtext": flashtext}[name]()
    gc.collect()
    before, started = _resident_bytes(), time.perf_counter()
    matcher = build(forms)
    build_seconds = time.perf_counter() - started
    gc.collect()
    memory_bytes, seconds = _resident_bytes() - before, []
    for _ in range(int(repeats)):
        started = time.perf_counter()
        found = find(matcher, text)
        seconds.append(time.perf_counter() - started)
    measured = {
        "build_seconds": build_seconds,
        "memory_bytes": memory_bytes,
        "seconds": seconds,
        "spans": spans(found),
    }
    print(json.dumps(measured))


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
