"""The storefront's server: files, settings, headers; and that its origin may call the API."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from local import storefront
from local.config import ROOT

SETTINGS = {"api": "http://127.0.0.1:1", "signIn": {"issuer": "http://127.0.0.1:2", "clientId": "storefront"}}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    (tmp_path / "secret").write_text("not for the browser")
    folder = tmp_path / "built"
    folder.mkdir()
    (folder / "index.html").write_text("<h1>Shop</h1>")
    (folder / "favicon.svg").write_text("<svg/>")
    return storefront.application(folder, SETTINGS).test_client()


@pytest.mark.parametrize("path", ["/", "/products/cordless-drill", "/checkout/return?a=b", "/%2e%2e/secret"])
def test_each_address_of_the_shop_is_its_page(client: FlaskClient, path: str) -> None:
    assert client.get(path, buffered=True).text == "<h1>Shop</h1>"


def test_files_and_settings_are_served(client: FlaskClient) -> None:
    assert client.get("/favicon.svg", buffered=True).text == "<svg/>"
    assert client.get("/config.json").json == SETTINGS


def test_scripts_of_others_are_refused_and_no_page_frames_the_shop(client: FlaskClient) -> None:
    policy = client.get("/cart", buffered=True).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self' http://127.0.0.1:1 http://127.0.0.1:2;" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_another_source_is_another_build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = storefront.sources_hash()
    assert storefront.sources_hash() == before
    (tmp_path / "src").mkdir()
    (tmp_path / "src/main.tsx").write_text("")
    monkeypatch.setattr(storefront, "SOURCES", tmp_path)
    monkeypatch.setattr(storefront, "ROOT", Path(ROOT.anchor))
    assert storefront.sources_hash() != before
