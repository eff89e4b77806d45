"""This release serves the files of earlier ones, each with another schema version."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from api import content
from data.index import rebuild
from data.store import db
from data.store.migrations import migrations

TINY = Path(__file__).parent.parent.parent / "tiny"
NAMES = [migration.name for migration in migrations._migrations]
FIRST_RELEASE = NAMES.index("records")
TABLES = """SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
    AND name NOT LIKE '%sqlite%'"""
SEARCHED = {"word_prefixes", "deletions", "texts"}
RENAMED = {"snapshot": "document"}  # the current name of each renamed column


@pytest.fixture(scope="module")
def newest(tmp_path_factory):
    """Return a file as this release writes it."""
    path = tmp_path_factory.mktemp("newest") / "lemma.db"
    rebuild.create(path, lambda connection: content.load(connection, TINY))
    return path


@pytest.fixture(params=NAMES[FIRST_RELEASE + 1 :])
def older(request, tmp_path, newest):
    """Return a file with the same content, as it was before one of the later migrations."""
    path = tmp_path / "older.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.apply(Database(connection), stop_before=request.param)
        connection.execute(f"PRAGMA application_id = {db.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {NAMES.index(request.param)}")
        connection.execute("ATTACH ? AS newest", [str(newest)])
        tables = {row[0] for row in connection.execute(TABLES)} - {"tails"}
        # A file that knows the version of its derived data has them; in an older one they may be of any
        # version.
        known = "derived" in tables
        for table in tables if known else tables - SEARCHED:
            columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info ({table})")]
            columns = ["rowid", *columns] if table == "texts" else columns
            copied = ", ".join(RENAMED.get(column, column) for column in columns)
            names = ", ".join(columns)
            connection.execute(f"INSERT INTO main.{table} ({names}) SELECT {copied} FROM newest.{table}")
        if not known:
            connection.execute("UPDATE main.terms SET explanation_html = NULL, sort_key = '', letter = ''")
    return path


def rows(path, table):
    """Return all rows of a table."""
    with closing(db.connect(path)) as connection:
        return sorted(map(tuple, connection.execute(f"SELECT * FROM {table}")))


@pytest.mark.parametrize(
    "table", ["terms", "labels", "word_prefixes", "deletions", "texts", "changes", "relations"]
)
def test_an_older_file_becomes_what_this_release_would_write(older, newest, table):
    rebuild.prepare(older)
    assert rows(older, table) == rows(newest, table) != []
