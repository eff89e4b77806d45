"""Marking terms in texts, over HTTP."""

from api.blueprint import Blueprint
from api.database import get_db
from api.links import page_url
from api.representation import represent
from data import annotating
from schemas.annotations import AnnotationRequest, Annotations

blp = Blueprint("Annotations", __name__, description="Terms in texts of your own.")

_IN_SHORT = ("slug", "name", "page")


@blp.post("/annotations")
@blp.arguments(AnnotationRequest)
@blp.response(200, Annotations)
def annotate(body):
    """Mark the terms in a text

    Finds every name and label of the glossary in a text or an HTML document, in time that does not depend on how many
    there are. Each occurrence comes with its position (Web Annotation selectors, in code points, and in UTF-16 units)
    and with the terms it may mean. With `output: html` the document comes back with links or definitions put in, and is
    otherwise, byte for byte, what was sent. Needs no key, and keeps nothing.
    """
    include, output, element = body.pop("include"), body.pop("output"), body.pop("element")
    text, html = body.pop("text", None), body.pop("html", None)
    options = annotating.Options(**body)
    if html is None:
        found = annotating.in_text(get_db(), text, options)
    else:
        found = annotating.in_html(get_db(), html, options, element, _ATTRIBUTES[element])
    return _answer(found, summaries="summary" in include, marked=output == "html")


def _link(summary):
    return {"href": page_url(summary.slug), "title": summary.definition}


def _definition(summary):
    return {"title": summary.definition}


_ATTRIBUTES = {"a": _link, "dfn": _definition}


def _answer(found, *, summaries, marked):
    terms = [represent(summary) for summary in found.terms]
    short = [{name: term[name] for name in _IN_SHORT} for term in terms]
    html = {"html": found.html} if marked else {}
    items = [_annotation(item) for item in found.items]
    return {"items": items, "terms": terms if summaries else short, **html, "serial": found.serial}


def _annotation(item):
    return {
        "candidates": item.candidates,
        "position": {"type": "TextPositionSelector", "start": item.start, "end": item.end},
        "quote": {"type": "TextQuoteSelector", "exact": item.exact, "prefix": item.prefix, "suffix": item.suffix},
        "utf16": {"start": item.utf16[0], "end": item.utf16[1]},
    }
