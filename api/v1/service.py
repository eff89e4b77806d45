"""The service itself over HTTP: what it is, and whether it is alive and ready."""

from dataclasses import replace
from typing import Any

from flask import current_app

from api.config import CODE_LICENSE, CONTENT_LICENSE, VERSION
from api.http.blueprint import Blueprint
from api.http.connection import get_db
from api.http.operation import API, NO_STORE
from api.http.urls import api_url, site_url
from data import constants
from data.entries.counts import overview
from data.store import db
from data.store.changes import serial
from schemas.service import Health, Readiness, Service

# Probes name the address of a container as their host. Their responses must not be cached.
_PROBE = replace(API, cache=NO_STORE, cors=False, untrusted_host=True)

blp = Blueprint("Service", __name__, operation=API, description="The service itself.")
health = Blueprint("Health", __name__, operation=_PROBE, description="For load balancers and monitors.")

_LIMITS = {
    "page_default": constants.PAGE_DEFAULT,
    "page_max": constants.PAGE_MAX,
    "ids_max": constants.MAX_IDS,
    "body_max_bytes": constants.MAX_BODY_BYTES,
    "annotated_max_bytes": constants.MAX_ANNOTATED_BYTES,
}
# Everything that can be read without knowing a slug. Templates are those of RFC 6570.
_API_LINKS = {
    "self": "",
    "terms": "/terms",
    "categories": "/categories",
    "relations": "/relations",
    "relation_types": "/relation-types",
    "search": "/search{?q}",
    "lookup": "/lookup{?label}",
    "suggest": "/suggest{?q}",
    "annotations": "/annotations",
    "matcher": "/matcher",
    "graph": "/graph{?root}",
    "compare": "/compare{?ids}",
    "random": "/random",
    "term_of_the_day": "/term-of-the-day",
    "openapi": "/openapi.json",
}
_SITE_LINKS = {
    "docs": "/docs",
    "start": "/",
    "playground": "/embed",
    "widget": "/widget/v1/lemma.js",
    "oembed": "/oembed{?url}",
    "opensearch": "/opensearch.xml",
    "sitemap": "/sitemap.xml",
    "health": "/healthz",
    "readiness": "/readyz",
}


@blp.get("")
@blp.answers(200, Service)
def get_service() -> dict[str, Any]:
    """Describe the service

    Its name, what it holds, its licenses, its limits, and the URLs of everything available. `serial` grows
    with every change to the data.
    """
    number, counts = overview(get_db())
    return {
        "name": current_app.config["SERVICE_NAME"],
        "version": VERSION,
        "serial": number,
        "counts": counts,
        "content_license": CONTENT_LICENSE,
        "code_license": CODE_LICENSE,
        "attribution": f"{current_app.config['SERVICE_NAME']}, {site_url('/')}",
        "limits": _LIMITS,
        "links": {
            **{name: api_url(path) for name, path in _API_LINKS.items()},
            **{name: site_url(path) for name, path in _SITE_LINKS.items()},
        },
    }


@health.get("/healthz")
@health.answers(200, Health)
def get_health() -> dict[str, Any]:
    """Check that the process is alive

    Responds without reading the database.
    """
    return {"status": "ok"}


@health.get("/readyz")
@health.problems(503)
@health.answers(200, Readiness)
def get_readiness() -> dict[str, Any]:
    """Check that the service is ready

    Reads the database. The response is 503 as long as that is not possible.
    """
    return {
        "status": "ok",
        "serial": serial(get_db()),
        "sqlite_version": db.SQLITE_VERSION,
        "last_check": db.last_check,
    }
