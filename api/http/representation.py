"""From the dataclasses of `data` to what is written as JSON: addresses are added, the rest is passed on as it
is.

orjson writes dataclasses itself, so only those with addresses in them need an entry here.
"""

from functools import singledispatch

from api.http.urls import API, api_url, page_url, site_url
from data.entries.categories import Category
from data.entries.relations import Relation
from data.entries.summaries import Summary
from data.entries.terms import Term
from data.find.lookup import Match
from data.find.search import Hit
from data.find.suggest import Suggestions
from data.text.markdown import absolute

_MAY_BE_LEFT_OUT = ("relations", "related_in_category")


@singledispatch
def represent(value):
    """The JSON-ready form of a value; itself, unless its type is registered below."""
    return value


@represent.register
def _(term: Term):
    site = site_url()
    self_url, page = f"{site}{API}/terms/{term.slug}", f"{site}/terms/{term.slug}"
    members = {**vars(term), "explanation_html": absolute(term.explanation_html, f"{site}/terms/")}
    for name in _MAY_BE_LEFT_OUT:
        if members[name] is None:
            del members[name]
    return {**members, "links": {"self": self_url, "page": page, "history": f"{self_url}/history"}}


@represent.register
def _(summary: Summary):
    members = {name: value for name, value in vars(summary).items() if name != "revision"}
    return {**members, "page": page_url(summary.slug)}


@represent.register
def _(match: Match):
    return {**vars(match), "candidates": [represent(term) for term in match.candidates]}


@represent.register
def _(hit: Hit):
    ranges = {} if hit.ranges is None else {"ranges": hit.ranges}
    return {
        "matched_on": hit.matched_on,
        "matched_text": hit.matched_text,
        **ranges,
        "term": represent(hit.term),
    }


@represent.register
def _(suggestions: Suggestions):
    items = [{**vars(item), "term": represent(item.term)} for item in suggestions.items]
    return {**vars(suggestions), "items": items}


@represent.register
def _(category: Category):
    self_url = api_url(f"/categories/{category.slug}")
    children = [represent(child) for child in category.children]
    return {**vars(category), "children": children, "links": {"self": self_url, "terms": f"{self_url}/terms"}}


@represent.register
def _(relation: Relation):
    return {**vars(relation), "links": {"self": api_url(f"/relations/{relation.id}")}}
