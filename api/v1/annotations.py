"""Marking terms in texts, over HTTP."""

from collections.abc import Callable, Mapping
from typing import Any

from api.http.blueprint import Blueprint
from api.http.conditional import cache_as
from api.http.connection import get_db
from api.http.operation import API, IMMUTABLE
from api.http.responses import credit, to_members
from api.http.urls import api_url, page_url
from data.annotate import annotating, vocabulary
from data.annotate.annotating import Annotation, Annotations
from data.annotate.vocabulary import Vocabulary
from data.entries.summaries import Summary
from schemas.annotations import (
    AnnotationRequest,
    AnnotationsResponse,
    VocabularyAtQuery,
    VocabularyQuery,
    VocabularyResponse,
)

blp = Blueprint("Annotations", __name__, operation=API, description="Find terms in your own texts.")

# The members of a term without `include=summary`.
_IN_SHORT = ("slug", "name", "page")


@blp.post("/annotations")
@blp.arguments(AnnotationRequest)
@blp.answers(200, AnnotationsResponse)
def annotate(body: dict[str, Any]) -> dict[str, Any]:
    """Mark the terms in a text

    Finds every name and label of the glossary in a text or an HTML document. The time does not depend on the
    number of names. Send either `text` or `html`. Each occurrence has its position (Web Annotation selectors
    in code points, and UTF-16 code units) and the terms that it may mean. With `output: html`, the response
    also has the document with marks; apart from these it is the same, byte for byte. The response is 413 for
    more than 10,000 occurrences. This needs no key and stores nothing.
    """
    include, output, element = body.pop("include"), body.pop("output"), body.pop("element")
    text, html = body.pop("text", None), body.pop("html", None)
    options = annotating.Options(**body)
    if html is None:
        found = annotating.in_text(get_db(), text, options)
    else:
        describe = _ATTRIBUTES[element] if output == "html" else None
        found = annotating.in_html(get_db(), html, options, element, describe)
    return _annotations(found, summaries="summary" in include)


@blp.get("/matcher")
@blp.arguments(VocabularyQuery, location="query")
@blp.problems(404)
@blp.answers(200, VocabularyResponse)
def get_matcher(query: dict[str, Any]) -> dict[str, Any]:
    """Get the table of names and labels

    The slug, the name and the labels of every term in a few kilobytes, so that a browser can find terms in a
    page by itself. `links.immutable` is the URL of the table at this serial, which can be kept as long as you
    like. The response is 404 if the data set has not reached the serial in `since`, which happens after a
    backup was restored.
    """
    return _table(vocabulary.read(get_db(), **query), query.get("category"))


@blp.get("/matcher/<id:serial>")
@blp.arguments(VocabularyAtQuery, location="query")
@blp.problems(404)
@blp.answers(200, VocabularyResponse)
def get_matcher_at(query: dict[str, Any], serial: int) -> dict[str, Any]:
    """Get the table of names and labels at a serial

    Available as long as the data set is at this serial; afterwards the response is 404. The table never
    changes and can be kept for a year.
    """
    table = vocabulary.read(get_db(), serial=serial, **query)
    cache_as(IMMUTABLE)
    return _table(table, query.get("category"))


def _table(table: Vocabulary, category: str | None) -> dict[str, Any]:
    removed = {} if table.removed is None else {"removed": table.removed}
    query = f"?category={category}" if category else ""
    return {
        "serial": table.serial,
        "terms": table.terms,
        "shared": table.shared,
        **removed,
        "links": {"immutable": api_url(f"/matcher/{table.serial}{query}")},
        **credit(table),
    }


def _link(summary: Summary) -> dict[str, str]:
    return {"href": page_url(summary.slug), "title": summary.definition}


def _definition(summary: Summary) -> dict[str, str]:
    return {"title": summary.definition}


_ATTRIBUTES: Mapping[str, Callable[[Summary], dict[str, str]]] = {"a": _link, "dfn": _definition}


def _annotations(found: Annotations, *, summaries: bool) -> dict[str, Any]:
    terms = [to_members(summary) for summary in found.terms]
    short = [{name: term[name] for name in _IN_SHORT} for term in terms]
    html = {} if found.html is None else {"html": found.html}
    return {
        "items": [_annotation(item) for item in found.items],
        "terms": terms if summaries else short,
        **html,
        "serial": found.serial,
        **credit(found),
    }


def _annotation(item: Annotation) -> dict[str, Any]:
    start, end = item.utf16
    return {
        "candidates": item.candidates,
        "position": {"type": "TextPositionSelector", "start": item.start, "end": item.end},
        "quote": {
            "type": "TextQuoteSelector",
            "exact": item.exact,
            "prefix": item.prefix,
            "suffix": item.suffix,
        },
        "utf16": {"start": start, "end": end},
    }
