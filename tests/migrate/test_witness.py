"""``codegen diff --witness``: programs that are valid for one version only."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main
from codegen.core.errors import UsageError
from codegen.diff.inputs.documents import compare_sides
from codegen.migrate.reproducers import verify as witness_verify
from codegen.migrate.reproducers.service import INDEX, make_witnesses, write_witnesses
from codegen.migrate.reproducers.verdict import Verdict, marked
from tests.diff.apis import side
from tests.migrate.zoo import NEW, OLD, sides
from tests.support.hostile import ATTACKS, Text, hostile_document
from tests.support.hostile_twins import hostile_rarities, hostile_swagger
from tests.support.python_code import code_of

PROGRAM = """\
from __future__ import annotations

from typing import Any

from pkg import Client


def caller(client: Client, some: Any) -> None:
    client.animals.create(name=some, cage_number=some)
"""


def test_a_reproducer_is_minimal(tmp_path: Path) -> None:
    both = sides()
    witnesses = make_witnesses(compare_sides(*both), *both)
    assert all(item.text for item in witnesses)
    texts = {item.finding.change.subject: item.text.partition('"""\n')[2] for item in witnesses}
    assert PROGRAM in [text.rpartition('"""\n')[2] or text for text in texts.values()]
    write_witnesses(tmp_path / "w", "w", witnesses, {})
    rows = json.loads((tmp_path / "w" / INDEX).read_text(encoding="utf-8"))["witnesses"]
    assert {row["file"] for row in rows} | {INDEX} == {path.name for path in (tmp_path / "w").iterdir()}
    assert {row["status"] for row in rows} == {"unchecked"}


def test_reproducers_of_an_earlier_run_are_deleted(tmp_path: Path) -> None:
    both = sides()
    witnesses = make_witnesses(compare_sides(*both), *both)
    write_witnesses(tmp_path, "w", witnesses, {})
    (tmp_path / "mine.py").write_text("", encoding="utf-8")
    write_witnesses(tmp_path, "w", witnesses[:1], {})
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["mine.py", INDEX, witnesses[0].file])


def test_unconfirmed_changes_are_marked_and_kept() -> None:
    both = sides()
    report = compare_sides(*both)
    first, second = (item.change.fingerprint for item in report.findings[:2])
    verdicts = {first: Verdict(confirmed=True), second: Verdict(confirmed=False, why="valid for the new package")}
    made = marked(report, verdicts)
    assert len(made.findings) == len(report.findings)
    assert [item.reproducer for item in made.findings[:3]] == [
        "confirmed",
        "unconfirmed: valid for the new package",
        "",
    ]
    assert "not confirmed by a type checker" in made.findings[1].note
    assert made.findings[0].note == report.findings[0].note


def test_without_mypy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness_verify.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match="needs mypy"):
        witness_verify.verify((), *sides())


def test_the_command_marks_unconfirmed_changes(
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
    assert [item["reproducer"] for item in found] == [row["status"] for row in rows]
    refuted = [row["status"] for row in rows if row["status"] != "confirmed"]
    assert refuted == ["unconfirmed: valid for the new package"]


def test_links_are_not_followed_and_user_files_are_kept(tmp_path: Path) -> None:
    both = sides()
    witnesses = make_witnesses(compare_sides(*both), *both)
    victim, folder = tmp_path / "victim", tmp_path / "w"
    victim.write_text("mine")
    folder.mkdir()
    (folder / "app.py").write_text("mine")
    (folder / INDEX).write_text('{"file": "app.py"}')
    (folder / witnesses[0].file).symlink_to(victim)
    write_witnesses(folder, "w", witnesses, {})
    assert victim.read_text() == (folder / "app.py").read_text() == "mine"
    assert (folder / witnesses[0].file).read_text() == witnesses[0].text


@pytest.mark.slow
@pytest.mark.parametrize("make", [hostile_document, hostile_swagger, hostile_rarities])
def test_no_text_of_a_document_becomes_code(make: Callable[[Text], Any]) -> None:
    """Reproducers for a hostile document are programs that mypy reads."""
    for attack in ATTACKS:
        old, _ = make(lambda text=attack: text)  # type: ignore[misc]
        new, _ = make(lambda: "other")
        both = side(old), side(new)
        witnesses = make_witnesses(compare_sides(*both), *both)
        texts = [item.text for item in witnesses if item.text]
        assert texts
        for text in texts:
            code = code_of(text.encode())
            assert text.replace("\n", "").isprintable()
            assert not code.unbound, text
            assert all(name.startswith("client.") for name in code.called), code.called
            homes = {name.partition(".")[0] for name in code.imported}
            assert homes <= {"__future__", "pkg", "typing", "datetime", "collections"}
