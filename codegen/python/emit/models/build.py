"""Builds the ``models`` package of the output."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.errors import InternalError
from codegen.ir.types import DefId, Object
from codegen.python.code import Code, join
from codegen.python.emit.imports import Imports
from codegen.python.emit.lazy import lazy_package
from codegen.python.emit.models.aliases import alias_views
from codegen.python.emit.models.check import check_classes, check_imports
from codegen.python.emit.models.engine import run_engine, split_imports
from codegen.python.emit.models.refs import build_refs
from codegen.python.emit.models.synthetic import Synthetic
from codegen.python.emit.models.views import ClassView, class_view
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from codegen.ir.api import Api
    from codegen.python.emitter import EmitInput
    from codegen.python.names import NameTable

FUTURE = "__future__"


def build_models(given: EmitInput) -> Emitted:
    """Return the files of ``models/``.

    Raises ``InternalError`` when the output of the engine differs from the assigned names.
    """
    api, names = given.api, given.names
    synthetic = Synthetic(api, names)
    modules: dict[str, _ModelsModule] = {}
    views: dict[str, ClassView] = {}
    for key, definition in api.definitions.items():
        place = names.models[key]
        module = modules.setdefault(place.module, _ModelsModule(place.module))
        if isinstance(definition.type, Object):
            view = class_view(api, names, key, definition.type, module.imports)
            module.classes[place.name] = frozenset(view.fields)
            views[synthetic.key(key)] = view
        else:
            module.aliases.append(key)
    written = run_engine(synthetic.document(), views) if views else {}
    expected = {name for name, module in modules.items() if module.classes}
    if written.keys() != expected:
        msg = f"the models engine did not write the expected modules: {sorted(written.keys() ^ expected)[:5]}"
        raise InternalError(msg)
    decided = _decided(names)
    emitted = Emitted()
    for name, module in modules.items():
        emitted.add(f"models/{name}.py", module.code(api, names, written.get(name), decided), decided[f".{name}"])
    refs = build_refs(names)
    if refs is not None:
        emitted.add("models/_refs.py", refs, decided["._refs"])
    exports = {str(name.name): f".{name.module}" for name in names.models.values()}
    exports.update(dict.fromkeys(map(str, (*names.refs.values(), *names.lazy.values())), "._refs"))
    init = lazy_package("Models of the API, imported on first use.", exports, up="..")
    emitted.add("models/__init__.py", init)
    return emitted


@dataclass(slots=True)
class _ModelsModule:
    """One module of ``models``: its classes with the expected fields, its aliases and its imports."""

    name: str
    classes: dict[str, frozenset[str]] = field(default_factory=dict)
    aliases: list[DefId] = field(default_factory=list)
    imports: Imports = field(default_factory=Imports)

    def code(self, api: Api, names: NameTable, written: Code | None, decided: Mapping[str, AbstractSet[str]]) -> Code:
        """Return the module: the imports that its code uses, the classes, the aliases."""
        pairs, body = split_imports(written) if written is not None else ([], join("", []))
        tree = ast.parse(body)
        defined = {target for statement in tree.body for target in _defines(statement)}
        if defined != self.classes.keys():
            differing = sorted(defined ^ self.classes.keys())[:5]
            msg = f"the models engine did not write the expected classes of {self.name}: {differing}"
            raise InternalError(msg)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        needed = Imports()
        for module, name in [*pairs, *self.imports.pairs()]:
            if module not in {FUTURE, f".{self.name}"} and name.rsplit(" ", 1)[-1] in used:
                needed.names.setdefault(module, set()).add(name)
        check_imports(needed.pairs(), decided)
        imported = {name.rsplit(" ", 1)[-1] for _, name in needed.pairs()}
        check_classes(tree, self.classes, imported | decided.get(f".{self.name}", frozenset()))
        aliases = alias_views(api, names, self.name, self.aliases, needed)
        return render("models/module.py.jinja", imports=needed.lines(), body=body, aliases=aliases)


def _decided(names: NameTable) -> dict[str, set[str]]:
    """Return the names that a models module may import from each of its siblings."""
    decided: dict[str, set[str]] = {"._refs": set(map(str, (*names.refs.values(), *names.lazy.values())))}
    for place in names.models.values():
        decided.setdefault(f".{place.module}", set()).add(str(place.name))
    return decided


def _defines(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.ClassDef):
        return [statement.name]
    msg = f"the models engine wrote a statement of an unknown kind: {ast.unparse(statement)[:80]}"
    raise InternalError(msg)
