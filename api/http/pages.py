"""Pages for people: how they are rendered, and which clients get one.

Every page is rendered on the server into one layout. Its policy, as the operation declares it, lets it load
files from this origin alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, redirect, render_template, request, url_for
from markupsafe import Markup

from api.config import CONTENT_LICENSE
from api.http import operation
from api.http.conditional import text_response
from api.http.operation import Audience
from api.http.urls import site_url
from data.constants import MAX_NAME
from data.errors import echo

_HEADING = re.compile(r"<(/?)h([1-6])>")
_TABLE = {
    "<table>": '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>',
    "</table>": "</table></div>",
}


def register(app: Flask) -> None:
    """Give the templates the functions with which they write numbers, dates and explanations."""
    app.jinja_env.globals.update(license=CONTENT_LICENSE, site_url=site_url)
    app.jinja_env.filters.update(
        code=code, counted=counted, date=date, marked=marked, nested=nested, printable=printable
    )
    app.context_processor(lambda: {"service_name": current_app.config["SERVICE_NAME"]})


def respond(template: str, *, version: int = 0, api: str | None = None, **context: Any) -> Response:
    """Return a page. Clients that prefer JSON get 303 to the same thing in the API, if the API has it."""
    if api and prefers_json():
        return redirect(api, 303)  # type: ignore[return-value]  # Flask's own response class
    return text_response(render_template(template, api=api, **context), "text/html", version=version)


def counted(number: int, one: str, many: str) -> str:
    """Return a number and what it counts: 1 term, 1,036 terms."""
    return f"{number:,} {one if number == 1 else many}"


def code(text: str) -> Markup:
    """Return a text as HTML in which what was between backticks is code."""
    parts = enumerate(text.split("`"))
    return Markup().join(Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in parts)


def date(instant: str) -> str:
    """Return the day of a stored time as people write it: 23 November 2026."""
    day = datetime.fromisoformat(instant)
    return f"{day.day} {day:%B %Y}"


def nested(html: str) -> Markup:
    """Return an explanation as it is below a heading of the second level. Wide tables scroll on their own."""
    html = _HEADING.sub(lambda tag: f"<{tag[1]}h{min(int(tag[2]) + 2, 6)}>", html)
    for element, framed in _TABLE.items():
        html = html.replace(element, framed)
    return Markup(html)  # noqa: S704 - sanitized by data.text.markdown when it was written


def marked(text: str, ranges: Iterable[tuple[int, int]]) -> Markup:
    """Return a text with these parts of it, given in code points, marked."""
    html, end = Markup(), 0
    for start, stop in ranges:
        html += Markup("{}<mark>{}</mark>").format(text[end:start], text[start:stop])
        end = stop
    return html + text[end:]


def prefers_json() -> bool:
    """Return whether the client prefers JSON to a page."""
    return _preference() > 0


def wanted() -> bool:
    """Return whether an error is rendered as a page, which its operation and the client decide."""
    audience = operation.current().audience
    if audience is Audience.PROGRAMS:
        return False
    return _preference() < 0 or (_preference() == 0 and audience is Audience.PEOPLE)


def problem(status: int, title: str, detail: str, location: str | None, suggestions: Sequence[str]) -> str:
    """Return the page of an error, with links to the new address or to the nearest names, and a search."""
    # Suggestions are of the same kind as what was asked for, so their pages have the same endpoint.
    links = {slug: url_for(str(request.endpoint), slug=slug) for slug in suggestions}
    path = request.path.rstrip("/")
    if location:
        links[echo(location)] = location
    elif path not in ("", request.path):
        links[echo(path)] = quote(path)
    q = request.args.get("q") or path.rsplit("/", 1)[-1].replace("-", " ")
    q = printable(q)[:MAX_NAME]
    return render_template("problem.html", status=status, title=title, detail=detail, links=links, q=q)


def printable(text: str) -> str:
    """Return what a client sent, without the characters that HTML cannot hold."""
    return "".join(
        char for char in text if char == "\t" or unicodedata.category(char) not in ("Cc", "Cn", "Cs")
    )


def _preference() -> float:
    """Return a number above 0 if the client prefers JSON, below 0 if it prefers HTML."""
    # Browsers accept "*/*" as well, so HTML and JSON are compared with each other, not looked for.
    accepted = request.accept_mimetypes
    json = max(accepted.quality("application/json"), accepted.quality("application/problem+json"))
    return float(json - accepted.quality("text/html"))
