"""The page /docs of the local platform: Swagger UI, as Powertools ships it, over /openapi.json."""

from __future__ import annotations

from pathlib import Path

import flask

from local.config import LOCAL

_FILES = {"swagger-ui.min.css": "text/css", "swagger-ui-bundle.min.js": "text/javascript"}
_PAGE = """<!doctype html>
<title>Medusa serverless bundle</title>
<link rel="stylesheet" href="/docs/swagger-ui.min.css">
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.min.js"></script>
<script>SwaggerUIBundle({url: "/openapi.json", dom_id: "#page", persistAuthorization: true})</script>
"""


def add_docs_page(app: flask.Flask) -> None:
    """Add the page and its files to the gateway's application; none of it is in the template."""

    def page() -> str:
        return _PAGE

    def file(name: str) -> flask.Response:
        if name not in _FILES:
            flask.abort(404)
        return flask.send_from_directory(_folder(), name, mimetype=_FILES[name])

    app.add_url_rule("/docs", "docs", page)
    app.add_url_rule("/docs/<name>", "docs_file", file)


def _folder() -> Path:
    ui = "site-packages/aws_lambda_powertools/event_handler/openapi/swagger_ui"
    return next((LOCAL / "venv" / "lib").glob(f"python3*/{ui}"))
