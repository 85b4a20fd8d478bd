"""Builds the ``models`` package of the output."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from codegen.core.errors import InternalError
from codegen.core.pycode import Code
from codegen.emit.imports import Imports
from codegen.emit.lazy import lazy_package
from codegen.emit.models.engine import run_engine, split_imports
from codegen.emit.models.refs import build_refs
from codegen.emit.models.synthetic import Synthetic
from codegen.emit.models.views import ClassView, class_view
from codegen.render import render

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from codegen.ir.api import Api
    from codegen.ir.names import NameTable
    from codegen.ir.types import DefId

FUTURE = "__future__"


def build_models(api: Api, names: NameTable, closed: AbstractSet[DefId]) -> dict[str, Code]:
    """Return the files of ``models/``. ``closed`` holds the definitions whose classes refuse unknown fields.

    Raises ``InternalError`` when what the engine wrote differs from the names that were decided.
    """
    synthetic = Synthetic(api, names)
    imports: dict[str, Imports] = {}
    views: dict[str, ClassView] = {}
    expected: dict[str, set[str]] = {}
    for key in api.definitions:
        place = names.models[key]
        collected = imports.setdefault(place.module, Imports())
        views[synthetic.key(key)] = class_view(api, names, key, collected, closed=key in closed)
        expected.setdefault(place.module, set()).add(place.name)
    modules = run_engine(synthetic.document(), views) if api.definitions else {}
    if modules.keys() != expected.keys():
        msg = f"the models engine wrote other modules than were named: {sorted(modules.keys() ^ expected.keys())[:5]}"
        raise InternalError(msg)
    files = {
        f"models/{module}.py": _module(module, code, imports[module], expected[module])
        for module, code in modules.items()
    }
    refs = build_refs(names)
    if refs is not None:
        files["models/_refs.py"] = refs
    exports = {str(name.name): f".{name.module}" for name in names.models.values()}
    exports.update(dict.fromkeys(map(str, (*names.refs.values(), *names.lazy.values())), "._refs"))
    files["models/__init__.py"] = lazy_package(
        "Models of the API. Each is imported when it is first used.", exports, up=".."
    )
    return files


def _module(module: str, code: Code, imports: Imports, expected: set[str]) -> Code:
    """Put one module together: the imports that its code really uses, then the code."""
    pairs, body = split_imports(code)
    tree = ast.parse(body)
    defined = {target for statement in tree.body for target in _defines(statement)}
    if defined != expected:
        msg = f"the models engine named {sorted(defined ^ expected)[:5]} in {module} otherwise than was decided"
        raise InternalError(msg)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    needed = Imports()
    for source, name in [*pairs, *((source, name) for source, names in imports.names.items() for name in names)]:
        if source != FUTURE and name.rsplit(" ", 1)[-1] in used:
            _use(needed, source, name)
    return render("models/module.py.jinja", imports=needed.lines(), body=body)


def _use(imports: Imports, module: str, name: str) -> None:
    imports.names.setdefault(module, set()).add(name)


def _defines(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case _:
            msg = f"the models engine wrote a statement of an unknown kind: {ast.unparse(statement)[:80]}"
            raise InternalError(msg)
