"""Severity files and ignore lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from codegen.core.errors import UsageError
from codegen.diff.audience.policy import Ignore
from codegen.diff.inputs.policy import expired, make_policy, read_ignores, read_levels
from codegen.diff.model.changes import Level


def written(folder: Path, text: str) -> Path:
    path = folder / "file"
    path.write_text(text, encoding="utf-8")
    return path


def test_levels(tmp_path: Path) -> None:
    path = written(tmp_path, "# ours\nrequest-parameter-removed err\n\nendpoint-added\tnone # quiet\nunknown-id warn\n")
    assert read_levels(path) == {"request-parameter-removed": Level.ERR, "endpoint-added": Level.NONE}


@pytest.mark.parametrize("line", ["endpoint-added", "endpoint-added loud", "endpoint-added err now"])
def test_invalid_levels(tmp_path: Path, line: str) -> None:
    with pytest.raises(UsageError, match="file:1: expected an id"):
        read_levels(written(tmp_path, line))


def test_ignores(tmp_path: Path) -> None:
    text = (
        '[[ignore]]\nid = "a"\nreason = "r"\n[[ignore]]\nid = "b"\npointer = "/x"\nreason = "s"\nexpires = 2027-01-31\n'
    )
    rows = read_ignores(written(tmp_path, text))
    assert rows == (Ignore(id="a", reason="r"), Ignore(id="b", pointer="/x", reason="s", expires="2027-01-31"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[ignore]]\nid = 'a'", "row 1: reason is missing"),
        ("[[ignore]]\nreason = 'a'", "row 1: id is missing"),
        ("[[ignore]]\nid = 'a'\nreason = ' '", "reason must be a non-empty string"),
        ("[[ignore]]\nid = 'a'\nreason = 'b'\nexpire = '2027-01-31'", "did you mean 'expires'"),
        ("[[ignore]]\nid = 'a'\nreason = 'b'\nexpires = 'soon'", "expires must be a date"),
        ("[ignores]", r"expected \[\[ignore\]\]"),
        ("=", "file: "),
    ],
)
def test_invalid_ignores(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_ignores(written(tmp_path, text))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        make_policy(tmp_path / "nothing", None)


def test_expired_rows_are_listed(tmp_path: Path) -> None:
    path = written(tmp_path, "[[ignore]]\nid = 'a'\nreason = 'r'\nexpires = 2026-01-31\n")
    policy = make_policy(None, path)
    assert expired(policy, date(2026, 2, 1)) == ["the ignore of a expired on 2026-01-31: r"]
    assert expired(policy, date(2026, 1, 31)) == []
