# ruff: noqa: INP001 - a script, not a package
"""Prints the targets of the configuration that have a document: name, tab, path relative to the current folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from codegen.config import find_config, load_config
from codegen.core.diagnostic import Diagnostics


def main(names: list[str]) -> None:
    """Print a line for each of the named targets, or for all; ``codegen check`` reports an invalid configuration."""
    path = find_config(Path.cwd())
    config = load_config(path, Diagnostics()) if path is not None else None
    for target in config.targets if config is not None else ():
        if target.spec and (not names or target.name in names):
            document = Path(os.path.relpath(target.root / target.spec)).as_posix()
            sys.stdout.write(f"{target.name}\t{document}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
