"""Golden cases: folders with a document, optional tables and configuration, and the expected output."""

from __future__ import annotations

import difflib
import re
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from codegen.cli.report import LINES, resolve
from codegen.config import Target, load_config, target_from_flags
from codegen.core.diagnostic import Diagnostics
from codegen.output import MANIFEST, FileTree
from codegen.pipeline.steps import generate
from codegen.python.parts import PARTS
from codegen.python.render import format_files
from tests.support.summary import summary

CASES = Path(__file__).parents[1] / "cases"
EXPECTED = "expected"
DIAGNOSTICS = "diagnostics.txt"
SETTINGS = "case.toml"
SUMMARY = "summary.txt"
FORMATTER = "black"
# The runtime is copied unchanged and has its own tests; so has the manifest, which contains versions.
_SAME_EVERYWHERE = ("_runtime/", MANIFEST)


@dataclass(frozen=True)
class Output:
    """The files of a package that are compared, and the diagnostics as text."""

    files: Mapping[str, str]
    diagnostics: str


def case_folders() -> list[Path]:
    return sorted({path.parent for path in CASES.glob("*/spec.*")})


@cache
def _run(case: Path, formatter: str) -> tuple[FileTree | None, str]:
    """Generate a case as ``codegen generate`` does; return the files, if there are any, and the diagnostics."""
    found = Diagnostics()
    target = _target(case, found)
    target = replace(target, formatter=formatter) if target else None
    result = generate(target, found) if target else None
    documents = result.documents if result else {}
    findings = resolve(found, case, documents, lambda path: path.relative_to(case).as_posix())
    text = "".join(line + "\n" for line in LINES["text"](findings, False))
    return None if result is None or found.failed else result.tree, text


def _target(case: Path, found: Diagnostics) -> Target | None:
    if (case / "codegen.toml").exists():
        config = load_config(case / "codegen.toml", found, PARTS)
        return config.targets[0] if config else None
    spec = next(case.glob("spec.*")).name
    return target_from_flags(spec, cwd=case, tables=["tables/*"] if (case / "tables").exists() else (), package="api")


def generated(case: Path) -> Output:
    """Generate a case without formatting, which costs most; files that are equal in every package are left out."""
    tree, diagnostics = _run(case, "none")
    files = {path: text.decode() for path, text in (tree or {}).items() if not path.startswith(_SAME_EVERYWHERE)}
    return Output(files, diagnostics)


def package_tree(case: Path, formatter: str = "none") -> FileTree:
    """Return the package of a case with its runtime."""
    tree, diagnostics = _run(case, formatter)
    assert tree is not None, diagnostics
    return tree


def goldens(case: Path) -> Output:
    """Return what is compared: the content of files that case.toml lists, and a summary of the others."""
    output = generated(case)
    named = {path: text for path, text in output.files.items() if any(glob.fullmatch(path) for glob in _globs(case))}
    rest = summary({path: text for path, text in output.files.items() if path not in named})
    laid_out = format_files({path: text for path, text in named.items() if path.endswith(".py")}, FORMATTER)
    return Output({**named, **laid_out, **({SUMMARY: rest} if rest else {})}, output.diagnostics)


def unmatched_globs(case: Path) -> list[str]:
    """Return the globs of case.toml that match no file of the package."""
    files = generated(case).files
    return [glob.pattern for glob in _globs(case) if not any(map(glob.fullmatch, files))]


@cache
def _globs(case: Path) -> list[re.Pattern[str]]:
    """Read case.toml: ``golden`` lists globs, in which ``*`` does not match ``/`` and ``**`` does."""
    path = case / SETTINGS
    settings = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    golden = settings.pop("golden", [])
    assert not settings, f"{path}: unknown keys {sorted(settings)}"
    return [re.compile(re.escape(glob).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")) for glob in golden]


def read_expected(case: Path) -> Output:
    expected = case / EXPECTED
    paths = [path for path in sorted(expected.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    files = {path.relative_to(expected).as_posix(): _read(path) for path in paths}
    diagnostics = case / DIAGNOSTICS
    return Output(files, _read(diagnostics) if diagnostics.exists() else "")


def write_expected(case: Path, output: Output) -> None:
    shutil.rmtree(case / EXPECTED, ignore_errors=True)
    for path, text in output.files.items():
        _write(case / EXPECTED / path, text)
    _write(case / DIAGNOSTICS, output.diagnostics)


def difference(expected: Output, actual: Output) -> str:
    """Return a unified diff, empty when both are equal."""
    old = {**expected.files, DIAGNOSTICS: expected.diagnostics}
    new = {**actual.files, DIAGNOSTICS: actual.diagnostics}
    lines: list[str] = []
    for path in sorted({*old, *new}):
        before, after = old.get(path), new.get(path)
        if before != after:
            names = (
                f"expected/{path}" if before is not None else "(absent)",
                path if after is not None else "(absent)",
            )
            lines += difflib.unified_diff((before or "").splitlines(), (after or "").splitlines(), *names, lineterm="")
            lines += [] if lines else [f"{path}: empty in one of both, absent in the other"]
    return "\n".join(lines)


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:  # keep carriage returns
        return file.read()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
