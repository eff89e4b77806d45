"""Pages for people: what they are made of, what they may load, and who is answered with one.

Every page is rendered on the server into one layout, under a policy that lets it load from this origin alone.
"""

import re
import unicodedata
from datetime import datetime
from urllib.parse import quote

from flask import Response, current_app, redirect, render_template, request, url_for
from markupsafe import Markup

from api.config import CONTENT_LICENCE
from api.http.conditional import text_response
from api.http.urls import site_url
from data.constants import MAX_NAME

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What programs, monitors and the pages of others ask for; cards tell of errors in a form of their own.
_FOR_PROGRAMS = re.compile(r"/(api|healthz|readyz|oembed|widget|embed/terms)(/|$)")
_HEADING = re.compile(r"<(/?)h([1-6])>")
_TABLE = {
    "<table>": '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>',
    "</table>": "</table></div>",
}


def register(app):
    """Give the templates what they write numbers, dates and explanations with."""
    app.jinja_env.globals.update(licence=CONTENT_LICENCE, site_url=site_url)
    app.jinja_env.filters.update(
        counted=counted, date=date, marked=marked, nested=nested, printable=printable
    )
    app.context_processor(lambda: {"service_name": current_app.config["SERVICE_NAME"]})


def respond(template, *, version=0, api=None, **context) -> Response:
    """A page; or, for who prefers JSON, the way (303) to the same thing in the API, if it has it."""
    if api and prefers_json():
        return redirect(api, 303)
    return restrict(
        text_response(render_template(template, api=api, **context), "text/html", version=version)
    )


def restrict(response: Response) -> Response:
    """Let a page load from here alone; said with its 304, too, whose headers browsers take over."""
    response.headers["Content-Security-Policy"] = POLICY
    return response


def counted(number: int, one: str, many: str) -> str:
    """A number and what it counts: 1 term, 1,036 terms."""
    return f"{number:,} {one if number == 1 else many}"


def date(instant: str) -> str:
    """A stored time as people write its day: 23 November 2026."""
    day = datetime.fromisoformat(instant)
    return f"{day.day} {day:%B %Y}"


def nested(html: str) -> Markup:
    """An explanation as it stands below a heading of the second level; what is too wide in it scrolls by
    itself.
    """
    html = _HEADING.sub(lambda tag: f"<{tag[1]}h{min(int(tag[2]) + 2, 6)}>", html)
    for element, framed in _TABLE.items():
        html = html.replace(element, framed)
    return Markup(html)  # noqa: S704 - sanitised by data.text.markdown when it was written


def for_programs() -> bool:
    """Whether the address is one where nobody gets a page, whatever they prefer."""
    return bool(_FOR_PROGRAMS.match(request.path))


def marked(text: str, ranges) -> Markup:
    """A text with these parts of it, given in code points, marked."""
    html, end = Markup(), 0
    for start, stop in ranges:
        html += Markup("{}<mark>{}</mark>").format(text[end:start], text[start:stop])
        end = stop
    return html + text[end:]


def prefers_json() -> bool:
    """Whether the client would rather have JSON than a page."""
    return _preference() > 0


def wanted() -> bool:
    """Whether an error is told on a page: to who prefers one, and at the address of a page to who has no
    wish.
    """
    if for_programs():
        return False
    return _preference() < 0 or (_preference() == 0 and request.blueprint in ("site", "playground"))


def problem(status, title, detail, location, suggestions) -> str:
    """The page that tells of an error, with ways on: where the thing has moved, what is called alike, a
    search.
    """
    links = {slug: url_for(request.endpoint, slug=slug) for slug in suggestions}
    path = request.path.rstrip("/")
    if location:
        links[location] = location
    elif path not in ("", request.path):
        links[path] = quote(path)
    q = request.args.get("q") or path.rsplit("/", 1)[-1].replace("-", " ")
    q = printable(q)[:MAX_NAME]
    return render_template("problem.html", status=status, title=title, detail=detail, links=links, q=q)


def printable(text: str) -> str:
    """What was sent, without the characters that HTML cannot hold."""
    return "".join(
        char for char in text if char == "\t" or unicodedata.category(char) not in ("Cc", "Cn", "Cs")
    )


def _preference() -> float:
    """Above 0 for JSON, below for HTML."""
    accepted = request.accept_mimetypes
    json = max(accepted.quality("application/json"), accepted.quality("application/problem+json"))
    return json - accepted.quality("text/html")
