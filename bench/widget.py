"""Mark a long article in Debian's Chromium: measure how long the widget blocks the page, and what it loads.

The article is 100 KB of the shipped explanations, each under its heading, on an origin of its own. The page
is loaded and idle before the script tag of the widget is inserted. From then until all terms are marked, the
trace of the browser gives every task of the main thread, including layout and paint. Each round uses a new
page with an empty cache. The machine is shared and noisy: the longest task is in wall-clock time, which other
programs make longer, and the total is in processor time. The report shows the round with the median total.

    python -m bench.widget [--rounds 7]
"""

import argparse
import gzip
import json
import shutil
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tabulate import tabulate

from bench import contestants, generated
from bench.servers import HOST, ROOT, Failed, running
from data.exchange import files
from data.text.markdown import prose

TEXT_BYTES = 100_000
MAX_TASK_MS, MAX_TOTAL_MS, MAX_MODULE_BYTES = 50, 150, 10_000
_EX_FAILED = 1
_ARGUMENTS = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
_CATEGORIES = ["disabled-by-default-devtools.timeline", "devtools.timeline", "__metadata"]
_SOURCE = ROOT / "api" / "static" / "widget" / "lemma.js"
_MODULE = "/widget/v1/lemma.js"
_AT_REST_MS = 1_000
_WATCH = """
    globalThis.shift = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value; })
        .observe({ type: "layout-shift", buffered: true });
"""
_INSERT = """
    (address) => new Promise((done) => {
        const started = performance.now();
        addEventListener("lemma-ready", ({ detail }) => requestAnimationFrame(() => setTimeout(() => done({
            marked: detail.marked, wall: performance.now() - started, shift: globalThis.shift,
        }))));
        const script = document.createElement("script");
        script.type = "module";
        script.src = address;
        script.dataset.lemmaAuto = "main";
        document.head.append(script);
    })
"""


@dataclass(frozen=True)
class Round:
    """The cost of marking the article once: milliseconds of main-thread tasks, layout shift, and requests."""

    marked: int
    longest_ms: float
    longest_processor_ms: float
    total_ms: float
    total_processor_ms: float
    wall_ms: float
    shift: float
    requests: list[tuple[str, int]]  # path, bytes of the body


def main() -> int:
    """Run the benchmark, print its report, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.widget", description="Measure the widget in a long article."
    )
    parser.add_argument("--rounds", type=int, default=7, help="number of rounds (default: 7)")
    options = parser.parse_args()
    try:
        rounds = _run(options.rounds)
    except Failed as error:
        print(f"Error: {error}", file=sys.stderr)
        return _EX_FAILED
    print(_report(rounds))
    return 0


def _run(count) -> list[Round]:
    from playwright.sync_api import (
        sync_playwright,
    )  # from the test extras, which the other benchmarks do not need

    with tempfile.TemporaryDirectory(prefix="lemma-bench-") as folder, sync_playwright() as playwright:
        entered = contestants.lemma(contestants.make_database(Path(folder)), "Lemma", {"module": _MODULE})
        executable = shutil.which("chromium")
        if executable is None:
            raise Failed("Chromium is not installed (Debian: apt-get install chromium).")
        browser = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        with running(entered, Path(folder)) as server, _hosting(_article()) as host:
            measured = [_measure(browser, host, server.url(_MODULE)) for _ in range(count)]
        browser.close()
        return measured


def _article() -> bytes:
    """Return the article: explanations in the order of the content folder, one section each, up to 100 KB."""
    html, size = "<!doctype html><html lang=en><meta charset=utf-8><title>Article</title><main>", 0
    for entry in files.read(generated.CONTENT).terms:
        paragraphs = prose(entry.document["explanation"])
        html += f"<h2>{escape(entry.document['name'])}</h2>"
        html += "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        size += sum(len(paragraph.encode()) for paragraph in paragraphs)
        if size >= TEXT_BYTES:
            break
    return f"{html}</main>".encode()


@contextmanager
def _hosting(page):
    """Serve the page at an origin of its own and yield its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page if self.path == "/" else b"")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}/"
        server.shutdown()


def _measure(browser, host, module) -> Round:
    context = browser.new_context()
    page = context.new_page()
    responses = []
    page.add_init_script(_WATCH)
    page.goto(host)
    page.wait_for_timeout(_AT_REST_MS)
    page.on("response", lambda response: responses.append(response))
    browser.start_tracing(page=page, categories=_CATEGORIES)
    result = page.evaluate(_INSERT, module)
    tasks = _tasks(json.loads(browser.stop_tracing()))
    requests = [(response.url.split("/", 3)[3], len(response.body())) for response in responses]
    context.close()
    clock, processor = zip(*tasks, strict=True)
    figures = (max(clock), max(processor), sum(clock), sum(processor))
    return Round(result["marked"], *figures, result["wall"], result["shift"], requests)


def _tasks(trace) -> list[tuple[float, float]]:
    """Return wall-clock and processor milliseconds of each main-thread task of the busiest renderer."""
    events = trace["traceEvents"]
    names = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e["name"] == "thread_name"}
    tasks = {}
    for event in events:
        thread = event["pid"], event["tid"]
        if event["name"] == "RunTask" and names.get(thread) == "CrRendererMain":
            tasks.setdefault(thread, []).append((event.get("dur", 0) / 1000, event.get("tdur", 0) / 1000))
    return max(tasks.values(), key=lambda each: sum(clock for clock, _ in each))


def _report(rounds) -> str:
    usual = sorted(rounds, key=lambda each: each.total_processor_ms)[len(rounds) // 2]
    module = len(gzip.compress(_SOURCE.read_bytes(), 9))
    rows = (
        ("longest task", f"{usual.longest_ms:.0f} ms", f"at most {MAX_TASK_MS} ms"),
        ("longest task, processor time", f"{usual.longest_processor_ms:.0f} ms", ""),
        ("processor time of all tasks", f"{usual.total_processor_ms:.0f} ms", f"under {MAX_TOTAL_MS} ms"),
        ("wall-clock time of all tasks", f"{usual.total_ms:.0f} ms", ""),
        ("script tag to last mark", f"{usual.wall_ms:.0f} ms", ""),
        ("layout shift", f"{max(each.shift for each in rounds):g}", "0"),
        ("lemma.js, gzipped", f"{module:,} bytes", f"under {MAX_MODULE_BYTES:,} bytes"),
        *((f"/{path}", f"{size:,} bytes", "") for path, size in usual.requests),
    )
    heading = f"{usual.marked} terms marked in {TEXT_BYTES // 1000} KB"
    title = f"{heading}: the median of {len(rounds)} rounds, and the aims"
    return "\n".join([title, tabulate(rows, tablefmt="plain", colalign=("left", "right", "left"))])


if __name__ == "__main__":
    sys.exit(main())
