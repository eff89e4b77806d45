"""The rules of the house that neither import-linter nor ruff checks."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STATEMENTS = ("SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "PRAGMA ")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "api").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_api_contains_no_sql(path):
    strings = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
    assert [text for text in strings if isinstance(text, str) and text.startswith(STATEMENTS)] == []
