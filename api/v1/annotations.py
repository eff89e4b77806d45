"""Marking terms in texts, over HTTP."""

from api.http.blueprint import Blueprint
from api.http.conditional import cache_as
from api.http.connection import get_db
from api.http.representation import represent
from api.http.urls import api_url, page_url
from data.annotate import annotating, vocabulary
from schemas.annotations import (
    AnnotationRequest,
    Annotations,
    Vocabulary,
    VocabularyAtQuery,
    VocabularyQuery,
)

blp = Blueprint("Annotations", __name__, description="Terms in texts of your own.")

_IN_SHORT = ("slug", "name", "page")


@blp.post("/annotations")
@blp.arguments(AnnotationRequest)
@blp.answers(200, Annotations)
def annotate(body):
    """Mark the terms in a text

    Finds every name and label of the glossary in a text or an HTML document, in time that does not depend on
    how many there are. Each occurrence comes with its position (Web Annotation selectors, in code points, and
    in UTF-16 units) and with the terms it may mean. With `output: html` the document comes back with links or
    definitions put in, and is otherwise, byte for byte, what was sent. At most 10,000 occurrences; more are
    refused. Needs no key, and keeps nothing.
    """
    include, output, element = body.pop("include"), body.pop("output"), body.pop("element")
    text, html = body.pop("text", None), body.pop("html", None)
    options = annotating.Options(**body)
    if html is None:
        found = annotating.in_text(get_db(), text, options)
    else:
        describe = _ATTRIBUTES[element] if output == "html" else None
        found = annotating.in_html(get_db(), html, options, element, describe)
    return _answer(found, summaries="summary" in include)


@blp.get("/matcher")
@blp.arguments(VocabularyQuery, location="query")
@blp.problems(404)
@blp.answers(200, Vocabulary)
def get_matcher(query):
    """Get the table of surface forms

    The slug, name and labels of every term in a few kilobytes, so that a browser can find terms in a page by
    itself. `links.immutable` is the address of this very state of it, to be kept as long as one likes. 404
    for `since` when the data set has not come that far, as after a restored backup.
    """
    return _table(vocabulary.read(get_db(), **query), query.get("category"))


@blp.get("/matcher/<id:serial>")
@blp.arguments(VocabularyAtQuery, location="query")
@blp.problems(404)
@blp.answers(200, Vocabulary)
def get_matcher_at(query, serial):
    """Get the table of surface forms at a serial

    As long as the data set is at this serial; 404 once it has moved on. The answer never changes and may be
    kept for a year.
    """
    table = vocabulary.read(get_db(), serial=serial, **query)
    cache_as("public, max-age=31536000, immutable")
    return _table(table, query.get("category"))


def _table(table, category):
    removed = {} if table.removed is None else {"removed": table.removed}
    query = f"?category={category}" if category else ""
    links = {"immutable": api_url(f"/matcher/{table.serial}{query}")}
    return {"serial": table.serial, "terms": table.terms, "shared": table.shared, **removed, "links": links}


def _link(summary):
    return {"href": page_url(summary.slug), "title": summary.definition}


def _definition(summary):
    return {"title": summary.definition}


_ATTRIBUTES = {"a": _link, "dfn": _definition}


def _answer(found, *, summaries):
    terms = [represent(summary) for summary in found.terms]
    short = [{name: term[name] for name in _IN_SHORT} for term in terms]
    html = {} if found.html is None else {"html": found.html}
    items = [_annotation(item) for item in found.items]
    return {"items": items, "terms": terms if summaries else short, **html, "serial": found.serial}


def _annotation(item):
    return {
        "candidates": item.candidates,
        "position": {"type": "TextPositionSelector", "start": item.start, "end": item.end},
        "quote": {
            "type": "TextQuoteSelector",
            "exact": item.exact,
            "prefix": item.prefix,
            "suffix": item.suffix,
        },
        "utf16": {"start": item.utf16[0], "end": item.utf16[1]},
    }
