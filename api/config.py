"""Settings: one table, read from environment variables with the prefix `LEMMA_`. README documents them."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvValidationError
from marshmallow import ValidationError, validate

from data.errors import Unusable

VERSION = "0.1.0"
CONTENT_LICENSE = {
    "name": "Creative Commons Attribution 4.0 International",
    "identifier": "CC-BY-4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/",
}
CODE_LICENSE = {
    "name": "Apache License 2.0",
    "identifier": "Apache-2.0",
    "url": "https://www.apache.org/licenses/LICENSE-2.0",
}
SPEC = {"API_TITLE": "Lemma", "API_VERSION": VERSION, "OPENAPI_VERSION": "3.1.0"}
_PREFIX = "LEMMA_"
_ERROR_MESSAGES = {"invalid": "must be a whole number."}  # only numbers can fail to be read
# A link on a page leads to another page or to mail, never to a script.
_LINK = re.compile(r"(https?://[^\s/]|mailto:[^\s])\S*", re.IGNORECASE)


@dataclass(frozen=True)
class Setting:
    """A setting: its name without the prefix, its default, what it means, and how its text is read.

    `kind` is a method of `environs.Env`.
    """

    name: str
    default: str | int | list[str]
    meaning: str
    kind: str = "str"
    check: Callable[[Any], object] | None = None


def _origin(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValidationError("must be http:// or https:// and a host, without a path.")


def _link(url: str) -> None:
    if not _LINK.fullmatch(url):
        raise ValidationError("must be an https, http or mailto URL.")


SETTINGS = (
    Setting("DATABASE", "var/lemma.db", "The SQLite file.", "path"),
    Setting("CONTENT", "data/content", "The content folder that a new database is built from.", "path"),
    Setting("BIND", "127.0.0.1:8000", "The address and port to listen on."),
    Setting(
        "WORKERS",
        2,
        "Server processes. Each runs four threads.",
        "int",
        validate.Range(min=1, error="must be at least 1."),
    ),
    Setting(
        "BASE_URL",
        "",
        "The public address, used in every absolute URL. Default: `http://` and `LEMMA_BIND`.",
        check=_origin,
    ),
    Setting("TRUSTED_HOSTS", [], "Further host names to respond to, separated by commas.", "list"),
    Setting("SERVICE_NAME", "Lemma", "The name in the service document and in the titles of pages and docs."),
    Setting(
        "CORRECTIONS_URL",
        "",
        "Where “Suggest a correction” leads. `{slug}` becomes the term's slug. Off by default.",
        check=_link,
    ),
    Setting("CALL_TITLE", "", "Heading of a box on term pages. There is a box if title and URL are set."),
    Setting("CALL_TEXT", "", "Text of that box."),
    Setting("CALL_BUTTON", "Learn more", "Text of its button."),
    Setting("CALL_URL", "", "Where its button leads.", check=_link),
    Setting(
        "LOG_FORMAT",
        "console",
        "How log lines are written: `console`, `json` or `off`.",
        check=validate.OneOf(("console", "json", "off"), error="must be 'console', 'json' or 'off'."),
    ),
)


def read() -> dict[str, Any]:
    """Return the settings as Flask configuration. Raise Unusable for a wrong one.

    The public address and the trusted hosts follow from others if they are not set.
    """
    values = {setting.name: _value(setting) for setting in SETTINGS}
    # "Every interface" is not an address that a link can lead to, so links lead to the loopback address.
    base_url = values["BASE_URL"] or f"http://{values['BIND']}".replace("//0.0.0.0", "//127.0.0.1")
    hosts = [host.strip().lower() for host in values["TRUSTED_HOSTS"] if host.strip()]
    return {
        **values,
        "BASE_URL": base_url.rstrip("/"),
        "TRUSTED_HOSTS": [urlsplit(base_url).hostname, "127.0.0.1", "localhost", *hosts],
    }


def _value(setting: Setting) -> Any:
    """Return the value of a setting. An empty variable means its default."""
    variable = _PREFIX + setting.name
    env = Env(prefix=_PREFIX)
    parse = getattr(env, setting.kind)
    # environs takes an empty variable for a value, but in `LEMMA_X= make serve` and in files for systemd or
    # Docker it means that there is none.
    if not os.environ.get(variable):
        return Path(str(setting.default)) if setting.kind == "path" else setting.default
    try:
        return parse(setting.name, validate=setting.check, error_messages=_ERROR_MESSAGES)
    except EnvValidationError as error:
        reasons = " ".join(error.error_messages)
        raise Unusable(f"{variable} is '{os.environ[variable]}', but {reasons}") from None
