"""``codegen diff --surface``: what callers of a package lose in the generated one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.adopt.surface import KINDS
from codegen.cli import main
from tests.adopt.sdks import DOCUMENT, SDKS, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "forum.yaml").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "codegen.toml").write_text('[targets.forum]\nspec = "forum.yaml"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def differences(capsys: pytest.CaptureFixture[str], *, code: int = 1) -> Any:
    capsys.readouterr()
    assert main(["diff", "--surface", "sdk", "forum", "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


def test_nothing_is_lost_after_adopt(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "sdk", SDKS["Stainless"])
    before = differences(capsys)
    assert before["methods"] == {"equal": 2, "total": 5}
    assert before["counts"]["ERR"] > 5
    assert main(["adopt", "sdk"]) == 0
    after = differences(capsys)
    assert after["methods"] == {"equal": 5, "total": 5}
    assert [(row["id"], row["subject"]) for row in after["differences"] if row["level"] != "INFO"] == [
        ("argument-removed", "extra_headers")
    ]


def test_request_options_is_not_a_lost_argument(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "sdk", SDKS["Fern"])
    rows = differences(capsys)["differences"]
    assert [row["subject"] for row in rows if row["id"] == "argument-removed"] == ["threads.messages.get(show_all)"]


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("resources/search.py", "/search", "/find", ("method-removed", "search.run")),
        ("resources/search.py", "def run(", "def go(", ("method-renamed", "search.go")),
        ("resources/search.py", "q: str = ", "depth: int, q: str = ", ("argument-removed", "search.run(depth)")),
        ("resources/search.py", "*, q: str = ", "q: str = ", ("argument-keyword-only", "search.run(q)")),
        (
            "resources/threads/threads.py",
            "*, content: str)",
            "*, content: str = '')",
            ("argument-required", "threads.messages.add(content)"),
        ),
        (
            "resources/threads/threads.py",
            "message_id: str, *, thread_id: str, include_all",
            "thread_id: str, message_id: str, *, include_all",
            ("argument-keyword-only", "threads.messages.retrieve(thread_id)"),
        ),
        (
            "types/message.py",
            "class Message",
            "class Note(BaseModel):\n    x: int\n\nclass Message",
            ("class-removed", "Note"),
        ),
        ("types/message.py", "id: str", "id: str\n    votes: int", ("field-removed", "Message.votes")),
        (
            "_client.py",
            "class AsyncForum",
            "class LimitError(Exception): ...\n\nclass AsyncForum",
            ("exception-removed", "LimitError"),
        ),
        ("_client.py", "max_retries: int = 5", "region: str = ''", ("client-argument-removed", "Forum(region)")),
    ],
)
def test_every_kind(
    folder: Path, capsys: pytest.CaptureFixture[str], path: str, old: str, new: str, expected: tuple[str, str]
) -> None:
    write(folder / "sdk", SDKS["Stainless"])
    assert main(["adopt", "sdk"]) == 0
    file = folder / "sdk/forum" / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    found = [(row["id"], row["subject"]) for row in differences(capsys)["differences"] if row["level"] != "INFO"]
    assert expected in found
    assert expected[0] in KINDS


def test_the_order_of_positional_arguments(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "sdk", SDKS["Fern"])
    assert main(["adopt", "sdk"]) == 0
    file = folder / "sdk/forum/threads/messages/client.py"
    text = file.read_text(encoding="utf-8").replace(
        "get(self, thread_id: str, id: str", "get(self, id: str, thread_id: str"
    )
    file.write_text(text, encoding="utf-8")
    found = [(row["id"], row["subject"]) for row in differences(capsys)["differences"]]
    assert ("argument-order", "threads.messages.get") in found


def test_the_text_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "sdk", SDKS["Speakeasy"])
    assert main(["diff", "--surface", "sdk", "forum"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("sdk -> forum\n0 of 5 methods and 1 of 1 classes have the same name\n")
    assert "ERR method-renamed (5)\n  find.everywhere: is search.create in the generated package\n" in out
    assert main(["diff", "--surface", "sdk", "forum", "--fail-on", "NONE", "--output", "report.txt"]) == 0
    assert (folder / "report.txt").read_text(encoding="utf-8") == out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["forun"], "no target 'forun': did you mean 'forum'?"),
        (["forum", "forum"], "codegen diff --surface SDK TARGET"),
        (["forum", "--format", "html"], "expected one of text, json"),
        (["forum"], "sdk is neither a file or folder nor a package that is installed"),
    ],
)
def test_invalid_arguments(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert folder.is_dir()
    assert main(["diff", "--surface", "sdk", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert captured.err.count("\n") == 1
