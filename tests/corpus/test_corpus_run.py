"""Tests for the result table of a corpus run: valid, broken and incomplete documents, and a sample of the corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.corpus import Row, documents, generate_one, main, package_name, run_corpus, table
from tests.support.corpus_documents import CORPUS
from tests.support.corpus_documents import documents as corpus_documents
from tests.support.documents import ID, Json, document, replying

SIZE = 25

GOOD: Json = document({"A": ID}, {"/a": {"get": replying({"$ref": "#/components/schemas/A"})}})
INVALID: Json = document({"A": {"type": 7}})
INCOMPLETE: Json = document({"A": {"allOf": [{"type": "string"}, {"type": "integer"}]}})


def write(folder: Path, **specs: Json) -> Path:
    for name, spec in specs.items():
        (folder / f"{name}.json").write_text(json.dumps(spec))
    return folder


def test_documents_are_sorted_and_have_unique_names(tmp_path: Path) -> None:
    write(tmp_path, b=GOOD, a=GOOD)
    (tmp_path / "LICENSE").write_text("")
    assert [path.name for path in documents(tmp_path)] == ["a.json", "b.json"]
    assert package_name(tmp_path / "x" / "a-b.json", tmp_path) == "p_x_a_b_json"


@pytest.mark.parametrize(("spec", "code"), [(GOOD, 0), (INCOMPLETE, 1), (INVALID, 2)])
def test_exit_codes(tmp_path: Path, spec: Json, code: int) -> None:
    row = generate_one(write(tmp_path, it=spec) / "it.json", folder=tmp_path, output=None)
    assert (row.exit, bool(row.reason), bool(row.files)) == (code, code > 0, code < 2)
    assert row.whole == (code == 0)


def test_an_internal_error_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        msg = "x"
        raise KeyError(msg)

    monkeypatch.setattr("tests.support.corpus.generate", broken)
    row = generate_one(write(tmp_path, it=GOOD) / "it.json", folder=tmp_path, output=None)
    assert (row.exit, row.reason, row.whole) == (70, "KeyError: 'x'", False)


def test_the_table(tmp_path: Path) -> None:
    folder, output = write(tmp_path, good=GOOD, invalid=INVALID), tmp_path / "out"
    output.mkdir()
    steps: list[str] = []
    rows = run_corpus(documents(folder), folder=folder, output=output, jobs=1, check=False, step=steps.append)
    assert [(row.document, row.exit) for row in rows] == [("good.json", 0), ("invalid.json", 2)]
    assert (output / rows[0].package / "models" / "a.py").is_file()
    assert len(steps) == 2
    text = table(rows)
    assert text.startswith("1 of 2 documents generate whole (exit 0).\n")
    assert "| good.json | 0 |" in text


def test_diagnostics_are_counted() -> None:
    row = Row(document="d", package="p", exit=0, imports=("p.x: ValueError: a|b",), types=())
    assert not row.whole
    assert "1: p.x: ValueError: a\\|b | ok" in table([row])


@pytest.mark.slow
def test_the_table_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs").mkdir()
    folder = write(tmp_path / "docs", good=GOOD)
    assert main([str(folder), "--no-check", "--jobs", "1"]) == 0
    assert "| good.json | 0 |" in capsys.readouterr().out
    (folder / "bad.json").write_text("{}")
    assert (
        main(
            [
                str(folder),
                "--no-check",
                "--jobs",
                "1",
                "--table",
                str(tmp_path / "t.md"),
                "--keep",
                str(tmp_path / "out"),
            ]
        )
        == 1
    )
    assert capsys.readouterr().out == "1 of 2 documents generate whole (exit 0).\n"
    assert "| bad.json | 2 |" in (tmp_path / "t.md").read_text()
    assert (tmp_path / "out" / "p_good_json" / "client.py").is_file()


def test_a_folder_without_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([str(tmp_path)])
    assert caught.value.code == 2
    assert "there is no document below" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.long
def test_a_sample_of_the_corpus(tmp_path: Path) -> None:
    sample = corpus_documents(SIZE)
    rows = run_corpus(sample, folder=CORPUS, output=tmp_path, jobs=2, check=True, step=lambda _: None)
    assert len(rows) == len(sample)
    broken = [(row.document, row.exit, row.reason, row.imports, row.types) for row in rows if not row.whole]
    assert not broken
