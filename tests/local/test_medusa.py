"""Medusa's build, with and without the admin."""

from __future__ import annotations

from pathlib import Path

import pytest

from local import medusa, process


@pytest.fixture(autouse=True)
def _built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for a build that is there, and for the programs that make one."""
    shop = tmp_path / "shop"
    (shop / ".medusa/server").mkdir(parents=True)
    (shop / ".medusa/server/package.json").write_text("{}")
    monkeypatch.setattr(medusa, "SHOP", shop)
    monkeypatch.setattr(medusa, "_BUILT", shop / ".medusa/server")
    monkeypatch.setattr(medusa, "_ADMIN", shop / ".medusa/server/public/admin")
    monkeypatch.setattr(medusa, "_STAMP", tmp_path / "medusa.json")
    monkeypatch.setattr(medusa, "pack", lambda: tmp_path / "plugin.tgz")
    monkeypatch.setattr(medusa, "node", lambda: "node")

    def run(name: str, *_: object, **__: object) -> None:
        if name == "admin-build":
            (shop / ".medusa/admin").mkdir()
            (shop / ".medusa/admin/index.html").write_text("the admin")

    monkeypatch.setattr(process, "run", run)


def test_the_admin_is_added_to_the_build_of_the_same_sources() -> None:
    medusa.build("one")
    assert medusa.is_built("one")
    assert not medusa.is_admin_built("one")
    medusa.build_admin("one")
    assert medusa.is_admin_built("one")
    assert medusa.is_built("one")
    assert (medusa._ADMIN / "index.html").exists()


def test_an_admin_of_other_sources_is_built_anew() -> None:
    medusa.build("one")
    medusa.build_admin("one")
    assert not medusa.is_admin_built("two")
    medusa.build("two")
    assert not medusa.is_admin_built("two")
    medusa.build("one")
    assert not medusa.is_admin_built("one"), "a new build of the server has no admin"


def test_an_admin_is_replaced() -> None:
    medusa.build("one")
    medusa.build_admin("one")
    (medusa._ADMIN / "old.js").write_text("")
    medusa.build_admin("one")
    assert not (medusa._ADMIN / "old.js").exists()
