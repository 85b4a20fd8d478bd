"""Files that commands write: never through a link that a checkout holds."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from codegen.cli import main
from codegen.cli.console import Console
from codegen.core.errors import UsageError

SPEC = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {Pet: {type: object}}}\n"
TABLE = "# The Thing object\n\n| Field | Type |\n|---|---|\n| a | string |\n"
SERVED = SPEC.replace("{}", "{/x: {get: {operationId: x, responses: {'204': {description: d}}}}}", 1)
GENERATE = ("generate", "--spec", "a.yaml", "--output", "o", "--package", "p", "--formatter", "none")


def console(cwd: Path) -> Console:
    return Console(out=io.StringIO(), err=io.StringIO(), cwd=cwd, environ={})


@pytest.mark.parametrize(
    "given", ["link", "link/report.html", "sub/../link", "link/../a", "../linked", "{cwd}/link", "dangling"]
)
def test_an_output_path_leads_through_no_link_of_the_checkout(tmp_path: Path, given: str) -> None:
    cwd, victim = tmp_path / "checkout", tmp_path / "victim"
    (cwd / "sub").mkdir(parents=True)
    victim.mkdir()
    for link in (cwd / "link", tmp_path / "linked"):
        link.symlink_to(victim)
    (cwd / "dangling").symlink_to(victim / "none")

    with pytest.raises(UsageError, match="is a symbolic link, and nothing is written through links"):
        console(cwd).output_path(given.format(cwd=cwd))


@pytest.mark.parametrize("given", ["report.html", "sub/new/report.html", "../report.html", "/dev/stdout"])
def test_other_output_paths_are_used_as_given(tmp_path: Path, given: str) -> None:
    real = tmp_path / "real"
    real.mkdir()
    linked = tmp_path / "checkout"
    linked.symlink_to(real)  # a link of the machine, above the current folder

    assert console(linked).output_path(given) == linked / given


@pytest.mark.parametrize(
    "command",
    [
        ("diff", "a.yaml", "a.yaml", "--format", "html", "--output", "OUT"),
        ("diff", "a.yaml", "a.yaml", "--write-moves", "OUT.toml"),
        ("diff", "a.yaml", "a.yaml", "--witness", "OUT"),
        ("tables", "export", "t.md", "--output", "OUT"),
        ("tables", "write", "--spec", "a.yaml", "--output", "OUT"),
        (*GENERATE, "--scaffold", "OUT"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("linked", ["itself", "parent"])
def test_commands_write_through_no_link(
    command: tuple[str, ...],
    linked: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    checkout, victim = tmp_path / "checkout", tmp_path / "victim"
    checkout.mkdir()
    victim.mkdir()
    (checkout / "a.yaml").write_text(SERVED)
    (checkout / "t.md").write_text(TABLE)
    (checkout / "out").symlink_to(victim)
    (checkout / "out.toml").symlink_to(victim / "moves.toml")
    monkeypatch.chdir(checkout)

    code = main([word.replace("OUT", "out" if linked == "itself" else "out/new") for word in command])

    assert code == 2
    assert "is a symbolic link" in capsys.readouterr().err
    assert list(victim.iterdir()) == []
    assert not (checkout / "o").exists()
