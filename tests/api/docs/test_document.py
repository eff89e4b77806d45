"""The OpenAPI document is what the code generates, valid, and complete for its readers."""

import json
import re
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from api import create_app
from api.config import VERSION
from api.docs import document

FILE = Path(__file__).parent.parent.parent.parent / "openapi" / "openapi.json"
DOCUMENT = json.loads(FILE.read_bytes())
WRITES = ("post", "put", "patch", "delete")
OPERATIONS = {
    f"{method} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    if method != "parameters"
}
READING = {name: operation for name, operation in OPERATIONS.items() if name.startswith("get")}
# Names that need no description.
SELF_EXPLAINING = {
    *(
        "action",
        "arxiv",
        "categories",
        "compare",
        "created_at",
        "doi",
        "graph",
        "health",
        "isbn",
        "lookup",
        "name",
    ),
    *(
        "oembed",
        "random",
        "readiness",
        "relation_types",
        "relations",
        "search",
        "sitemap",
        "slug",
        "sqlite_version",
    ),
    *("suggest", "term_of_the_day", "terms", "type", "updated_at", "url"),
}
COMPUTING = "post /api/v1/annotations"  # takes a body, but changes nothing
WRITING = {
    name: operation
    for name, operation in OPERATIONS.items()
    if name.split()[0] in WRITES and name != COMPUTING
}
WITH_BODY = {name: operation for name, operation in OPERATIONS.items() if "requestBody" in operation}
ANSWERS = {
    f"{status} to {name}": response["content"]["application/json"]
    for name, operation in OPERATIONS.items()
    for status, response in operation["responses"].items()
    if status in ("200", "201")
}
PROBLEMS = {
    name: response["content"]["application/problem+json"]
    for name, response in DOCUMENT["components"]["responses"].items()
}


def of(table):
    """Run a test for each entry of a table, named after it."""
    return pytest.mark.parametrize("entry", table.values(), ids=table)


def references(node):
    """Yield every $ref in a part of the document."""
    if isinstance(node, dict):
        yield from [node["$ref"]] if "$ref" in node else []
        node = list(node.values())
    if isinstance(node, list):
        for below in node:
            yield from references(below)


def reachable(node):
    """Return the names of the schemas that a part of the document refers to, directly or through others."""
    found, new = set(), {reference.rsplit("/", 1)[1] for reference in references(node)}
    while new:
        found |= new
        schemas = [DOCUMENT["components"]["schemas"][name] for name in new]
        new = {reference.rsplit("/", 1)[1] for reference in references(schemas)} - found
    return found


def resolve(schema):
    """Return the schema behind a reference, or the first of two if the other is null."""
    schema = next(iter(schema.get("anyOf", [schema])))
    return DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def differences(schema, value, place="#"):
    """Yield where a value lacks a member that its schema requires, or has one that its schema lacks."""
    schema = resolve(schema)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from differences(schema["items"], item, f"{place}/{index}")
    elif isinstance(value, dict) and "properties" in schema:
        yield from (f"{place} lacks {name}" for name in set(schema.get("required", ())) - value.keys())
        yield from (f"{place} has {name}" for name in value.keys() - schema["properties"].keys())
        for name in value.keys() & schema["properties"].keys():
            yield from differences(schema["properties"][name], value[name], f"{place}/{name}")


def test_the_document_is_what_the_code_generates():
    assert document.to_json(document.build(create_app)) == FILE.read_bytes(), "run: flask openapi write"


def test_the_document_is_valid():
    validate(DOCUMENT)


def test_the_document_is_of_openapi_3_1():
    assert DOCUMENT["openapi"].startswith("3.1.")


def test_the_document_does_not_name_the_folder_where_it_was_generated():
    assert str(FILE.parent.parent) not in FILE.read_text()


def test_every_operation_has_an_id_of_its_own():
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    assert (len(set(ids)), [name for name in ids if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name)]) == (
        len(ids),
        [],
    )


@pytest.mark.parametrize("member", ["summary", "description", "tags"])
@of(OPERATIONS)
def test_every_operation_is_described(entry, member):
    assert entry[member]


def test_every_tag_is_described():
    used = {tag for operation in OPERATIONS.values() for tag in operation["tags"]}
    assert {tag["name"] for tag in DOCUMENT["tags"] if tag["description"]} == used


@of(OPERATIONS)
def test_every_operation_documents_other_errors(entry):
    assert entry["responses"]["default"] == {"$ref": "#/components/responses/Error"}


@of(OPERATIONS)
def test_every_operation_documents_that_it_refuses_unknown_parameters(entry):
    assert "422" in entry["responses"]


@of(WRITING)
def test_every_write_needs_a_key(entry):
    assert entry["security"] == [{"key": []}]
    assert {"401", "403"} <= entry["responses"].keys()


@of({**READING, COMPUTING: OPERATIONS[COMPUTING]})
def test_no_read_needs_a_key(entry):
    assert entry.get("security", DOCUMENT["security"]) == []


@of(READING)
def test_every_read_documents_304_and_the_etag(entry):
    assert "304" in entry["responses"]
    assert "ETag" in entry["responses"]["200"]["headers"]


@of(WITH_BODY)
def test_every_operation_with_a_body_documents_the_errors_of_bodies(entry):
    assert {"400", "411", "413", "415", "422"} <= entry["responses"].keys()


@of({name: operation for name, operation in WRITING.items() if not name.startswith("post")})
def test_every_change_of_an_entry_documents_its_precondition(entry):
    headers = {parameter["name"] for parameter in entry["parameters"] if parameter["in"] == "header"}
    assert "If-Match" in headers
    assert {"412", "428"} <= entry["responses"].keys()


def test_a_patch_accepts_both_media_types():
    content = OPERATIONS["patch /api/v1/terms/{slug}"]["requestBody"]["content"]
    assert list(content) == ["application/merge-patch+json", "application/json"]


@of(WITH_BODY)
def test_every_body_has_an_example(entry):
    assert all(media["example"] for media in entry["requestBody"]["content"].values())


@of(OPERATIONS)
def test_every_parameter_is_described(entry):
    parameters = [p for p in entry.get("parameters", []) if p["in"] == "query"]
    assert [p["name"] for p in parameters if not p.get("description")] == []


@of(OPERATIONS)
def test_every_required_parameter_has_an_example(entry):
    parameters = [p for p in entry.get("parameters", []) if p["in"] == "query" and p.get("required")]
    assert [p["name"] for p in parameters if "example" not in p] == []


@of(
    {
        name: operation
        for name, operation in OPERATIONS.items()
        if "content" in operation["responses"].get("200", {})
    }
)
def test_every_format_of_a_response_has_a_schema(entry):
    assert all(media["schema"] for media in entry["responses"]["200"]["content"].values())


def test_the_example_of_another_format_is_in_that_format():
    content = OPERATIONS["get /api/v1/suggest"]["responses"]["200"]["content"]
    assert content["application/x-suggestions+json"]["example"][0] == "trans"


def test_a_response_names_the_parameters_of_its_example_that_are_not_defaults():
    answers = OPERATIONS["get /api/v1/search"]["responses"]["200"]
    assert answers["description"] == "OK; the example is with `highlight=true&limit=2`"


def test_the_example_of_a_history_is_that_of_the_term_in_the_path():
    path = "/api/v1/terms/{slug}/history"
    example = OPERATIONS[f"get {path}"]["responses"]["200"]["content"]["application/json"]["example"]
    assert {change["slug"] for change in example["items"]} == {
        DOCUMENT["paths"][path]["parameters"][0]["example"]
    }


@of(ANSWERS)
def test_every_response_has_an_example(entry):
    assert entry["example"]


@of(ANSWERS)
def test_every_response_has_the_members_of_its_schema(entry):
    assert list(differences(entry["schema"], entry["example"])) == []


@of({name: media for name, media in PROBLEMS.items() if "example" in media})
def test_every_problem_has_the_members_of_its_schema(entry):
    assert list(differences(entry["schema"], entry["example"])) == []


def test_the_member_of_a_failed_look_up_is_documented():
    assert "did_you_mean" in DOCUMENT["components"]["schemas"]["Problem"]["properties"]


@of(PROBLEMS)
def test_every_error_is_a_problem(entry):
    assert entry["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_schemas_of_responses_allow_further_members():
    names = reachable([*ANSWERS.values(), *PROBLEMS.values()])
    closed = {
        name for name in names if DOCUMENT["components"]["schemas"][name].get("additionalProperties") is False
    }
    assert closed == set()


def test_schemas_of_bodies_refuse_unknown_members():
    names = reachable([operation["requestBody"] for operation in WITH_BODY.values()])
    objects = {name for name in names if DOCUMENT["components"]["schemas"][name]["type"] == "object"}
    open_ones = {name for name in objects if DOCUMENT["components"]["schemas"][name]["additionalProperties"]}
    assert open_ones == set()


def test_every_component_is_used_and_every_reference_exists():
    components = DOCUMENT["components"]
    there = {f"#/components/{kind}/{name}" for kind in ("schemas", "responses") for name in components[kind]}
    assert set(references(DOCUMENT)) == there


def test_a_closed_list_of_several_schemas_is_a_schema_of_its_own():
    members = [
        name
        for schema in DOCUMENT["components"]["schemas"].values()
        for name in schema.get("properties", {}).values()
    ]
    lists = [json.dumps(member["enum"]) for member in members if "enum" in member]
    assert [values for values in set(lists) if lists.count(values) > 1] == []


def test_every_schema_is_described():
    schemas = DOCUMENT["components"]["schemas"]
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []


def test_every_member_is_described_unless_its_name_or_schema_says_what_it_is():
    undescribed = {
        name
        for schema in DOCUMENT["components"]["schemas"].values()
        for name, member in schema.get("properties", {}).items()
        if not member.get("description") and "$ref" not in member and "$ref" not in member.get("items", {})
    }
    assert undescribed <= SELF_EXPLAINING


def test_every_parameter_of_a_path_is_described():
    parameters = [p for methods in DOCUMENT["paths"].values() for p in methods.get("parameters", [])]
    assert [p["name"] for p in parameters if not p.get("description")] == []
    assert parameters


def test_the_version_is_that_of_the_software():
    assert DOCUMENT["info"]["version"] == VERSION


def test_the_document_has_a_contact_and_says_what_is_stable():
    assert DOCUMENT["info"]["contact"]["name"]
    assert "## What is stable" in DOCUMENT["info"]["description"]


def test_every_format_of_a_graph_has_an_example_in_that_format():
    content = OPERATIONS["get /api/v1/graph"]["responses"]["200"]["content"]
    starts = {media_type: str(media["example"])[:8] for media_type, media in content.items()}
    assert starts == {
        "application/json": "{'root':",
        "image/svg+xml": "<svg xml",
        "text/vnd.graphviz": "digraph ",
        "text/plain": "flowchar",
        "application/xml": "<?xml ve",
    }


@of(WRITING)
def test_every_write_documents_that_another_can_be_in_progress(entry):
    assert "503" in entry["responses"]


@pytest.mark.parametrize("rest", ["", "/summary", "/relations", "/history", "/broader", "/narrower", "/path"])
def test_every_read_of_a_term_documents_that_a_key_can_be_invalid(rest):
    assert "401" in OPERATIONS[f"get /api/v1/terms/{{slug}}{rest}"]["responses"]


def test_the_document_uses_straight_quotes_and_american_spelling():
    # Not in the examples, which are content.
    schemas = json.dumps(DOCUMENT["components"]["schemas"], ensure_ascii=False)
    described = re.findall(r'"(?:description|summary)": "([^"]*)"', schemas)
    described += [entry[name] for entry in OPERATIONS.values() for name in ("summary", "description")]
    odd = re.compile(r"[«»]|licence|neighbour|behaviour|colour|\bwho\b|, too\b", re.IGNORECASE)
    assert [text for text in described if odd.search(text)] == []


def test_schemas_are_named_for_people():
    assert [
        name for name in DOCUMENT["components"]["schemas"] if not re.fullmatch(r"([A-Z][a-z]+)+", name)
    ] == []


def test_lists_in_a_query_are_written_with_commas():
    lists = [
        parameter
        for operation in OPERATIONS.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and parameter["schema"].get("type") == "array"
    ]
    assert {(parameter["name"], parameter["style"], parameter["explode"]) for parameter in lists} == {
        ("fields", "form", False),
        ("include", "form", False),
        ("ids", "form", False),
        ("types", "form", False),
        ("in", "form", False),
        ("facets", "form", False),
    }
