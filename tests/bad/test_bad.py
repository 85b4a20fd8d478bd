"""Bad input, as a user meets it: every folder here is an input and what the command line says about it.

``command.txt`` holds the arguments; without it they are ``generate`` where there is a codegen.toml, else ``generate
--spec spec.yaml``.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
from pathlib import Path

import pytest

from codegen.cli import main

HERE = Path(__file__).parent
FOLDERS = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__")
EXPECTED, COMMAND = "stderr.txt", "command.txt"
EXIT_INCOMPLETE, EXIT_INVALID = 1, 2

_FINDING = re.compile(r"^(?P<place>\S+): (error|warning|incomplete)\[[a-z-]+\]: .+", re.MULTILINE)
# These are about a whole file or about arguments, so there is no line to show.
_WITHOUT_LINE = {"config_latin_1", "missing_file", "missing_table", "folder_as_file", "table_missing"}
_WITHOUT_LINE |= {"source_not_fetched", "config_url_with_credentials"}
_MOST_LINES = 3 + 1  # what is wrong, the line it stands in, the mark below it; and the summary
_USAGE = {"unknown_target", "no_configuration"}


def _arguments(folder: Path) -> list[str]:
    command = folder / COMMAND
    if command.exists():
        return command.read_text(encoding="utf-8").split()
    if (folder / "codegen.toml").exists():
        return ["generate"]
    return ["generate", "--spec", "spec.yaml", "--formatter", "none"]  # nothing of it is seen


def _listing(folder: Path) -> list[tuple[str, bytes]]:
    paths = sorted(folder.rglob("*"))
    return [(path.relative_to(folder).as_posix(), path.read_bytes() if path.is_file() else b"") for path in paths]


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the input in which the command runs; above it is no configuration."""
    copy = tmp_path / "input"
    shutil.copytree(request.param, copy, ignore=shutil.ignore_patterns(EXPECTED, COMMAND))
    monkeypatch.chdir(copy)
    return copy


@pytest.mark.parametrize(
    ("folder", "place"), [(folder, folder) for folder in FOLDERS], indirect=["place"], ids=lambda f: f.name
)
def test_bad_input(
    folder: Path,
    place: Path,
    updating: bool,  # noqa: FBT001 - a fixture
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = _listing(place.parent)
    code = main(_arguments(folder))
    said = capsys.readouterr()
    snapshot = folder / EXPECTED
    if updating:
        snapshot.write_text(said.err, encoding="utf-8", newline="\n")
    if ": incomplete[" in said.err:  # the rest is generated
        assert code == EXIT_INCOMPLETE
        assert re.fullmatch(r"generated/\w+: \d+ added \(\w+\)\n(?:  .+\n)+", said.out)
    else:
        assert code == EXIT_INVALID
        assert _listing(place.parent) == before, "something was written"
        assert not said.out
    _assert_one_clear_finding(folder.name, said.err)
    expected = snapshot.read_text(encoding="utf-8") if snapshot.exists() else ""
    problem = "\n".join(
        difflib.unified_diff(expected.splitlines(), said.err.splitlines(), EXPECTED, "now", lineterm="")
    )
    if problem:
        pytest.fail(f"{folder.name} is reported differently:\n{problem}", pytrace=False)


def _assert_one_clear_finding(name: str, text: str) -> None:
    assert "Traceback" not in text
    assert "internal error" not in text
    assert str(Path.cwd()) not in text, "a path of this machine"
    if name in _USAGE:
        assert re.fullmatch(r"codegen: .+\n", text)
        return
    assert len(text.splitlines()) <= _MOST_LINES
    assert all(line.isprintable() for line in text.split("\n")), "a control character"
    assert not re.search("^ *::", text, re.MULTILINE), "a command of a build server"
    places = [match["place"] for match in _FINDING.finditer(text)]
    assert len(places) == 1, text
    assert text.endswith(("1 error\n", "1 element not generated\n"))
    assert bool(re.fullmatch(r"[\w./*]+:\d+:\d+", places[0])) == (name not in _WITHOUT_LINE), places[0]


@pytest.mark.slow
def test_a_bad_document_leaves_older_output_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(HERE / "table_malformed_row" / "spec.yaml", tmp_path / "spec.yaml")
    assert main(["generate", "--spec", "spec.yaml"]) == 0
    before = _listing(tmp_path / "generated")
    (tmp_path / "spec.yaml").write_text("openapi: [", encoding="utf-8")
    assert main(["generate", "--spec", "spec.yaml"]) == EXIT_INVALID
    assert _listing(tmp_path / "generated") == before


@pytest.mark.parametrize("target", ["secret.yaml", "/etc/passwd", "folder"])
def test_links_out_of_the_folder_are_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.yaml").write_text("Thing: {description: SECRET}", encoding="utf-8")
    shutil.copy(HERE / "ref_missing_file" / "spec.yaml", inside / "spec.yaml")
    if target == "folder":
        (inside / "folder").symlink_to(tmp_path, target_is_directory=True)
        spec = (inside / "spec.yaml").read_text(encoding="utf-8").replace("other.yaml", "folder/secret.yaml")
        (inside / "spec.yaml").write_text(spec, encoding="utf-8")
    else:
        (inside / "other.yaml").symlink_to(tmp_path / target)
    monkeypatch.chdir(inside)
    assert main(["generate", "--spec", "spec.yaml"]) == EXIT_INVALID
    said = capsys.readouterr().err
    assert "error[ref-outside-folder]" in said
    assert "SECRET" not in said
    assert not (inside / "generated").exists()


def test_every_input_is_complete() -> None:
    assert len(FOLDERS) >= 80
    assert all((folder / EXPECTED).exists() for folder in FOLDERS)
    assert not [folder.name for folder in FOLDERS if os.sep in folder.name]
