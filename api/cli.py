"""The commands, all found by `flask` through wsgi.py. Each says what it did, and exits non-zero when it could
not.
"""

import sys
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from tabulate import tabulate

from api import content
from api.docs import document as spec
from api.docs.routes import DOCUMENT
from data import lint
from data.constants import SCOPES
from data.errors import DomainError, Unusable
from data.exchange import files
from data.exchange import load as loading
from data.exchange.files import BadContent
from data.index import rebuild
from data.store import db as database
from data.store import keys

EX_CONFIG = 78


@contextmanager
def failing_in_one_line(exit_code=1):
    """End the program with one line, not a traceback, for what is known to fail; Unusable always ends it with
    78.
    """
    try:
        yield
    except (DomainError, BadContent, Unusable, OSError) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(EX_CONFIG if isinstance(error, Unusable) else exit_code)


class _Command(click.Command):
    """A command whose known failures are one line."""

    def invoke(self, ctx):
        with failing_in_one_line():
            return super().invoke(ctx)


class _Group(AppGroup):
    command_class = _Command


_commands = _Group()
_keys = _Group("keys", help="Make, list and revoke API keys.")


def register(app, create_app):
    """Put the commands beside Flask's own; `openapi` takes the place of flask-smorest's."""
    for command in (*_commands.commands.values(), _keys, _openapi(create_app)):
        app.cli.add_command(command)


def build(path, folder):
    """Make the database `path` if there is none yet, load a content folder into it with progress, and print a
    line.
    """
    if path.exists():
        rebuild.prepare(path)
        with _connect(path) as db:
            found, serial = _load(db, folder)
    else:
        found, serial = rebuild.create(path, lambda db: _load(db, folder))
    relations = sum(len(entry.document["relations"]) for entry in found.terms)
    counts = f"{len(found.terms)} terms, {len(found.categories)} categories and {relations} relations"
    click.echo(f"Loaded {counts} from {folder} into {path} (serial {serial}).")


@_commands.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def load(folder):
    """Load a content FOLDER (default: LEMMA_CONTENT) into the database, in one transaction."""
    build(current_app.config["DATABASE"], folder or current_app.config["CONTENT"])


@_commands.command()
@click.argument("folder", type=click.Path(path_type=Path))
def export(folder):
    """Write the whole glossary into FOLDER as content files."""
    with _connect() as db:
        documents = loading.export(db)
    changed = files.write(folder, **documents)
    click.echo(f"Exported {len(documents['terms'])} terms to {folder}; {changed} files changed.")


@_commands.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def check(folder):
    """Check a content FOLDER (default: LEMMA_CONTENT) against the editors' rules, and sum it up."""
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
@click.argument("file", type=click.Path(path_type=Path))
def backup(file):
    """Write a complete copy of the database to FILE, while the service goes on."""
    with _connect() as db:
        database.backup(db, file)
    click.echo(f"Backed up to {file} ({file.stat().st_size / 1e6:.1f} MB).")


@_keys.command("create")
@click.option("--name", required=True, help="Who uses it; stands in the change log.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES), help="What it may do."
)
def create_key(name, scopes):
    """Make a key and print its secret, once, alone on the last line."""
    with _connect() as db:
        secret = keys.create(db, name, sorted(set(scopes)))
    click.echo(f"Made the key '{name}' ({', '.join(scopes)}). Keep its secret; it is not shown again:")
    click.echo(secret)


@_keys.command("list")
def list_keys():
    """List all keys, revoked ones too, without their secrets."""
    with _connect() as db:
        for key in keys.find(db):
            state = f"revoked {key.revoked_at}" if key.revoked_at else "active"
            click.echo(f"{key.name:30}  {', '.join(key.scopes):15}  made {key.created_at}  {state}")


@_keys.command("revoke")
@click.argument("name")
def revoke_key(name):
    """End a key at once."""
    with _connect() as db:
        key = keys.revoke(db, name)
    click.echo(f"Revoked the key '{key.name}' at {key.revoked_at}.")


def _openapi(create_app):
    group = _Group("openapi", help="The OpenAPI document.")

    @group.command("write")
    def write():
        """Generate the OpenAPI document, its examples answered by the shipped content, and write it to its
        file.
        """
        document = spec.build(create_app)
        DOCUMENT.write_bytes(spec.to_json(document))
        click.echo(f"Wrote {len(document['paths'])} paths to {DOCUMENT}.")

    return group


def _number(findings, noun):
    return f"{len(findings)} {noun}{'' if len(findings) == 1 else 's'}"


def _list(title, findings):
    """One line a finding, grouped by rule."""
    for rule, group in groupby(findings, key=lambda finding: finding.rule):
        click.secho(f"{title}: {rule}", bold=True)
        for finding in group:
            click.echo(f"  {finding.location}  {finding.message}")


def _tabulate(rows):
    """The figures of a summary as two tables, of the entries and of their relations by type."""
    means = dict.fromkeys(("definition", "explanation", "degree", "sources"), "{:.1f}")
    formats = {**means, "typed": "{:.0%}", "across": "{:.0%}", "words": "{:,}"}
    entries = [
        {name: formats.get(name, "{}").format(row[name]) for name in row if name != "types"} for row in rows
    ]
    types = [{"category": row["category"], **row["types"]} for row in rows]
    for table in (entries, [{name.replace("-", "\n", 1): n for name, n in row.items()} for row in types]):
        click.echo(
            tabulate(
                table, headers="keys", tablefmt="simple", disable_numparse=True, colalign=_columns(table)
            )
        )
        click.echo()


def _columns(table):
    return ("left", *("right" for _ in list(table[0])[1:]))


def _connect(path=None):
    """A connection that waits patiently, to be used with `with`."""
    return database.connect(
        path or current_app.config["DATABASE"], wait_seconds=database.COMMAND_WAIT_SECONDS
    )


def _load(db, folder):
    """Load with a progress bar, unless the output is no terminal."""
    with click.progressbar(length=1, label="Loading", show_eta=False, hidden=not sys.stdout.isatty()) as bar:

        def progress(done, total):
            bar.length = total
            bar.update(done - bar.pos)

        return content.load(db, folder, progress)
