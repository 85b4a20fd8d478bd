"""Modules from a store or from several processes are those that one process formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codegen.core.errors import InternalError
from codegen.pipeline import formatting
from codegen.pipeline.formatting import Formatting
from codegen.pipeline.store import FolderPlace, Store

if TYPE_CHECKING:
    from pathlib import Path

MODULES = {
    f"m{number}.py": (f"x{number}  =  {{'a' : {number}}}\n# note\n", frozenset({f"x{number}"})) for number in range(6)
}


def _trusting(folder: Path, *, is_trusted: bool = True) -> Store:
    return Store(FolderPlace(folder, is_trusted=is_trusted))


@pytest.mark.parametrize("formatter", ["black", "none"])
def test_kept_modules_are_the_formatted_ones(formatter: str, tmp_path: Path) -> None:
    expected = Formatting().finish(MODULES, formatter)
    first, second, third = _trusting(tmp_path), _trusting(tmp_path), _trusting(tmp_path, is_trusted=False)

    assert Formatting(store=first).finish(MODULES, formatter) == expected
    assert Formatting(store=second).finish(MODULES, formatter) == expected
    assert Formatting(store=third).finish(MODULES, formatter) == expected
    assert [(store.hits, store.written) for store in (first, second, third)] == [(0, 6), (6, 0), (6, 0)]


def test_modules_of_another_layout_are_kept_by_other_machines(tmp_path: Path) -> None:
    modules = {"m.py": ("\n\nx = 1", frozenset({"x"}))}  # without a formatter, the end of the file still changes
    Formatting(store=_trusting(tmp_path)).finish(modules, "none")
    store = _trusting(tmp_path, is_trusted=False)
    Formatting(store=store).finish(modules, "none")

    assert (store.hits, store.written) == (1, 0)


def test_what_decides_the_result_is_in_the_key(tmp_path: Path) -> None:
    Formatting(store=_trusting(tmp_path)).finish(MODULES, "black")
    text, names = MODULES["m0.py"]
    for modules, formatter in [
        ({"n.py": (text, names)}, "black"),
        ({"m0.py": (text + "\n", names)}, "black"),
        ({"m0.py": (text, None)}, "black"),
        ({"m0.py": (text, names)}, "none"),
    ]:
        store = _trusting(tmp_path)
        Formatting(store=store).finish(modules, formatter)
        assert store.hits == 0, (modules, formatter)


@pytest.mark.parametrize("content", [b"x0 = {'a': 1}\n", b"import os\nx0 = {'a': 0}\n", b"x0 = (\n", b"\xff", b""])
def test_what_others_wrote_is_compared_with_the_text(content: bytes, tmp_path: Path) -> None:
    expected = Formatting().finish(MODULES, "black")
    Formatting(store=_trusting(tmp_path)).finish(MODULES, "black")
    keys = {path: formatting._key(path, *module, "black") for path, module in MODULES.items()}
    _trusting(tmp_path).put({keys["m0.py"]: content})

    assert Formatting(store=_trusting(tmp_path, is_trusted=False)).finish(MODULES, "black") == expected


@pytest.mark.slow
def test_processes_share_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "_WORTH_A_PROCESS", 1)
    assert Formatting(jobs=2).finish(MODULES, "black") == Formatting().finish(MODULES, "black")
    with pytest.raises(InternalError, match=r"m9\.py: the generated file does not parse"):
        Formatting(jobs=2).finish({**MODULES, "m9.py": ("x = (\n", None)}, "black")
