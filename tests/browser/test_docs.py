"""Swagger UI, used to try out the API in a browser."""

import json
import re
from pathlib import Path

DOCUMENT = json.loads((Path(__file__).parent.parent.parent / "openapi" / "openapi.json").read_bytes())
READS = [
    methods["get"]["operationId"]
    for path, methods in DOCUMENT["paths"].items()
    if "get" in methods and "{serial}" not in path  # the example of a serial cannot be known
]


def open_operation(page, operation_id):
    """Expand an operation and return its block."""
    block = page.locator(f"[id$='-{operation_id}']")
    block.locator(".opblock-summary-control").click()
    block.locator("button.execute").wait_for()
    return block


def execute(block):
    """Press Execute, and return the status and the body of the response."""
    block.locator("button.execute").click()
    answer = block.locator(".live-responses-table .response")
    answer.locator(".highlight-code, .microlight").first.wait_for()
    status = int(re.match(r"\d+", answer.locator(".response-col_status").inner_text())[0])
    return status, answer.locator(".response-col_description pre").first.inner_text()


def try_out(page, operation_id):
    """Execute an operation with its examples and return the status.

    The operation is collapsed again, because many expanded operations make the page slow.
    """
    block = open_operation(page, operation_id)
    status, _ = execute(block)
    block.locator(".opblock-summary-control").click()
    return status


def authorize(page, secret):
    page.locator("button.authorize").first.click()
    page.locator(".modal-ux input").fill(secret)
    page.locator(".modal-ux button.authorize").click()
    page.locator(".modal-ux button.btn-done").click()


def test_a_get_can_be_tried_out(page, shipped_server, keep_picture):
    page.goto(f"{shipped_server.url}/docs")
    block = open_operation(page, "getTermSummary")
    status, body = execute(block)
    block.scroll_into_view_if_needed()
    keep_picture(page, "docs.png")
    assert (status, json.loads(body)["slug"]) == (200, "pre-training")


def test_a_post_can_be_tried_out_after_authorizing_with_a_key(page, shipped_server):
    page.goto(f"{shipped_server.url}/docs")
    authorize(page, shipped_server.make_key())
    status, body = execute(open_operation(page, "createTerm"))
    assert (status, json.loads(body)["slug"]) == (201, "gradient-noise-scale")


def test_every_get_can_be_tried_out_with_its_examples(page, shipped_server):
    page.goto(f"{shipped_server.url}/docs")
    statuses = {name: try_out(page, name) for name in READS}
    assert statuses == dict.fromkeys(READS, 200)


def test_the_pattern_of_a_string_takes_one_line_of_a_schema(page, shipped_server):
    page.goto(f"{shipped_server.url}/docs")
    block = open_operation(page, "createTerm")
    block.locator(".opblock-section-request-body .tablinks", has_text="Schema").click()
    pattern = block.locator(".json-schema-2020-12__constraint", has_text="matches").first
    assert pattern.bounding_box()["height"] < 30


def test_the_page_keeps_its_policy_and_requests_no_other_host(page, shipped_server):
    page.goto(f"{shipped_server.url}/docs")
    execute(open_operation(page, "getService"))
    assert page.faults == []


def test_the_page_links_to_the_document_when_scripts_are_off(browser, shipped_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shipped_server.url}/docs")
    assert page.locator("noscript a").get_attribute("href") == "/api/v1/openapi.json"
    context.close()
