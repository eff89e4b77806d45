"""The commands, which `flask` finds through wsgi.py.

Each prints what it did in one or two lines, and exits with a code other than 0 if it could not.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from tabulate import tabulate

from api import content
from api.docs.document import build as build_document
from api.docs.document import to_json
from api.docs.routes import DOCUMENT
from data import lint
from data.constants import SCOPES
from data.errors import DomainError, Unusable
from data.exchange import files
from data.exchange.files import BadContent, Glossary
from data.exchange.load import export as read_documents
from data.index import rebuild
from data.index.rebuild import Progress
from data.lint.findings import Finding
from data.store import db as database
from data.store import keys
from data.store.db import Database

EX_CONFIG = 78  # of sysexits.h: "configuration error"

CreateApp = Callable[..., Flask]


@contextmanager
def failing_in_one_line(exit_code: int = 1) -> Iterator[None]:
    """End the program with one line, not a traceback, for known failures. Unusable always exits with 78."""
    try:
        yield
    except (DomainError, BadContent, Unusable) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(EX_CONFIG if isinstance(error, Unusable) else exit_code)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"Error: {where}{error.strerror or error}.", err=True)
        sys.exit(exit_code)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """Yield a function that shows progress as a bar, or not at all if the output is not a terminal."""
    # The bar appears with the first step, so that work with nothing to do shows none.
    with click.progressbar(length=1, label=label, show_eta=False, hidden=not sys.stdout.isatty()) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show


class _Command(click.Command):
    """A command whose known failures are one line."""

    def invoke(self, ctx: click.Context) -> Any:
        with failing_in_one_line():
            return super().invoke(ctx)


class _Group(AppGroup):
    command_class = _Command


# Plain groups instead of `app.cli`, which belongs to one application; each application registers them.
_commands = _Group()
_keys = _Group("keys", help="Create, list and revoke API keys.")


def register(app: Flask, create_app: CreateApp) -> None:
    """Add the commands to Flask's own. `openapi` replaces that of flask-smorest."""
    for command in (*_commands.commands.values(), _keys, _openapi(create_app)):
        app.cli.add_command(command)


def build(path: Path, folder: Path) -> None:
    """Create the database `path` if it does not exist, load a content folder into it, and print a line."""
    if path.exists():
        rebuild.prepare(path)
        with closing(_connect(path)) as db:
            found, serial = _load(db, folder)
    else:
        found, serial = rebuild.create(path, lambda db: _load(db, folder))
    relations = sum(len(entry.document["relations"]) for entry in found.terms)
    counts = f"{len(found.terms)} terms, {len(found.categories)} categories and {relations} relations"
    click.echo(f"Loaded {counts} from {folder} into {path} (serial {serial}).")


@_commands.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def load(folder: Path | None) -> None:
    """Load a content FOLDER (default: LEMMA_CONTENT) into the database, in one transaction."""
    build(current_app.config["DATABASE"], folder or current_app.config["CONTENT"])


@_commands.command()
@click.argument("folder", type=click.Path(path_type=Path))
def export(folder: Path) -> None:
    """Write the whole glossary into FOLDER as content files."""
    with closing(_connect()) as db:
        documents = read_documents(db)
    changed = files.write(folder, **documents)
    click.echo(f"Exported {len(documents['terms'])} terms to {folder}; {changed} files changed.")


@_commands.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def check(folder: Path | None) -> None:
    """Check a content FOLDER (default: LEMMA_CONTENT) against the rules for editors, and summarize it."""
    found = content.read(folder or current_app.config["CONTENT"])
    errors, warnings = (list(lint.check(found, rules)) for rules in (lint.ERRORS, lint.WARNINGS))
    _list("Errors", errors)
    _list("Warnings", warnings)
    _tabulate(lint.summarize(found))
    rules = len(lint.ERRORS) + len(lint.WARNINGS)
    counts = f"{_number(errors, 'error')}, {_number(warnings, 'warning')}"
    click.echo(f"Checked {len(found.terms)} terms against {rules} rules: {counts}.")
    if errors:
        raise click.exceptions.Exit(1)


@_commands.command()
def reindex() -> None:
    """Derive the search index, HTML and sort keys again from the entries."""
    # An older file is migrated first, since the derived data are written into the present tables.
    rebuild.prepare(current_app.config["DATABASE"])
    with closing(_connect()) as db, progress("Indexing") as show:
        terms = rebuild.rebuild(db, show)
    click.echo(f"Indexed {terms} terms.")


@_commands.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write a complete copy of the database to FILE, while the service continues."""
    with closing(_connect()) as db:
        database.backup(db, file)
    click.echo(f"Backed up to {file} ({file.stat().st_size / 1e6:.1f} MB).")


@_keys.command("create")
@click.option("--name", required=True, help="Whose key it is. The change log names it.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(SCOPES),
    help="What the key may do.",
)
def create_key(name: str, scopes: Sequence[str]) -> None:
    """Create a key and print its secret, once, alone on the last line."""
    with closing(_connect()) as db:
        secret = keys.create(db, name, sorted(set(scopes)))
    click.echo(f"Created the key '{name}' ({', '.join(scopes)}). Keep its secret; it is not shown again:")
    click.echo(secret)


@_keys.command("list")
def list_keys() -> None:
    """List all keys, including revoked ones, without their secrets."""
    with closing(_connect()) as db:
        for key in keys.find(db):
            state = f"revoked {key.revoked_at}" if key.revoked_at else "active"
            click.echo(f"{key.name:30}  {', '.join(key.scopes):15}  created {key.created_at}  {state}")


@_keys.command("revoke")
@click.argument("name")
def revoke_key(name: str) -> None:
    """Revoke a key at once."""
    with closing(_connect()) as db:
        key = keys.revoke(db, name)
    click.echo(f"Revoked the key '{key.name}' at {key.revoked_at}.")


def _openapi(create_app: CreateApp) -> _Group:
    group = _Group("openapi", help="The OpenAPI document.")

    @group.command("write")
    def write() -> None:
        """Generate the OpenAPI document, with real responses as examples, and write it to its file."""
        document = build_document(create_app)
        DOCUMENT.write_bytes(to_json(document))
        click.echo(f"Wrote {len(document['paths'])} paths to {DOCUMENT}.")

    return group


def _number(findings: Sequence[Finding], noun: str) -> str:
    return f"{len(findings)} {noun}{'' if len(findings) == 1 else 's'}"


def _list(title: str, findings: Sequence[Finding]) -> None:
    """Print one line per finding, grouped by rule."""
    for rule, group in groupby(findings, key=lambda finding: finding.rule):
        click.secho(f"{title}: {rule}", bold=True)
        for finding in group:
            click.echo(f"  {finding.location}  {finding.message}")


def _tabulate(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print a summary as two tables: the entries, and their relations by type."""
    means = dict.fromkeys(("definition", "explanation", "degree", "sources"), "{:.1f}")
    formats = {**means, "typed": "{:.0%}", "across": "{:.0%}", "words": "{:,}"}
    entries = [
        {name: formats.get(name, "{}").format(row[name]) for name in row if name != "types"} for row in rows
    ]
    types = [{"category": row["category"], **row["types"]} for row in rows]
    # Long slugs of types become two lines, so that the table fits into a terminal.
    for table in (entries, [{name.replace("-", "\n", 1): n for name, n in row.items()} for row in types]):
        alignment = ("left", *("right" for _ in list(table[0])[1:]))
        click.echo(
            tabulate(table, headers="keys", tablefmt="simple", disable_numparse=True, colalign=alignment)
        )
        click.echo()


def _connect(path: Path | None = None) -> Database:
    """Return a connection that waits longer for a write than a request does."""
    path = path or current_app.config["DATABASE"]
    return database.connect(path, wait_seconds=database.COMMAND_WAIT_SECONDS)


def _load(db: Database, folder: Path) -> tuple[Glossary, int]:
    with progress("Loading") as show:
        return content.load(db, folder, show)
