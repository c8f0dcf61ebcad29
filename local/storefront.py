"""The example storefront: built once with Vite, served as static files from an origin of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, send_from_directory
from werkzeug.exceptions import NotFound

from local import process
from local.config import AUDIENCE, HOST, LOCAL, ROOT, PlatformError, Ports

SOURCES = ROOT / "examples/storefront"
_CLIENT = ROOT / "clients/typescript/src"
_BUILT = LOCAL / "storefront"
_STAMP = LOCAL / "storefront.sha256"


def sources_hash() -> str:
    """Return a hash of all that the storefront is built from."""
    digest = hashlib.sha256()
    files = [path for path in SOURCES.glob("*") if path.is_file()]
    for folder in (SOURCES / "src", SOURCES / "public", _CLIENT):
        files += [path for path in folder.rglob("*") if path.is_file()]
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_built(sources: str) -> bool:
    """Whether the build there is one of these sources."""
    return (_BUILT / "index.html").exists() and _STAMP.exists() and _STAMP.read_text() == sources


def build(sources: str) -> None:
    """Build the storefront into .local/storefront.

    Raises
    ------
    PlatformError
        Its npm packages are missing, or the build fails.
    """
    node, vite = shutil.which("node"), SOURCES / "node_modules/vite/bin/vite.js"
    if not node or not vite.exists():
        raise PlatformError("the storefront's npm packages are missing: run make install")
    command = [node, str(vite), "build", "--outDir", str(_BUILT), "--emptyOutDir"]
    process.run("storefront-build", command, cwd=SOURCES, env={})
    _STAMP.write_text(sources)


def start(ports: Ports) -> subprocess.Popen[bytes]:
    """Start the server of the files."""
    env = {
        "STOREFRONT_PORT": str(ports.storefront),
        "API_URL": ports.url("gateway"),
        "SSO_URL": ports.url("sso"),
    }
    return process.launch("storefront", [sys.executable, "-m", "local.storefront"], env=env)


def settings(api: str, issuer: str) -> dict[str, Any]:
    """Return the storefront's /config.json: public/config.json with this platform's addresses."""
    settings: dict[str, Any] = json.loads((_BUILT / "config.json").read_text())
    return settings | {"api": api, "signIn": {"issuer": issuer, "clientId": AUDIENCE}}


def application(folder: Path, settings: dict[str, Any]) -> Flask:
    """Return the server: the files, their settings, and index.html for every other address."""
    app = Flask("storefront", static_folder=None)
    origins = f"{settings['api']} {settings['signIn']['issuer']}"
    policy = (
        f"default-src 'self'; connect-src 'self' {origins}; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )

    @app.get("/", defaults={"path": ""})
    @app.get("/<path:path>")
    def file(path: str) -> Response:
        try:
            return send_from_directory(folder, path)
        except NotFound:
            return send_from_directory(folder, "index.html")

    @app.get("/config.json")
    def config() -> Response:
        return jsonify(settings)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-cache"
        return response

    return app


def main() -> None:
    """Serve until the process is stopped."""
    app = application(_BUILT, settings(os.environ["API_URL"], os.environ["SSO_URL"]))
    app.run(HOST, int(os.environ["STOREFRONT_PORT"]), threaded=True)


if __name__ == "__main__":
    main()
