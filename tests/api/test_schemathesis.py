"""Schemathesis makes requests from the OpenAPI document, valid and invalid ones, and checks every response
against it.

All its phases run: the examples of the document, the limits of every constraint, random values, and
sequences of requests. It treats as valid whatever the schemas allow, and they cannot express that a category
must exist or that parameters exclude each other. The valid parts of a request are made sensible just before
it is sent.
"""

from shutil import copyfile

import pytest
import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events, from_schema

from data.store import keys
from data.text import folding

API = "/api/v1"
NOUNS = {
    **dict.fromkeys(("category", "parent"), "categories"),
    **dict.fromkeys(("source", "target", "replaced_by", "root", "to"), "terms"),
}
CHECKS = {
    # 428 where If-Match is missing.
    "missing_required_header": {"expected-statuses": [400, 401, 403, 406, 415, 422, 428]},
    # 410 where an earlier request has retired the term, 412 where the ETag is made up, 428 where there is
    # none.
    "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", 401, 403, 404, 409, 410, 412, 428]},
    # 501 where oEmbed is asked for another format.
    "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", 501]},
    # Calls a WSGI application with invalid arguments; tests/api/http/test_auth.py sends every write
    # without a key.
    "ignored_auth": {"enabled": False},
}


@pytest.fixture
def path(shipped_file, tmp_path):
    """Return a copy of the shipped glossary."""
    return copyfile(shipped_file, tmp_path / "lemma.db")


@pytest.fixture
def schema(app, database):
    settings = {
        "headers": {"Authorization": f"Bearer {keys.create(database, 'schemathesis', ['write'])}"},
        "continue-on-failure": True,
        "seed": 1,
        "generation": {"deterministic": True, "max-examples": 10, "database": "none"},
        "checks": CHECKS,
    }
    config = schemathesis.Config.from_dict(settings)
    return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", app, config=config)


@pytest.fixture
def sensible(client):
    """Make the valid parts of each request sensible. Leave invalid parts unchanged."""

    def before_call(context, case, kwargs):
        valid = {part for part in ParameterLocation if case.meta and not case.meta.is_negative_at(part)}
        if ParameterLocation.PATH in valid:
            choose_target(client, case)
        if ParameterLocation.HEADER in valid:
            choose_precondition(client, case)
        if ParameterLocation.QUERY in valid:
            name_what_exists(client, case.query, case.path_parameters)
            choose_parameters(case)
        if ParameterLocation.BODY in valid and isinstance(case.body, dict):
            name_what_exists(client, case.body, case.path_parameters)
            choose_slug(case)
            choose_document(case)

    schemathesis.hook(before_call)
    yield
    schemathesis.hooks.unregister(before_call)


def choose_target(client, case):
    """Send a PATCH to a term or category that exists."""
    if case.method == "PATCH" and "slug" in case.path_parameters:
        case.path_parameters["slug"] = existing(client, case.path.split("/")[3], case.path_parameters["slug"])


def choose_precondition(client, case):
    """Let a PATCH match any revision, and let a PUT create a missing entry or replace an existing one."""
    if case.method in ("PUT", "PATCH") and "slug" in case.path_parameters:
        is_new = case.method == "PUT" and client.get(case.formatted_path).status_code == 404
        chosen, other = ("If-None-Match", "If-Match") if is_new else ("If-Match", "If-None-Match")
        case.headers[chosen] = "*"
        case.headers.pop(other, None)


def choose_parameters(case):
    """Remove cursors and parameters that exclude `ids`, complete `relation` and `to`, and give the root of a
    graph.

    A term is retired without a replacement: the redirect to one would look like use after deletion.
    """
    query = case.query
    query.pop("cursor", None)
    if case.method == "DELETE":
        query.pop("replaced_by", None)
    elif case.operation.path.endswith("/compare"):
        query["ids"] = "encoder,decoder"
    elif case.operation.path.endswith("/graph"):
        query.setdefault("root", "encoder")
        query.pop("types", None)
    elif case.operation.path.endswith("/path"):
        query["to"] = case.path_parameters["slug"]  # only the term itself is certainly connected
    elif "ids" in query:
        for name in query.keys() - {"ids", "fields", "include"}:
            del query[name]
    elif ("relation" in query) != ("to" in query):
        query.setdefault("relation", "broader")
        query.setdefault("to", "encoder")


def choose_slug(case):
    """Remove the slug from a PUT. Add one to a POST if none can be derived from the name."""
    if case.method == "PUT":
        case.body.pop("slug", None)
    elif case.method == "POST" and not folding.slugify(case.body.get("name", "a")):
        case.body.setdefault("slug", "nameless")


def choose_document(case):
    """Send only one document to annotate, ask for marks only in HTML, and name no categories."""
    if case.operation.path.endswith("/annotations"):
        case.body["categories"] = []
        if "html" in case.body:
            case.body.pop("text", None)
        else:
            case.body.setdefault("text", "A net.")
            case.body["output"] = "annotations"


def name_what_exists(client, members, own):
    """Make members that name a term, category or relation type name an existing one, but not the entry of the
    request itself.
    """
    for member, noun in NOUNS.items():
        if members.get(member):
            members[member] = existing(client, noun, members[member], but=own.get("slug"))
    kinds = [kind["slug"] for kind in client.get(f"{API}/relation-types").json["items"]]
    for member in {"type", "relation"} & members.keys():
        members[member] = members[member] if members[member] in kinds else kinds[0]


def existing(client, noun, slug, but=None):
    """Return the slug if it exists, else an existing one that depends on the length of the slug."""
    if slug != but and client.get(f"{API}/{noun}/{slug}").status_code == 200:
        return slug
    slugs = [item["slug"] for item in client.get(f"{API}/{noun}").json["items"] if item["slug"] != but] or [
        slug
    ]
    return slugs[len(str(slug)) % len(slugs)]


def faults_in(recorder):
    """Yield each failure of a scenario, with a command that reproduces it."""
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info:
                yield f"{check.failure_info.failure.message}\n{check.failure_info.code_sample}"


def test_schemathesis_finds_no_fault(schema, sensible):
    cases, faults = 0, []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            cases += len(event.recorder.cases)
            faults += faults_in(event.recorder)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            faults.append(repr(event))
    assert faults == []
    assert cases >= 500
