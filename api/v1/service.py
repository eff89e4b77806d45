"""The service itself over HTTP: what it is, and whether it is alive and ready."""

from flask import current_app

from api.config import CONTENT_LICENCE, VERSION
from api.http.blueprint import Blueprint
from api.http.connection import get_db
from api.http.urls import api_url, site_url
from data import constants
from data.entries import counts as service
from data.store import db
from data.store.changes import serial
from schemas.service import Health, Readiness, Service

blp = Blueprint("Service", __name__, description="The service itself.")
health = Blueprint("Health", __name__, description="For load balancers and monitors.")

_CODE_LICENCE = {
    "name": "Apache License 2.0",
    "identifier": "Apache-2.0",
    "url": "https://www.apache.org/licenses/LICENSE-2.0",
}
_LIMITS = {
    "page_default": constants.PAGE_DEFAULT,
    "page_max": constants.PAGE_MAX,
    "ids_max": constants.MAX_IDS,
    "body_max_bytes": constants.MAX_BODY_BYTES,
}


@blp.get("")
@blp.answers(200, Service)
def get_service():
    """Describe the service

    Its name, what it holds, the licence of its content, its limits, and the addresses to go on from. The
    serial grows with every change to the data.
    """
    number, counts = service.overview(get_db())
    return {
        "name": current_app.config["SERVICE_NAME"],
        "version": VERSION,
        "serial": number,
        "counts": counts,
        "content_licence": CONTENT_LICENCE,
        "code_licence": _CODE_LICENCE,
        "limits": _LIMITS,
        "links": _links(),
    }


@health.get("/healthz")
@health.answers(200, Health)
def get_health():
    """Is the process alive?

    Answers without touching the database.
    """
    return {"status": "ok"}


@health.get("/readyz")
@health.problems(503)
@health.answers(200, Readiness)
def get_readiness():
    """Is the service ready?

    Reads the database; 503 while that is not possible.
    """
    return {
        "status": "ok",
        "serial": serial(get_db()),
        "sqlite_version": db.SQLITE_VERSION,
        "last_check": db.last_check,
    }


def _links():
    nouns = {
        "terms": "/terms",
        "categories": "/categories",
        "relations": "/relations",
        "relation_types": "/relation-types",
    }
    return {
        "self": api_url(),
        **{noun: api_url(path) for noun, path in nouns.items()},
        "openapi": api_url("/openapi.json"),
        "docs": site_url("/docs"),
    }
