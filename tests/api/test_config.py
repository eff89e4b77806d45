"""Settings: their defaults, their variables, and the messages for wrong ones."""

import re
from pathlib import Path

import pytest

from api import config, create_app
from data.errors import Unusable

DEFAULTS = {
    "DATABASE": Path("var/lemma.db"),
    "CONTENT": Path("data/content"),
    "BIND": "127.0.0.1:8000",
    "WORKERS": 2,
    "BASE_URL": "http://127.0.0.1:8000",
    "SERVICE_NAME": "Lemma",
    "CORRECTIONS_URL": "",
    "CALL_TITLE": "",
    "CALL_TEXT": "",
    "CALL_BUTTON": "Learn more",
    "CALL_URL": "",
    "LOG_FORMAT": "console",
}


@pytest.fixture
def read(monkeypatch):
    """Return a function that reads the settings with these variables: read(LEMMA_WORKERS="8")."""

    def with_environment(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return config.read()

    return with_environment


@pytest.mark.parametrize(("name", "value"), DEFAULTS.items())
def test_a_setting_has_its_default(read, name, value):
    assert read()[name] == value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("DATABASE", "/srv/lemma.db", Path("/srv/lemma.db")),
        ("CONTENT", "content", Path("content")),
        ("BIND", "0.0.0.0:80", "0.0.0.0:80"),
        ("WORKERS", "8", 8),
        ("BASE_URL", "https://glossary.example/", "https://glossary.example"),
        ("SERVICE_NAME", "House Glossary", "House Glossary"),
        (
            "CORRECTIONS_URL",
            "mailto:editors@example.org?subject={slug}",
            "mailto:editors@example.org?subject={slug}",
        ),
        ("CALL_URL", "https://example.org/course", "https://example.org/course"),
    ],
)
def test_a_setting_is_read_from_the_environment(read, name, text, value):
    assert read(**{f"LEMMA_{name}": text})[name] == value


def test_every_setting_is_tested_and_read(read):
    names = {setting.name for setting in config.SETTINGS}
    assert names == read().keys() == {*DEFAULTS, "TRUSTED_HOSTS"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("WORKERS", "0"),
        ("WORKERS", "-1"),
        ("WORKERS", "many"),
        ("BASE_URL", "glossary.example"),
        ("BASE_URL", "ftp://glossary.example"),
        ("CORRECTIONS_URL", "javascript:alert(1)"),
        ("CORRECTIONS_URL", "https:///{slug}"),
        ("CALL_URL", "data:text/html,x"),
        ("CALL_URL", "/course"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_the_error_of_a_wrong_setting_names_it(read, name, text):
    with pytest.raises(Unusable, match=f"LEMMA_{name} is '{re.escape(text)}', but must be"):
        read(**{f"LEMMA_{name}": text})


def test_an_empty_variable_means_the_default(read):
    assert read(LEMMA_WORKERS="", LEMMA_DATABASE="") == read()


def test_a_variable_without_the_prefix_is_ignored(read):
    assert read(WORKERS="8") == read()


def test_the_public_address_is_by_default_where_the_service_listens(read):
    assert read(LEMMA_BIND="127.0.0.1:9000")["BASE_URL"] == "http://127.0.0.1:9000"


def test_the_host_of_the_public_address_is_trusted(read):
    assert "glossary.example" in read(LEMMA_BASE_URL="https://glossary.example:8443/")["TRUSTED_HOSTS"]


def test_further_hosts_are_trusted(read):
    hosts = read(LEMMA_TRUSTED_HOSTS="a.example, b.example,,")["TRUSTED_HOSTS"]
    assert hosts[-2:] == ["a.example", "b.example"]


def test_no_other_host_is_trusted(read):
    assert set(read()["TRUSTED_HOSTS"]) == {"127.0.0.1", "localhost"}


def test_the_application_reads_the_environment(monkeypatch):
    monkeypatch.setenv("LEMMA_SERVICE_NAME", "House Glossary")
    assert create_app().config["SERVICE_NAME"] == "House Glossary"


def test_settings_in_code_take_precedence(monkeypatch):
    monkeypatch.setenv("LEMMA_SERVICE_NAME", "House Glossary")
    assert create_app({"SERVICE_NAME": "Mine"}).config["SERVICE_NAME"] == "Mine"


def test_the_application_opens_nothing_before_the_first_request(tmp_path):
    create_app({"DATABASE": tmp_path / "lemma.db"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address", ["https://glossary.example/x", "https://", "ftp://glossary.example", "name"]
)
def test_an_invalid_public_address_is_refused(read, address):
    with pytest.raises(Unusable, match="LEMMA_BASE_URL"):
        read(LEMMA_BASE_URL=address)


def test_a_service_on_every_interface_links_to_the_loopback_address(read):
    assert read(LEMMA_BIND="0.0.0.0:9000")["BASE_URL"] == "http://127.0.0.1:9000"
