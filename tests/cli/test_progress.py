"""The progress line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from codegen.cli.console import Console
from codegen.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def console(err: io.StringIO, **environ: str) -> Console:
    return Console(out=io.StringIO(), err=err, cwd=Path(), environ=environ)


def test_a_terminal_shows_each_step_in_one_line_which_is_cleared() -> None:
    err = Terminal()
    with Progress(console(err)) as progress:
        progress.step("reading")
        progress.step("writing \x1b[31m")
    assert err.getvalue() == "\r\x1b[Kreading\r\x1b[Kwriting \\x1b[31m\r\x1b[K"


def test_the_line_is_cleared_before_other_lines() -> None:
    err = Terminal()
    shown = console(err)
    with Progress(shown) as progress:
        progress.step("reading")
        shown.note("a note")
        shown.note("another")
    assert err.getvalue() == "\r\x1b[Kreading\r\x1b[Ka note\nanother\n"


@pytest.mark.parametrize("environ", [{"CI": "true"}, {"TERM": "dumb"}])
def test_ci_and_dumb_terminals_show_nothing(environ: dict[str, str]) -> None:
    err = Terminal()
    with Progress(console(err, **environ)) as progress:
        progress.step("reading")
    assert err.getvalue() == ""


def test_a_pipe_shows_nothing() -> None:
    err = io.StringIO()
    with Progress(console(err)) as progress:
        progress.step("reading")
    assert err.getvalue() == ""
