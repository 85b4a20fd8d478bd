"""Makes a target from command-line flags, for runs without a configuration file."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.config.model import Target
from codegen.config.target import DEFAULT_OUTPUT, package_problem, relative

if TYPE_CHECKING:
    from collections.abc import Sequence


def _slug(text: str) -> str:
    """Return the stem of a file as a package name: ``Pet-Store v2`` → ``pet_store_v2``."""
    return re.sub(r"\W+", "_", text).strip("_").lower()


_MAX_NAME = 40


def package_name(title: str, path: str) -> str:
    """Return a package name for a document: its title where that is a name, else the stem of its file.

    Modules of the standard library would be hidden by packages of their name, which therefore end with ``_api``.
    """
    name = _slug(title)
    if not name.isascii() or len(name) > _MAX_NAME or package_problem(name):
        name = _slug(Path(path).stem)
    return f"{name}_api" if name in sys.stdlib_module_names else name


def target_from_flags(
    spec: str,
    *,
    cwd: Path,
    tables: Sequence[str] = (),
    overlays: Sequence[str] = (),
    output: str | None = None,
    package: str | None = None,
    emit: Sequence[str] = (),
    formatter: str = "black",
) -> Target:
    """Return a target whose root is the folder of the document, so that output does not depend on the current folder.

    Without a document (``spec`` is empty) the tables are the source, and the current folder is the root. ``package``
    defaults to the name of the document or the first table. Raises ``ValueError`` for an invalid package name.
    """
    source = Path(os.path.normpath(cwd / (spec or tables[0])))
    root = source.parent if spec else cwd
    name = package or _slug(source.stem)
    if not name:
        msg = f"no package name can be made of {spec or tables[0]}: choose one with --package"
        raise ValueError(msg)
    if problem := package_problem(name):
        way = "use letters, digits and underscores, and no keyword" if package else "choose one with --package"
        msg = f"{problem}: {way}"
        raise ValueError(msg)
    return Target(
        name=name,
        root=root,
        spec=source.name if spec else "",
        tables=tuple(relative(str(cwd / pattern), root) for pattern in tables),
        overlays=tuple(relative(str(cwd / path), root) for path in overlays),
        output=Path(os.path.normpath(cwd / (output or DEFAULT_OUTPUT))),
        package=name,
        emit=tuple(emit),
        formatter=formatter,
    )
