"""The commands in README, CONTRIBUTING and the guides are run, and their output is compared.

The blocks of one file run in order, in one shell, against a new server with the shipped glossary. Blocks
marked `console` are run; blocks with any other mark are not. Tables are compared with the code, and links
must lead somewhere.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from api.config import SETTINGS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
FILES = (README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
MAX_README_WORDS = 1_500
SHOWN_URL = "http://127.0.0.1:8000"
SHOWN_FOLDER = "var/"
END = "<<end>>"
NOT_RUN = ("make ",)


class Step(NamedTuple):
    """A command, and the output that the file shows for it."""

    command: str
    output: str


def steps_of(file: Path) -> Iterator[Step]:
    """Yield the steps of a file's console blocks in order."""
    for block in re.findall(r"```console\n(.*?)```", file.read_text(), re.DOTALL):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            # As in a shell, a command goes on after a backslash and inside single quotes.
            command = re.match(r"(?:'[^']*'|\\\n|[^'\n])*", step)[0]
            if not command.startswith(NOT_RUN):
                yield Step(command, step[len(command) :])


def run(steps: list[Step], url: str, database: Path) -> list[str]:
    """Run the commands in one shell, as a reader would, and return what each printed.

    The server's address and the folder of its database take the place of those that the file shows.
    """
    folder = f"{database.parent}/"
    script = "\n".join(f"{step.command}\necho '{END}'" for step in steps)
    script = script.replace(SHOWN_URL, url).replace(SHOWN_FOLDER, folder)
    environment = {"LEMMA_DATABASE": str(database), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    command = ["bash", "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    printed = done.stdout.replace(url, SHOWN_URL).replace(folder, SHOWN_FOLDER)
    return printed.split(f"{END}\n")[:-1]


def parsed(output: str) -> Any:
    """Return JSON as a value, since its layout says nothing, and other output without surrounding lines."""
    output = output.strip("\n")
    return json.loads(output) if output.startswith("{") else output


def anchors(file: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a file."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_somewhere(file: Path, anchor: str) -> bool:
    """Return whether the file exists, and the heading if there is an anchor."""
    return file.exists() and (not anchor or anchor in anchors(file))


@pytest.mark.parametrize("file", [file for file in FILES if list(steps_of(file))], ids=lambda file: file.name)
def test_every_command_prints_what_the_file_shows(file, shipped_server):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    steps = list(steps_of(file))
    outputs = run(steps, shipped_server.url, shipped_server.path)
    printed = [(step.command, parsed(output)) for step, output in zip(steps, outputs, strict=True)]
    assert printed == [(step.command, parsed(step.output)) for step in steps]


def test_readme_is_short_enough_for_a_first_reading():
    assert len(README.read_text().split()) <= MAX_README_WORDS


def test_the_table_of_settings_in_readme_equals_the_code():
    row = r"^\| `LEMMA_(\w+)` \| (?:`([^`]*)`)? ?\| (.*?) \|$"
    shown = [(each.name, str(each.default or ""), each.meaning) for each in SETTINGS]
    assert re.findall(row, README.read_text(), re.MULTILINE) == shown


def test_every_command_is_documented(app):
    mentioned = {name for file in FILES for name in re.findall(r"`(?:flask )?(\w+)", file.read_text())}
    own = set(app.cli.commands) - {"run", "shell", "routes"}
    assert own <= mentioned


def test_readme_links_to_every_guide():
    targets = re.findall(r"\]\(([^)]+)\)", README.read_text())
    assert {str(file.relative_to(ROOT)) for file in FILES[1:]} <= set(targets)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_link_within_the_project_leads_somewhere(file):
    links = re.findall(r"\]\((?!http)([^)#]*)#?([^)]*)\)", file.read_text())
    targets = [((file.parent / path).resolve() if path else file, anchor) for path, anchor in links]
    assert [target for target in targets if not leads_somewhere(*target)] == []
