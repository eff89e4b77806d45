"""Servers in the test process, each with its own origin."""

import threading
from contextlib import contextmanager
from pathlib import Path
from string import Template

from werkzeug import Response
from werkzeug.serving import make_server

HOSTS = Path(__file__).parent / "hosts"


@contextmanager
def listening(application):
    """Serve an application on a free port, and yield its origin."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Host:
    """A site of a third party: its pages and the files that they load."""

    def __init__(self):
        self.url = None
        self._pages = {}

    def __call__(self, environ, start_response):
        page = self._pages.get(environ["PATH_INFO"], Response(status=404))
        page.access_control_allow_origin = "*"
        return page(environ, start_response)

    def put(self, path, body, media_type="text/html; charset=utf-8", **headers):
        """Serve `body` at `path` and return its address. Header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._pages[path] = Response(body, content_type=media_type, headers=named)
        return f"{self.url}{path}"

    def put_file(self, name, service, **headers):
        """Serve a page of the folder `hosts`, with `$service` filled in, and return its address."""
        page = Template((HOSTS / name).read_text()).substitute(service=service)
        return self.put(f"/{name}", page, **headers)
