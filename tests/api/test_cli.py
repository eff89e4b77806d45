"""The commands of `flask`, and how gunicorn ends if it cannot start."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from sqlite_utils.utils import sqlite3

from api import cli, create_app
from data.entries import terms
from data.store import changes, db, keys

ROOT = Path(__file__).parent.parent.parent
DOUGH = "terms/food/dough.md"


@pytest.fixture
def settings(tmp_path, folder):
    """Return the settings of a service that has no database yet."""
    return {"DATABASE": tmp_path / "new.db", "CONTENT": folder}


@pytest.fixture
def flask(settings):
    """Return a function that runs a command: flask("keys", "list")."""
    return lambda *args: create_app(settings).test_cli_runner().invoke(args=[str(arg) for arg in args])


@pytest.fixture
def loaded(flask, settings):
    """Yield a connection to the database after the folder was loaded into it."""
    assert flask("load").exit_code == 0
    connection = db.connect(settings["DATABASE"])
    yield connection
    connection.close()


def failure(result: Result) -> tuple[int, str]:
    """Return the exit code of a command that failed with one line, and the line."""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return result.exit_code, line


# load


def test_load_creates_the_database_and_prints_its_counts(flask, settings, folder):
    result = flask("load")
    assert result.stdout.splitlines()[-1] == (
        f"Loaded 4 terms, 2 categories and 6 relations from {folder} into {settings['DATABASE']} (serial 14)."
    )
    assert result.exit_code == 0


def test_load_accepts_another_folder(flask, settings, folder):
    settings["CONTENT"] = folder.parent / "nothing"
    assert flask("load", folder).exit_code == 0


def test_load_updates_an_existing_database(flask, loaded, edit):
    edit(DOUGH, "level: beginner", "level: advanced")
    assert flask("load").exit_code == 0
    assert terms.get(loaded, "dough").level == "advanced"


def test_load_names_file_line_and_error(flask, folder, edit):
    edit(DOUGH, "category: baking", "category: bakng")
    assert failure(flask("load")) == (1, f"Error: {folder / DOUGH}:3: There is no category 'bakng'.")


def test_load_of_an_invalid_file_creates_no_database(flask, settings, edit):
    edit(DOUGH, "category: baking", "category: bakng")
    flask("load")
    assert [path.name for path in settings["DATABASE"].parent.iterdir()] == ["content"]


def test_load_of_an_invalid_file_changes_nothing(flask, loaded, edit):
    before = terms.documents(loaded)
    edit(DOUGH, "name: Dough", "name: Paste")
    edit("terms/food/yeast.md", "target: flour", "target: salt")
    assert failure(flask("load"))[0] == 1
    assert terms.documents(loaded) == before


def test_load_of_a_missing_folder_is_unusable(flask, tmp_path):
    assert failure(flask("load", tmp_path / "none")) == (78, f"Error: {tmp_path / 'none'} is not a folder.")


@pytest.mark.parametrize("content", [b"", b"This is not a database."])
def test_load_never_overwrites_another_file(flask, settings, content):
    settings["DATABASE"].write_bytes(content)
    assert failure(flask("load"))[0] == 78
    assert settings["DATABASE"].read_bytes() == content


def test_load_while_another_program_writes_fails_in_one_line(flask, loaded, settings, monkeypatch):
    monkeypatch.setattr(db, "COMMAND_WAIT_SECONDS", 0.05)
    program = sqlite3.connect(settings["DATABASE"], isolation_level=None)
    program.execute("BEGIN IMMEDIATE")
    assert failure(flask("load")) == (1, "Error: Another process is writing.")
    program.close()


# export


def test_export_writes_what_was_loaded(flask, loaded, folder, tmp_path):
    result = flask("export", tmp_path / "out")
    assert result.stdout == f"Exported 4 terms to {tmp_path / 'out'}; 7 files changed.\n"
    assert (tmp_path / "out" / DOUGH).read_bytes() == (folder / DOUGH).read_bytes()


def test_export_into_the_same_folder_changes_nothing(flask, loaded, folder):
    assert flask("export", folder).stdout.endswith("; 0 files changed.\n")


def test_export_into_a_folder_with_other_files_is_unusable(flask, loaded, tmp_path):
    assert failure(flask("export", tmp_path))[0] == 78


def test_export_below_a_file_fails_in_one_line(flask, loaded, folder):
    assert failure(flask("export", folder / DOUGH / "out"))[0] == 1


# check


COLUMNS = (
    "terms",
    "words",
    "definition",
    "explanation",
    "degree",
    "typed",
    "across",
    "sources",
    "components",
)


def test_check_of_correct_content_prints_a_summary(flask):
    result = flask("check")
    entries, types, closing = result.stdout.split("\n\n")
    assert [line.split() for line in entries.splitlines()] == [
        ["category", *COLUMNS],
        ["-" * width for width in (10, 7, 7, 12, 13, 8, 7, 8, 9, 12)],
        ["food", "4", "516", "20.0", "104.0", "3.0", "83%", "0%", "1.0", "1"],
        ["all", "4", "516", "20.0", "104.0", "3.0", "83%", "0%", "1.0", "1"],
    ]
    assert types.splitlines()[-1].split() == ["all", "0", "3", "1", "1", "1"]
    assert closing == "Checked 4 terms against 34 rules: 0 errors, 0 warnings.\n"
    assert result.exit_code == 0


def test_check_lists_findings_by_rule_with_file_and_line(flask, folder, edit):
    edit(DOUGH, "Soft mass of", "A powerful mass of")
    result = flask("check")
    assert result.stdout.splitlines()[:4] == [
        "Errors: definition-opening",
        f"  {folder / DOUGH}:6  dough: begins with the article 'A'",
        "Warnings: banned-word",
        f"  {folder / DOUGH}:6  dough: 'powerful'",
    ]
    assert result.stdout.endswith("Checked 4 terms against 34 rules: 1 error, 1 warning.\n")
    assert result.exit_code == 1


def test_check_succeeds_with_warnings_alone(flask, edit):
    edit(DOUGH, "Soft mass of", "Powerful mass of")
    assert flask("check").exit_code == 0


def test_check_of_an_invalid_file_names_it(flask, folder, edit):
    edit(DOUGH, "level: beginner", "levle: beginner")
    assert failure(flask("check")) == (1, f"Error: {folder / DOUGH}:4: levle: Unknown field.")


def test_check_accepts_another_folder(flask, tmp_path):
    assert failure(flask("check", tmp_path / "none"))[0] == 78


def test_check_needs_no_database(flask, settings):
    flask("check")
    assert not settings["DATABASE"].exists()


# keys


def test_the_secret_of_a_new_key_is_alone_on_the_last_line(flask, loaded):
    result = flask("keys", "create", "--name", "editor", "--scope", "write")
    key = keys.identify(loaded, result.stdout.splitlines()[-1])
    assert (key.name, key.scopes, result.exit_code) == ("editor", ["write"], 0)


def test_a_scope_given_twice_counts_once(flask, loaded):
    flask("keys", "create", "--name", "editor", "--scope", "write", "--scope", "write")
    assert keys.find(loaded)[0].scopes == ["write"]


@pytest.mark.parametrize(
    "args", [["--name", "editor"], ["--scope", "write"], ["--name", "editor", "--scope", "admin"]]
)
def test_a_key_needs_a_name_and_a_known_scope(flask, loaded, args):
    assert flask("keys", "create", *args).exit_code == 2
    assert keys.find(loaded) == []


def test_a_key_name_in_use_fails_in_one_line(flask, loaded):
    keys.create(loaded, "editor", ["write"])
    result = flask("keys", "create", "--name", "editor", "--scope", "write")
    assert failure(result) == (1, "Error: The key 'editor' already exists.")


def test_keys_are_listed_with_their_state_and_without_secrets(flask, loaded):
    secret = keys.create(loaded, "old", ["write"])
    keys.create(loaded, "new", ["write"])
    revoked = keys.revoke(loaded, "old").revoked_at
    result = flask("keys", "list")
    states = [(line.split()[0], line.split("  ")[-1]) for line in result.stdout.splitlines()]
    assert states == [("new", "active"), ("old", f"revoked {revoked}")]
    assert secret not in result.stdout


def test_a_revoked_key_is_invalid(flask, loaded):
    secret = keys.create(loaded, "editor", ["write"])
    assert flask("keys", "revoke", "editor").stdout.startswith("Revoked the key 'editor' at 20")
    assert keys.identify(loaded, secret) is None


def test_revoking_an_unknown_key_fails_in_one_line(flask, loaded):
    assert failure(flask("keys", "revoke", "nobody")) == (1, "Error: There is no key 'nobody'.")


# reindex


def test_reindex_derives_everything_again(flask, loaded):
    loaded.execute("UPDATE terms SET sort_key = 'wrong', explanation_html = 'wrong'")
    result = flask("reindex")
    assert (result.exit_code, result.stdout) == (0, "Indexed 4 terms.\n")
    keys_and_html = loaded.execute("SELECT sort_key, explanation_html FROM terms").fetchall()
    assert len(keys_and_html) == 4 and all("wrong" not in tuple(row) for row in keys_and_html)


def test_reindex_restores_what_search_finds(flask, loaded, settings):
    client = create_app({**settings, "LOG_FORMAT": "off"}).test_client()
    before = client.get("/api/v1/search?q=dough").json["items"]
    loaded.execute("DELETE FROM texts")
    assert client.get("/api/v1/search?q=dough").json["items"] != before
    flask("reindex")
    assert client.get("/api/v1/search?q=dough").json["items"] == before


def test_reindex_changes_no_revision_and_no_history(flask, loaded):
    before = terms.documents(loaded), changes.serial(loaded)
    flask("reindex")
    assert (terms.documents(loaded), changes.serial(loaded)) == before


# backup


def test_backup_writes_a_complete_copy(flask, loaded, tmp_path):
    result = flask("backup", tmp_path / "backup.db")
    assert result.stdout.startswith(f"Backed up to {tmp_path / 'backup.db'} (0.")
    assert terms.documents(db.connect(tmp_path / "backup.db")) == terms.documents(loaded)


def test_backup_never_overwrites(flask, loaded, tmp_path):
    (tmp_path / "backup.db").write_text("mine")
    assert failure(flask("backup", tmp_path / "backup.db"))[0] == 78
    assert (tmp_path / "backup.db").read_text() == "mine"


def test_backup_into_a_missing_folder_is_unusable(flask, loaded, tmp_path):
    assert failure(flask("backup", tmp_path / "none" / "backup.db"))[0] == 78


# All of them


@pytest.mark.parametrize(
    "args",
    [
        ["export", "out"],
        ["reindex"],
        ["backup", "backup.db"],
        ["keys", "list"],
        ["keys", "revoke", "editor"],
        ["keys", "create", "--name", "editor", "--scope", "write"],
    ],
    ids=" ".join,
)
def test_without_a_database_a_command_is_unusable(flask, settings, args):
    line = f"Error: {settings['DATABASE']} does not exist. `flask load` creates it."
    assert failure(flask(*args)) == (78, line)


def test_openapi_write_writes_the_document(flask, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "DOCUMENT", tmp_path / "openapi.json")
    result = flask("openapi", "write")
    paths = json.loads((tmp_path / "openapi.json").read_bytes())["paths"]
    assert result.stdout == f"Wrote {len(paths)} paths to {tmp_path / 'openapi.json'}.\n"


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("LEMMA_DATABASE", "/none.db", "Error: /none.db does not exist. `flask load` creates it."),
        ("LEMMA_WORKERS", "many", "Error: LEMMA_WORKERS is 'many', but must be a whole number."),
    ],
)
def test_flask_finds_the_commands_and_reads_the_environment(variable, value, line):
    command = [sys.executable, "-m", "flask", "keys", "list"]
    result = subprocess.run(
        command, cwd=ROOT, env={**os.environ, variable: value}, capture_output=True, text=True
    )
    assert (result.returncode, result.stdout, result.stderr) == (78, "", f"{line}\n")


@pytest.mark.parametrize(
    "command", [["load"], ["reindex"], ["export", "out"], ["keys", "list"]], ids=" ".join
)
def test_a_folder_that_cannot_hold_a_database_is_one_line_that_names_it(flask, settings, tmp_path, command):
    # A path below a file stands for a folder without permission, since root may write anywhere.
    (tmp_path / "file").write_text("")
    settings["DATABASE"] = tmp_path / "file" / "lemma.db"
    code, line = failure(flask(*command))
    assert (code, line.startswith(f"Error: {settings['DATABASE']} ")) == (78, True)


# gunicorn


def start(**settings: str) -> subprocess.CompletedProcess[str]:
    """Start gunicorn with settings that it cannot start with, and return how it ended."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:api.server", "wsgi:app"]
    environment = {**os.environ, **settings}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_a_port_in_use_ends_the_start_with_one_line(settings, flask):
    flask("load")
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        ended = start(LEMMA_BIND=address, LEMMA_DATABASE=str(settings["DATABASE"]))
    line = f"Error: {address} is in use by another process. Set LEMMA_BIND to another address or port.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (78, "", line)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1:99999", "has a port above 65535"),
        ("192.0.2.1:8000", "cannot be used: Cannot assign requested address"),
    ],
)
def test_an_address_that_cannot_be_used_ends_the_start_with_one_line(address, reason):
    ended = start(LEMMA_BIND=address)
    line = f"Error: {address} {reason}. Set LEMMA_BIND to another address or port.\n"
    assert (ended.returncode, ended.stderr) == (78, line)


def test_a_folder_that_cannot_hold_a_database_ends_the_start_with_one_line(tmp_path, folder):
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "folder" / "lemma.db"
    ended = start(LEMMA_BIND="127.0.0.1:0", LEMMA_DATABASE=str(path), LEMMA_CONTENT=str(folder))
    line = f"Error: {path} cannot be created: Not a directory ({path.parent}).\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (78, "", line)


def test_a_wrong_setting_ends_the_start_with_one_line():
    ended = start(LEMMA_WORKERS="0")
    assert (ended.returncode, ended.stderr) == (78, "Error: LEMMA_WORKERS is '0', but must be at least 1.\n")
