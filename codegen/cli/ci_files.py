"""Writes the files that run codegen in CI and before commits: ``codegen init --ci``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from codegen.core.errors import UsageError

if TYPE_CHECKING:
    from codegen.cli.console import Console

_WORKFLOW = """\
name: codegen
on: [push, pull_request]
permissions:
  contents: read
jobs:
  codegen:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0  # codegen diff reads the base of the pull request
      - uses: actions/setup-python@v6
        with:
          python-version: "3.x"
      - run: pip install -r requirements.txt  # whatever installs the version of codegen that wrote codegen.lock
      - run: codegen check --format github
      - if: github.event_name == 'pull_request'
        run: codegen diff "origin/${{ github.base_ref }}" --format github --fail-on ERR
"""
_HOOKS = """\
repos:
  - repo: local
    hooks:
      - id: codegen-check
        name: codegen check
        entry: codegen check
        language: system
        pass_filenames: false
"""
FILES: Final = {".github/workflows/codegen.yml": _WORKFLOW, ".pre-commit-config.yaml": _HOOKS}


def write_ci_files(console: Console) -> None:
    """Write each file that does not exist, and print the content of others, to add by hand. Raises ``UsageError``."""
    for name, text in FILES.items():
        path = console.output_path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            console.result(f"{name} exists; what to add to it:\n{text}")
        except OSError as error:
            msg = f"{name} cannot be written: {error.strerror}"
            raise UsageError(msg) from error
        else:
            console.result(f"{name}: written")
