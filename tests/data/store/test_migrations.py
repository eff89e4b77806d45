import pytest
from sqlite_utils import Migrations
from sqlite_utils.utils import sqlite3

from data.errors import Unusable
from data.store import db
from data.store.migrations import migrations, run, version

TABLES = ("categories", "relation_types", "terms", "labels", "ambiguous", "sources", "relations")
RECORDS = ("changes", "former_slugs", "keys")


@pytest.fixture
def append(monkeypatch):
    """Append a migration, as a later release would."""

    def add(function):
        later = Migrations._Migration(function.__name__, function)
        monkeypatch.setattr(migrations, "_migrations", [*migrations._migrations, later])

    return add


def add_color(connection):
    run(connection, "CREATE TABLE colors (name TEXT) STRICT", "INSERT INTO colors VALUES ('red')")


def fail_halfway(connection):
    add_color(connection)
    run(connection, "INSERT INTO nowhere VALUES (1)")


def dump(path):
    """Return everything in a file, with its schema version."""
    connection = sqlite3.connect(path)
    schema = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
    ).fetchall()
    rows = [connection.execute(f"SELECT * FROM {name}").fetchall() for name, _ in schema]
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return schema, rows, found


def test_the_version_is_the_number_of_migrations(database):
    assert database.execute("PRAGMA user_version").fetchone()[0] == version()


@pytest.mark.parametrize("table", [*TABLES, *RECORDS])
def test_tables_are_strict(database, table):
    rows = database.execute(
        "SELECT strict FROM pragma_table_list WHERE name = :table", {"table": table}
    ).fetchall()
    assert [row["strict"] for row in rows] == [1]


def test_an_older_file_is_not_served_before_it_is_migrated(path, append):
    append(add_color)
    with pytest.raises(Unusable, match="has schema version"):
        db.connect(path)


def test_prepare_migrates_an_older_file(path, append):
    append(add_color)
    db.prepare(path)
    assert [row["name"] for row in db.connect(path).execute("SELECT name FROM colors")] == ["red"]


def test_prepare_migrates_a_file_only_once(path, append):
    append(add_color)
    db.prepare(path)
    before = dump(path)
    db.prepare(path)
    assert dump(path) == before


def test_a_failing_migration_leaves_the_file_as_it_was(path, append):
    before = dump(path)
    append(fail_halfway)
    with pytest.raises(Unusable, match="nowhere"):
        db.prepare(path)
    assert dump(path) == before


def test_a_failing_migration_undoes_those_before_it(path, append):
    before = dump(path)
    append(add_color)
    append(fail_halfway)
    with pytest.raises(Unusable):
        db.prepare(path)
    assert dump(path) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET actor = 'nobody'",
        "DELETE FROM changes",
        "INSERT INTO relations (source_id, type, target_id, created_at) VALUES (1, 'uses', 1, '')",
        "INSERT INTO relations (source_id, type, target_id, created_at) VALUES (2, 'uses', 1, '')",
        "INSERT INTO relations (source_id, type, target_id, created_at) VALUES (1, 'uses', 99, '')",
        "UPDATE terms SET definition = '' WHERE id = 1",
        "UPDATE terms SET level = 'expert' WHERE id = 1",
        "UPDATE terms SET slug = 'epoch' WHERE id = 1",
        "UPDATE terms SET category_id = 99 WHERE id = 1",
        "UPDATE terms SET replaced_by_id = 1 WHERE id = 1",
        "UPDATE terms SET revision = 0 WHERE id = 1",
        "UPDATE labels SET folded = 'epoch' WHERE term_id = 1",
        "UPDATE categories SET parent_id = 1 WHERE id = 1",
        "DELETE FROM categories",
        "UPDATE relation_types SET symmetric = 1 WHERE slug = 'uses'",
    ],
)
def test_the_schema_refuses_invalid_rows(database, make_term, relate, statement):
    make_term("Dropout")
    make_term("Epoch")
    relate("dropout", "uses", "epoch")
    with pytest.raises(sqlite3.IntegrityError):
        database.execute(statement)
