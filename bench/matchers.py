"""One matcher in a process of its own: built from forms, then run over a text a few times.

    python -m bench.matchers NAME FORMS TEXT REPEATS

FORMS is a JSON array of strings, each one's value its number; TEXT a file. Prints a JSON object: the seconds of the
build and of each run, the memory the build took (resident, after a collection), the spans found as [start, end] in code
points. Imports are neither timed nor weighed. Run by the interpreter whose environment has the matcher.
"""

import gc
import json
import os
import sys
import time
from pathlib import Path


def lemma():
    """What builds Lemma's matcher, and what finds the spans with it, section by section as the service does."""
    from data.annotating import sections
    from data.matcher import Matcher

    def find(matcher, text):
        return [
            (offset + start, offset + end)
            for offset, section in sections(text)
            for start, end, _ in matcher.find(section)
        ]

    return lambda forms: Matcher((form, number) for number, form in enumerate(forms)), find


def spacy():
    """spaCy's PhraseMatcher in any case, on a blank English pipeline; to find is to make the document, too."""
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
        spans = (document[start:end] for _, start, end in matcher(document))
        return [(span.start_char, span.end_char) for span in spans]

    return build, find


def flashtext():
    """FlashText's KeywordProcessor in any case."""
    from flashtext import KeywordProcessor

    def build(forms):
        processor = KeywordProcessor(case_sensitive=False)
        for number, form in enumerate(forms):
            processor.add_keyword(form, str(number))
        return processor

    def find(processor, text):
        return [(start, end) for _, start, end in processor.extract_keywords(text, span_info=True)]

    return build, find


def main():
    """Build, find, tell."""
    name, forms_path, text_path, repeats = sys.argv[1:]
    forms, text = json.loads(Path(forms_path).read_text()), Path(text_path).read_text()
    build, find = {"lemma": lemma, "spacy": spacy, "flashtext": flashtext}[name]()
    gc.collect()
    before, started = _resident_bytes(), time.perf_counter()
    matcher = build(forms)
    build_seconds = time.perf_counter() - started
    gc.collect()
    memory_bytes, seconds = _resident_bytes() - before, []
    for _ in range(int(repeats)):
        started = time.perf_counter()
        spans = find(matcher, text)
        seconds.append(time.perf_counter() - started)
    told = {"build_seconds": build_seconds, "memory_bytes": memory_bytes, "seconds": seconds, "spans": spans}
    print(json.dumps(told))


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
