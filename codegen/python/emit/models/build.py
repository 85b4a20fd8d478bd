"""Builds the ``models`` package of the output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.ir.types import Choice, DefId, Object
from codegen.ir.walk import references
from codegen.python.emit.imports import Imports
from codegen.python.emit.lazy import lazy_package
from codegen.python.emit.models.aliases import alias_views
from codegen.python.emit.models.enums import enum_view
from codegen.python.emit.models.refs import build_refs
from codegen.python.emit.models.views import class_view
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.api import Api
    from codegen.ir.types import Type
    from codegen.python.code import Code
    from codegen.python.emitter import EmitInput
    from codegen.python.names import NameTable


def build_models(given: EmitInput) -> Emitted:
    """Return the files of ``models/``."""
    api, names = given.api, given.names
    modules: dict[str, _ModelsModule] = {}
    for key, definition in api.definitions.items():
        place = names.models[key]
        module = modules.setdefault(place.module, _ModelsModule(place.module))
        module.add(key, definition.type, is_shared=key in given.shared)
    emitted = Emitted()
    for name, module in modules.items():
        defined = set(module.defined(names))
        emitted.add(f"models/{name}.py", module.code(given), defined)
        emitted.deprecated |= {names.models[key].name for key in module.classes if api.definitions[key].deprecated}
    refs = build_refs(names)
    if refs is not None:
        emitted.add("models/_refs.py", refs, {str(name) for name in (*names.refs.values(), *names.lazy.values())})
    exports = {str(name.name): f".{name.module}" for name in names.models.values()}
    exports.update(
        {str(names.models[key].constants): f".{name}" for name, module in modules.items() for key in module.constants}
    )
    exports.update(dict.fromkeys(map(str, (*names.refs.values(), *names.lazy.values())), "._refs"))
    init = lazy_package("Models of the API, imported on first use.", exports, up="..")
    emitted.add("models/__init__.py", init)
    return emitted


@dataclass(slots=True)
class _ModelsModule:
    """One module of ``models``: its classes, its aliases, and the enums with names, as classes or constants."""

    name: str
    classes: list[DefId] = field(default_factory=list)
    aliases: list[DefId] = field(default_factory=list)
    enums: list[DefId] = field(default_factory=list)

    def add(self, key: DefId, node: Type, *, is_shared: bool) -> None:
        """Add a definition; what another package has is an alias here."""
        if isinstance(node, Object) and not is_shared:
            self.classes.append(key)
            return
        is_enum = isinstance(node, Choice) and node.kind == "enum" and not is_shared
        if isinstance(node, Choice) and node.kind and not is_shared:
            self.enums.append(key)
        if not is_enum:
            self.aliases.append(key)

    @property
    def constants(self) -> list[DefId]:
        """The enums that are aliases, with constants beside them."""
        return [key for key in self.enums if key in self.aliases]

    def defined(self, names: NameTable) -> Iterator[str]:
        """Yield the top-level names of the module."""
        yield from (str(names.models[key].name) for key in (*self.classes, *self.aliases))
        yield from (str(names.models[key].name) for key in self.enums if key not in self.aliases)
        yield from (str(names.models[key].constants) for key in self.constants)

    def code(self, given: EmitInput) -> Code:
        """Return the module: imports, classes, aliases."""
        api = given.api
        imports = Imports()
        enums = [enum_view(given, key, imports) for key in self.enums]
        views = [
            class_view(given, key, node, imports)
            for key in _ordered(api, self.classes)
            if isinstance(node := api.definitions[key].type, Object)
        ]
        aliases = alias_views(given, self.name, self.aliases, imports)
        return render("models/module.py.jinja", imports=imports.lines(), enums=enums, classes=views, aliases=aliases)


def _ordered(api: Api, keys: list[DefId]) -> list[DefId]:
    """Return classes of one module, each after those that its fields refer to where possible."""
    own = set(keys)
    done: dict[DefId, None] = {}
    for start in keys:
        if start in done:
            continue
        path = [(start, iter(references(api.definitions[start].type)))]
        entered = {start}
        while path:
            _, below = path[-1]
            following = next((one for one in below if one in own and one not in done and one not in entered), None)
            if following is None:
                done[path.pop()[0]] = None
            else:
                entered.add(following)
                path.append((following, iter(references(api.definitions[following].type))))
    return list(done)
