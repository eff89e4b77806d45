"""The house rules that a reader can check: who may import whom, how long things are, what says what it does."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 40
FLOORS = {
    "data": {"flask", "flask_smorest", "werkzeug", "marshmallow", "webargs", "api", "schemas"},
    "schemas": {"flask", "flask_smorest", "werkzeug", "sqlite3", "sqlite_utils", "pysqlite3", "api"},
    "api": {"sqlite3", "sqlite_utils", "pysqlite3"},
}
MODULES = sorted(path.relative_to(ROOT) for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
CODE = [*MODULES, *sorted(path.relative_to(ROOT) for path in (ROOT / "bench").rglob("*.py"))]
TESTS = sorted(path.relative_to(ROOT) for path in (ROOT / "tests").rglob("*.py"))


def imported(tree):
    """The dotted name of everything a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function):
    """The lines of a function, without signature and docstring."""
    statements = function.body[1:] if ast.get_docstring(function) and function.body[1:] else function.body
    return function.end_lineno - statements[0].lineno + 1


def parse(module):
    return ast.parse((ROOT / module).read_text())


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_floor_imports_nothing_from_above(module):
    forbidden = FLOORS[module.parts[0]]
    assert [name for name in imported(parse(module)) if name.split(".")[0] in forbidden] == []


@pytest.mark.parametrize("module", [m for m in MODULES if m.parts[0] == "schemas"], ids=str)
def test_schemas_take_only_constants_from_data(module):
    from_data = [name for name in imported(parse(module)) if name.split(".")[0] == "data"]
    assert [name for name in from_data if not name.startswith("data.constants")] == []


@pytest.mark.parametrize("module", [m for m in MODULES if m.parts[0] == "api"], ids=str)
def test_the_api_holds_no_sql(module):
    texts = [node.value for node in ast.walk(parse(module)) if isinstance(node, ast.Constant)]
    statements = ("SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "PRAGMA ")
    assert [text for text in texts if isinstance(text, str) and text.startswith(statements)] == []


@pytest.mark.parametrize("module", [*CODE, *TESTS], ids=str)
def test_a_module_is_at_most_300_lines(module):
    assert len((ROOT / module).read_text().splitlines()) <= MAX_MODULE_LINES


@pytest.mark.parametrize("module", CODE, ids=str)
def test_a_function_is_at_most_40_lines(module):
    assert {f.name: body_lines(f) for f in functions(parse(module)) if body_lines(f) > MAX_FUNCTION_LINES} == {}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_modules_and_public_functions_say_what_they_do(module):
    tree = parse(module)
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"]
    assert [node.name for node in public if not ast.get_docstring(node)] == []
    assert ast.get_docstring(tree)
