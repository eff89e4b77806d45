"""The WSGI application, which gunicorn serves and the `flask` command finds."""

from api import cli, create_app

with cli.failing_in_one_line():
    app = create_app()
