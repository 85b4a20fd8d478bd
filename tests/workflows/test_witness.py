"""``codegen diff --witness``: programs that are right for one version and wrong for the other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.cli import main
from codegen.core.errors import UsageError
from codegen.workflows.diff import compare_sides
from codegen.workflows.witness import INDEX, make_witnesses, write_witnesses
from codegen.workflows.witness import verify as witness_verify
from codegen.workflows.witness.verdict import Verdict, marked
from tests.workflows.zoo import NEW, OLD, sides

PROGRAM = """\
from __future__ import annotations

from typing import Any

from pkg import Client


def caller(client: Client, some: Any) -> None:
    client.animals.create(name=some, cage_number=some)
"""


def test_a_witness_says_no_more_than_it_must(tmp_path: Path) -> None:
    both = sides()
    witnesses = make_witnesses(compare_sides(*both), *both)
    assert all(item.text for item in witnesses)
    texts = {item.finding.change.subject: item.text.partition('"""\n')[2] for item in witnesses}
    assert PROGRAM in [text.rpartition('"""\n')[2] or text for text in texts.values()]
    write_witnesses(tmp_path / "w", "w", witnesses, {})
    rows = json.loads((tmp_path / "w" / INDEX).read_text(encoding="utf-8"))["witnesses"]
    assert {row["file"] for row in rows} | {INDEX} == {path.name for path in (tmp_path / "w").iterdir()}
    assert {row["status"] for row in rows} == {"unchecked"}


def test_witnesses_of_an_earlier_run_are_taken_away(tmp_path: Path) -> None:
    both = sides()
    witnesses = make_witnesses(compare_sides(*both), *both)
    write_witnesses(tmp_path, "w", witnesses, {})
    (tmp_path / "mine.py").write_text("", encoding="utf-8")
    write_witnesses(tmp_path, "w", witnesses[:1], {})
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["mine.py", INDEX, witnesses[0].file])


def test_what_is_not_confirmed_is_marked_and_kept() -> None:
    both = sides()
    report = compare_sides(*both)
    first, second = (item.change.fingerprint for item in report.findings[:2])
    verdicts = {first: Verdict(confirmed=True), second: Verdict(confirmed=False, why="the new package takes it")}
    made = marked(report, verdicts)
    assert len(made.findings) == len(report.findings)
    assert [item.witness for item in made.findings[:3]] == ["confirmed", "unconfirmed: the new package takes it", ""]
    assert "no type checker confirms" in made.findings[1].note
    assert made.findings[0].note == report.findings[0].note


def test_without_mypy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness_verify.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match="needs mypy"):
        witness_verify.verify((), *sides())


def test_the_command_marks_what_is_not_confirmed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def checked(place: Path, packages: Path, _: Path, names: list[str]) -> dict[str, str]:
        assert (packages / "package" / "client.py").is_file()
        assert [path.name for path in sorted(place.iterdir())] == names
        return {} if "old" in packages.parts else dict.fromkeys(names[1:], "no such argument")

    monkeypatch.setattr(witness_verify, "_mypy", checked)
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(OLD), encoding="utf-8")
    new.write_text(json.dumps(NEW), encoding="utf-8")
    options = ["--witness", str(tmp_path / "w"), "--verify-witnesses", "--format", "json"]
    assert main(["diff", str(old), str(new), *options]) == 1
    found = [item for item in json.loads(capsys.readouterr().out)["findings"] if item["verdicts"]["caller"] == "ERR"]
    rows = json.loads((tmp_path / "w" / INDEX).read_text(encoding="utf-8"))["witnesses"]
    assert [item["witness"] for item in found] == [row["status"] for row in rows]
    refuted = [row["status"] for row in rows if row["status"] != "confirmed"]
    assert refuted == ["unconfirmed: the new package takes it"]
