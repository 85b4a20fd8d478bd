"""``codegen completion``."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from codegen.cli import main
from codegen.cli.commands import completion
from codegen.cli.commands.completion import SHELLS
from codegen.cli.registry import COMMANDS

BASH = shutil.which("bash")


@pytest.fixture
def scripts(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    pytest.importorskip("shtab")
    made: dict[str, str] = {}
    for shell in SHELLS:
        assert main(["completion", shell]) == 0
        made[shell] = capsys.readouterr().out
    return made


@pytest.mark.slow
def test_that_scripts_name_every_command(scripts: dict[str, str]) -> None:
    for script in scripts.values():
        assert all(row.name in script for row in COMMANDS)
        assert "write-overlay" in script


@pytest.mark.slow
@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_that_bash_completes_actions_and_options(scripts: dict[str, str]) -> None:
    def completed(*words: str) -> list[str]:
        line = " ".join(words)
        ask = (
            f"COMP_WORDS=({' '.join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}; COMP_LINE={line!r};"
            f'COMP_POINT={len(line)}; _shtab_codegen codegen "$2" "$3"; printf "%s\\n" "${{COMPREPLY[@]}}"'
        )
        shell = [str(BASH), "--norc", "-c", f"{scripts['bash']}\n{ask}", "bash", "codegen", words[-1], words[-2]]
        done = subprocess.run(shell, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.stdout.split()

    assert completed("codegen", "overlay", "f") == ["from-diff"]
    assert completed("codegen", "expl") == ["explain"]
    assert completed("codegen", "explain", "--conf") == ["--config-schema"]


def test_that_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(completion, "shtab", None)
    assert main(["completion", "bash"]) == 2
    assert capsys.readouterr().err == "codegen: `codegen completion` needs shtab: install spec-codegen[completion]\n"


def test_an_unknown_shell(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["completion", "nu"])
    assert exit_info.value.code == 2
    assert "invalid choice: 'nu'" in capsys.readouterr().err
