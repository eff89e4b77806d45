"""README's commands are run in their order and its answers compared; its tables match the code's."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.config import SETTINGS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
NOT_RUN = ("make ",)


def console_steps():
    """Every command of the console blocks with the output README shows for it, in order."""
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = step.partition("\n")
            if not command.startswith(NOT_RUN):
                yield command, output


def run_all(server, folder):
    """Run the steps in one shell, as a reader would, and return what each printed."""
    script = "\n".join(f"{command}; echo '<<end>>'" for command, _ in console_steps())
    script = script.replace("http://127.0.0.1:8000", server.url).replace("var/mine.db", f"{folder}/mine.db")
    environment = {"LEMMA_DATABASE": str(server.path), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    printed = done.stdout.replace(server.url, "http://127.0.0.1:8000").replace(
        f"{folder}/mine.db", "var/mine.db"
    )
    return [output.lstrip("\n") for output in printed.split("<<end>>\n")[:-1]]


@pytest.fixture
def outputs(shipped_server, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    return run_all(shipped_server, tmp_path)


def test_every_command_prints_what_readme_shows(outputs):
    shown = [output for _, output in console_steps()]
    assert [parsed(output) for output in outputs] == [parsed(output) for output in shown]


def test_the_table_of_settings_is_the_code_s():
    rows = re.findall(r"^\| `LEMMA_(\w+)` \| (?:`([^`]*)`)? ?\| (.*?) \|$", README, re.MULTILINE)
    assert rows == [tuple(setting) for setting in SETTINGS]


def test_every_command_is_in_the_table_of_commands(app):
    mentioned = set(re.findall(r"`(\w+)", README))
    own = set(app.cli.commands) - {"run", "shell", "routes"}
    assert own <= mentioned


def test_every_link_within_the_project_leads_somewhere():
    targets = re.findall(r"\]\((?!http|#)([^)]+)\)", README)
    assert [target for target in targets if not (ROOT / target).exists()] == []


def parsed(output):
    return json.loads(output) if output.startswith("{") else output
