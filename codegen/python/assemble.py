"""Assembles the files of a package except its manifest: its parts, its ``__init__`` and its runtime modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.python.code import from_runtime, ident
from codegen.python.emit.deprecations import without_reports
from codegen.python.emit.features import needed_features
from codegen.python.emit.installed import build_runtime_version
from codegen.python.emit.package import build_init
from codegen.python.emit.runtime import build_runtime
from codegen.python.emitter import Emitted
from codegen.python.parts import RUNTIME_DISTRIBUTION, exports, find_parts, load_builder, load_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from codegen.core.diagnostic import Diagnostics
    from codegen.python.emitter import EmitInput


def report_parts(given: EmitInput, parts: Iterable[str], found: Diagnostics) -> None:
    """Report as warnings which elements of an API the parts do not support."""
    for row in find_parts(parts):
        for path in row.reports:
            load_report(path)(given, found)


def emit_parts(given: EmitInput, parts: Iterable[str], step: Callable[[str], None]) -> Emitted:
    """Return the files of the parts and of those they need. ``step`` is called with the name of each builder."""
    rows = find_parts(parts)
    emitted = Emitted()
    for path in dict.fromkeys(path for row in rows for path in row.builders):
        step(path.rpartition(":build_")[2])
        emitted.update(load_builder(path)(given))
    emitted.code = without_reports(emitted.code, emitted.deprecated)
    features = needed_features(given, emitted.code.values())
    emitted.add("__init__.py", build_init(given.api, exports(rows, features), checked=given.installed))
    if not given.installed:
        emitted.data |= build_runtime(emitted.code.values(), features)
        return emitted
    package = ident(RUNTIME_DISTRIBUTION.replace("-", "_"))
    emitted.code = {path: from_runtime(code, package) for path, code in emitted.code.items()}
    emitted.add("_runtime_version.py", build_runtime_version(str(given.names.package), RUNTIME_DISTRIBUTION))
    return emitted
