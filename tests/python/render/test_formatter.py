from __future__ import annotations

import subprocess
import sys

import pytest

from codegen.core.errors import InternalError
from codegen.python.render import FORMATTERS, format_files, format_source

_UGLY = "x = {  'a':1 }\n\n\n\n\ndef f( a ):\n  return a"
_NEAT = 'x = {"a": 1}\n\n\ndef f(a):\n    return a\n'


@pytest.mark.parametrize("formatter", ["black", "ruff"])
def test_formatters_agree(formatter: str) -> None:
    assert format_source(_UGLY, formatter) == _NEAT


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_formatting_keeps_paths_and_is_idempotent(formatter: str) -> None:
    files = {"b/x.py": _UGLY, "a/../x.py": "", "é \n.py": "y = 'ü'\n"}
    once = format_files(files, formatter)
    assert list(once) == list(files)
    assert format_files(once, formatter) == once
    assert once["a/../x.py"] == ""


def test_no_formatter_only_normalises_the_end_of_the_file() -> None:
    assert format_source(_UGLY + "\n\n\n", "none") == _UGLY + "\n"


@pytest.mark.parametrize("formatter", ["black", "ruff"])
def test_invalid_code_is_an_internal_error(formatter: str) -> None:
    with pytest.raises(InternalError, match="does not parse"):
        format_source("def f(:\n", formatter)


def test_black_is_only_loaded_when_chosen() -> None:
    program = "import sys, codegen.python.render as r; r.format_source('x', 'none'); sys.exit('black' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
