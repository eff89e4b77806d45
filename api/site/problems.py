"""The pages to which the `type` of a problem leads. Each explains one kind of problem."""

from flask import Response

from api.http import pages
from api.http.blueprint import Pages
from api.http.operation import PAGE
from api.http.problems import KINDS
from api.http.urls import site_url
from data.errors import NotFound, echo

blp = Pages("problems", __name__, operation=PAGE)


@blp.get("/problems/<kind>")
def get_problem(kind: str) -> Response:
    """Return the page of a kind of problem."""
    if kind not in KINDS:
        raise NotFound(f"There is no kind of problem '{echo(kind)}'.")
    return pages.respond("kind.html", canonical=site_url(f"/problems/{kind}"), kind=kind, problem=KINDS[kind])
