from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codegen import __version__
from codegen.cli import main
from codegen.cli.commands.explain import markdown
from codegen.cli.console import wants_color
from codegen.cli.registry import COMMANDS, Command
from codegen.core.codes import CODES
from codegen.core.errors import InternalError

_ROOT = Path(__file__).parents[2]


class Terminal:
    def __init__(self, *, tty: bool) -> None:
        self.isatty = lambda: tty


def python(*args: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *args],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
        **options,  # type: ignore[call-overload]
    )


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["--version"])
    assert exit_info.value.code == 0
    assert capsys.readouterr().out == f"codegen {__version__}\n"


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["--help"])
    out = capsys.readouterr().out
    assert exit_info.value.code == 0
    assert all(f"    {row.name} " in out and row.summary in out for row in COMMANDS)


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.name)
def test_every_command_has_help(row: Command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main([row.name, "--help"])
    assert exit_info.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith(f"usage: codegen {row.name}")
    assert f" {row.summary[0].upper()}{row.summary[1:]}. " in " ".join(out.split())


@pytest.mark.parametrize("argv", [[], ["nonsense"], ["generate", "--nonsense"], ["generate", "--spec"], ["--vers"]])
def test_wrong_usage_prints_the_usage(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(argv)
    captured = capsys.readouterr()
    assert exit_info.value.code == 2
    assert captured.out == ""
    assert captured.err.startswith("usage: codegen")


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["genrate"], "unknown command 'genrate': did you mean 'generate'?"),
        (["generate", "--spce", "x"], "codegen generate: error: unknown argument '--spce': did you mean '--spec'?"),
        (["vendor", "verify", "--al"], "codegen vendor verify: error: unknown argument '--al'"),
        (["generate", "--spec", "a", "--tables", "b", "--force=1"], "codegen generate: error: argument --force"),
        ([], "name a command: generate, check"),
    ],
)
def test_wrong_names_have_suggestions(argv: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(argv)
    assert exit_info.value.code == 2
    assert message in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("argv", [["-V"], ["help"], ["help", "generate"]])
def test_short_and_long_ways_to_ask(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(argv)
    assert exit_info.value.code == 0
    assert "codegen" in capsys.readouterr().out


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "unresolved-ref"]) == 0
    assert capsys.readouterr().out.startswith("unresolved-ref: Unresolved reference\n\nThe target of a $ref")
    assert main(["explain", "unresolved-rfe"]) == 2
    assert capsys.readouterr().err == "codegen: unknown code 'unresolved-rfe': did you mean 'unresolved-ref'?\n"
    assert main(["explain"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(CODES)


def test_explain_a_check_of_diff(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "request-property-became-required"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("request-property-became-required: property of a request: became required\n\nA check of")
    assert "wire ERR, callers ERR, services INFO" in shown
    assert main(["explain", "request-property-became-requird"]) == 2
    assert "did you mean 'request-property-became-required'?" in capsys.readouterr().err


def test_the_page_of_diagnostics_is_up_to_date() -> None:
    page = (_ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    assert page == markdown(), "run make update-snapshots"


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (
            InternalError("a\nb"),
            70,
            "internal error: InternalError: a b (please report it, if possible with the document)",
        ),
        (RecursionError(), 70, "internal error: RecursionError:  (please report it, if possible with the document)"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_users_see_no_traceback(
    error: BaseException, code: int, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> int:
        raise error

    monkeypatch.delenv("CODEGEN_DEBUG", raising=False)
    monkeypatch.setattr("codegen.cli.entry._run", fail)
    monkeypatch.setattr("codegen.cli.entry._silence", lambda _: None)
    assert main([]) == code
    assert capsys.readouterr().err == (f"codegen: {message}\n" if message else "")


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CODEGEN_DEBUG", "1")
    monkeypatch.setattr("codegen.cli.entry._run", lambda *_: 1 / 0)
    assert main([]) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.slow
def test_a_closed_pipe_gives_no_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "codegen", "explain", "--markdown"],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 141


@pytest.mark.slow
def test_characters_outside_the_encoding_are_escaped(tmp_path: Path) -> None:
    (tmp_path / "codegen.toml").write_text("[targets.x]\nspec='a'\n'日本' = 1\n", encoding="utf-8")
    program = (
        "import codegen.cli.reporter as r, codegen.config as c, sys; from pathlib import Path;"
        "from codegen.cli.entry import _tolerant; from codegen.cli.console import Console;"
        "from codegen.core.diagnostic import Diagnostics; from codegen.python.parts import PARTS;"
        "f = Diagnostics(); p = Path(sys.argv[1]);"
        "c.load_config(p, f, PARTS); e = _tolerant(sys.stderr);"
        "k = r.Reporter(console=Console(out=e, err=e, cwd=p.parent, environ={}), format='text');"
        "k.add(f, p.parent, {}); k.flush()"
    )
    done = python("-c", program, str(tmp_path / "codegen.toml"), env={"PYTHONIOENCODING": "ascii"})
    assert done.stderr.startswith("codegen.toml:3:1: error[unknown-config-key]: unknown key '\\u65e5\\u672c'\n")


def test_help_imports_no_engine() -> None:
    program = (
        "import sys\nfrom codegen.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "engines = {'jinja2', 'black', 'yaml', 'pydantic', 'datamodel_code_generator'}\n"
        "sys.exit(', '.join(engines & set(sys.modules)) or 0)"
    )
    assert python("-c", program).stderr == ""


@pytest.mark.parametrize(
    ("tty", "environ", "expected"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_colours_are_for_terminals(*, tty: bool, environ: dict[str, str], expected: bool) -> None:
    assert wants_color(Terminal(tty=tty), environ) is expected  # type: ignore[arg-type]
