"""What `make mutants` says: a survivor that it passes over is a hole in the tests that nobody looks for."""

from __future__ import annotations

import pytest

from dev.mutants import EXPLAINED, Explanation, Mutant, change_of, chosen, judge, read_explanations

DIFF = """--- commerce/sso.py
+++ commerce/sso.py
@@ -1,3 +1,3 @@
 def verify(self):
-    return decode(
-        leeway=LEEWAY)
+    return decode(
+        )
"""
KILLED = Mutant("commerce/sso.py", "", survived=False)
SURVIVOR = Mutant("commerce/sso.py", "verify: leeway=LEEWAY -> leeway=None", survived=True)
REASON = Explanation("no clock differs", "commerce/sso.py", ("^verify: leeway",))


def test_a_survivor_without_a_reason_is_bad_and_shown() -> None:
    verdict = judge([KILLED, SURVIVOR], [])

    assert not verdict.good
    assert verdict.lines[1].split() == ["commerce/sso.py", "2", "1", "1", "0"]
    assert verdict.lines[-1] == f"survived, unexplained: commerce/sso.py: {SURVIVOR.change}"


def test_an_explained_one_is_good() -> None:
    verdict = judge([KILLED, SURVIVOR], [REASON])

    assert verdict.good
    assert verdict.lines[1].split() == ["commerce/sso.py", "2", "1", "1", "1"]


def test_a_reason_holds_for_its_own_file_alone() -> None:
    elsewhere = Explanation("no clock differs", "commerce/jwks.py", ("^verify: leeway",))

    assert not judge([SURVIVOR], [elsewhere]).good


def test_a_reason_that_nobody_needs_is_bad() -> None:
    assert not judge([KILLED], [REASON]).good


@pytest.mark.parametrize("file", ["commerce/jwks.py", "commerce/*"])
def test_a_reason_for_what_may_not_have_been_run_is_not_judged(file: str) -> None:
    assert judge([KILLED], [Explanation("never asked", file, ("^find",))]).good


def test_a_reason_may_hold_for_many_files() -> None:
    assert judge([SURVIVOR], [Explanation("no clock differs", "commerce/*", ("leeway",))]).good


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("commerce.sso.xǁTokenVerifierǁverify__mutmut_3", "TokenVerifier.verify"),
        ("a.x__read__mutmut_1", "_read"),
    ],
)
def test_a_change_is_told_by_its_function_and_both_sides(name: str, function: str) -> None:
    assert change_of(name, DIFF) == f"{function}: return decode(leeway=LEEWAY) -> return decode()"


def test_a_file_that_is_not_mutated_is_refused() -> None:
    assert chosen(["commerce/sso.py"], ["commerce/s*.py"]) == ["commerce/sso.py"]
    with pytest.raises(SystemExit, match="commerce/api"):
        chosen(["commerce/api.py"], ["commerce/s*.py"])


def test_the_reasons_can_be_read() -> None:
    assert all(entry.because and entry.changes for entry in read_explanations(EXPLAINED.read_text()))
