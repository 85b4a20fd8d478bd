"""Read one module of scanned code, statement by statement, and propagate what is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import libcst as cst

from codegen.ir.types import RefTo
from codegen.migrate.scan.annotations import annotated
from codegen.migrate.scan.calls import Calls
from codegen.migrate.scan.known import (
    Client,
    ClientClass,
    DictLiteral,
    Function,
    Instance,
    Items,
    ModelClass,
    Other,
    OwnClass,
    ServiceClass,
    Typed,
    Value,
)
from codegen.migrate.scan.literals import UNKNOWN, literal
from codegen.migrate.scan.scope import BlockScope

if TYPE_CHECKING:
    from codegen.ir.api import OpId
    from codegen.migrate.scan.imports import ImportReader
    from codegen.migrate.scan.scope import Memory
    from codegen.migrate.scan.types import Resolver
    from codegen.migrate.scan.uses import Uses


class Reader(Calls):
    """Reads statements. Bodies of functions are read after their enclosing block."""

    def __init__(self, resolver: Resolver, uses: Uses, memory: Memory, module: str, imports: ImportReader) -> None:
        super().__init__(resolver, uses, memory, module)
        self.imports = imports
        self.package_imports: list[cst.Import | cst.ImportFrom] = []
        self._path: list[str] = []

    def read(self, tree: cst.Module) -> None:
        """Read a module and record its names."""
        self.block(tree.body)
        known = {name: found for name, found in self.scope.known.items() if found is not None}
        self.memory.exports[self.module] = known

    def block(self, statements: object) -> None:
        """Read statements; then the functions among them."""
        functions: list[tuple[cst.FunctionDef, Function, BlockScope]] = []
        for statement in statements if isinstance(statements, (list, tuple)) else ():
            self._statement(statement, functions)
        for node, function, scope in functions:
            self._body(node, function, scope)

    def _statement(self, node: cst.CSTNode, functions: list[tuple[cst.FunctionDef, Function, BlockScope]]) -> None:
        if isinstance(node, cst.FunctionDef):
            functions.append(self._define(node))
        elif isinstance(node, cst.For | cst.With):
            self._header(node)
            self._parts(node, functions)
        elif (read := _READERS.get(type(node))) is not None:
            read(self, node)
        elif isinstance(node, cst.BaseExpression):
            self.value(node)
        else:
            for child in node.children:
                self._statement(child, functions)

    def _header(self, node: cst.For | cst.With) -> None:
        if isinstance(node, cst.For):
            self.bind(node.target, self.resolver.item(self.value(node.iter)), self._pairs(node.iter))
            return
        for item in node.items:
            found = self.value(item.item)
            if found is not None and isinstance(found.known, Items):
                found = found.but(found.known.item)  # a generator under ``contextmanager``
            if item.asname is not None:
                self.bind(item.asname.name, found)

    def read_assign(self, node: cst.Assign) -> None:
        """Bind the targets of an assignment."""
        found = self.value(node.value)
        for target in node.targets:
            self.bind(target.target, found)
            if isinstance(target.target, cst.Subscript) and len(target.target.slice) == 1:
                self._assign_key(target.target, node.value)

    def _assign_key(self, target: cst.Subscript, value: cst.BaseExpression) -> None:
        """Record a key assigned to a dict display."""
        into = self.scope.find(target.value.value) if isinstance(target.value, cst.Name) else None
        index = target.slice[0].slice
        key = literal(index.value) if isinstance(index, cst.Index) else UNKNOWN
        if into is not None and isinstance(into.known, DictLiteral) and isinstance(key, str):
            into.known.later.append((key, target, value))

    def _parts(self, node: cst.For | cst.With, functions: list[tuple[cst.FunctionDef, Function, BlockScope]]) -> None:
        self._statement(node.body, functions)
        if isinstance(node, cst.For) and node.orelse is not None:
            self._statement(node.orelse, functions)

    def read_annotated(self, node: cst.AnnAssign) -> None:
        """Bind an annotated name."""
        stated = annotated(node.annotation.annotation, self.named)
        found = self.value(node.value) if node.value is not None else None
        if (
            found is not None
            and stated is not None
            and isinstance(stated.known, Value)
            and hasattr(found.known, "node")
        ):
            self.uses.nested(stated.known.type, node.value, stated.sure)  # type: ignore[arg-type]
        self.bind(node.target, stated if stated is not None else found)
        if self.scope.owner is not None and isinstance(node.target, cst.Name) and stated is not None:
            self.scope.owner.members.setdefault(node.target.value, stated)

    def read_return(self, node: cst.Return) -> None:
        """Record the return value of a function."""
        found = self.value(node.value) if node.value is not None else None
        function = self.scope.function
        if function is not None and function.returns is None and found is not None:
            function.returns = found if not isinstance(found.known, Other) else None

    def read_import(self, node: cst.Import) -> None:
        """Bind the names of ``import``."""
        for name, found, _ in self.imports.plain(node):
            self.scope.known[name] = found
        if any(self.imports.below(_dotted(alias)) is not None for alias in node.names):
            self.package_imports.append(node)

    def read_import_from(self, node: cst.ImportFrom) -> None:
        """Bind the names of ``from … import``."""
        if isinstance(node.names, cst.ImportStar):
            self.scope.known.update(self.imports.starred(node))
            return
        ours = False
        for name, found, alias in self.imports.names(node):
            self.scope.known[name] = found
            if isinstance(found.known, ModelClass):
                self.uses.model(found.known.owner, alias, found.sure)
            ours = ours or self.imports.below(f"{self.imports.source(node)}.{_dotted(alias)}") is not None
        if ours:
            self.package_imports.append(node)

    def _define(self, node: cst.FunctionDef) -> tuple[cst.FunctionDef, Function, BlockScope]:
        for decorator in node.decorators:
            self.value(decorator.decorator)
        name = ".".join([*self._path, node.name.value])
        params = [*node.params.posonly_params, *node.params.params, *node.params.kwonly_params]
        made = Function(name, node.asynchronous is not None, [item.name.value for item in params])
        function = self.memory.functions.setdefault((self.module, name), made)
        if node.returns is not None:
            stated = annotated(node.returns.annotation, self.named)
            function.returns = stated or function.returns
        scope = BlockScope(parent=self._enclosing(), function=function)
        for item in params:
            scope.known[item.name.value] = self._param(item, function)
        owner = self.scope.owner
        plain = _is_property(node)
        if owner is not None:
            if params and not any(_last(item) == "staticmethod" for item in node.decorators):
                scope.known[params[0].name.value] = Typed(Instance(owner))
            self._service(node, owner, scope)
            member = function.returns if plain else Typed(function)
            if member is not None:
                owner.members[node.name.value] = member
        self.scope.known[node.name.value] = Typed(function)
        return node, function, scope

    def _enclosing(self) -> BlockScope:
        """Return the scope visible to the body of a function: not that of an enclosing class."""
        scope = self.scope
        while scope.owner is not None and scope.parent is not None:
            scope = scope.parent
        return scope

    def _param(self, item: cst.Param, function: Function) -> Typed | None:
        default = self.value(item.default) if item.default is not None else None
        stated = annotated(item.annotation.annotation, self.named) if item.annotation is not None else None
        if stated is not None:
            return stated
        if item.annotation is not None:
            return Typed(Other())
        given = function.given.get(item.name.value)
        return given if given is not None else default if default and not isinstance(default.known, Other) else None

    def _body(self, node: cst.FunctionDef, function: Function, scope: BlockScope) -> None:
        outer, self.scope = self.scope, scope
        self._path.append(node.name.value)
        inner: list[tuple[cst.FunctionDef, Function, BlockScope]] = []
        self._statement(node.body, inner)
        for child, made, own in inner:
            self._body(child, made, own)
        self._path.pop()
        self.scope = outer
        owner = outer.owner
        if owner is not None and _is_property(node) and function.returns is not None:
            owner.members[node.name.value] = function.returns

    def read_class(self, node: cst.ClassDef) -> None:
        """Read a class: its bases, then its body."""
        name = ".".join([*self._path, node.name.value])
        owner = self.memory.classes.setdefault((self.module, name), OwnClass(name))
        for arg in (*node.bases, *node.keywords):
            found = self.value(arg.value)
            match found.known if found is not None else None:
                case OwnClass() as base if base not in owner.bases and base is not owner:
                    owner.bases.append(base)
                    owner.service = owner.service or base.service
                case ServiceClass() as service:
                    owner.service = service
                case ClientClass(is_async=is_async):
                    owner.is_client = Typed(Client(is_async))
                case _:
                    pass
        self.scope.known[node.name.value] = Typed(owner)
        outer, self.scope = self.scope, BlockScope(parent=self.scope, owner=owner)
        self._path.append(node.name.value)
        self.block(node.body.body)
        self._path.pop()
        self.scope = outer
        if owner.service is not None and owner.service.abstract and not _is_abstract(node):
            self.uses.service(owner, owner.service.key, node)

    def _service(self, node: cst.FunctionDef, owner: OwnClass, scope: BlockScope) -> None:
        """Type a method of a service by its operation, whatever its annotations."""
        if owner.service is None:
            return
        operation = self.uses.surface.services_of(owner.service.key).get(node.name.value)
        if operation is None:
            return
        self.uses.implemented(operation, node)
        names = [name for name in scope.known if name in {"params", "body"}]
        for name in names:
            found = self._service_argument(operation, name)
            if found is not None:
                scope.known[name] = found

    def _service_argument(self, operation: OpId, name: str) -> Typed | None:
        found = next((item for item in self.uses.surface.side.emitted.operations if item.id == operation), None)
        if found is None:
            return None
        if name == "params" and found.query is not None:
            return Typed(Value(RefTo(target=found.query)))
        if name == "body" and found.body is not None and found.body.media[0].type is not None:
            return Typed(Value(found.body.media[0].type))
        return None


_READERS: Mapping[type, Callable[..., None]] = {
    cst.ClassDef: Reader.read_class,
    cst.Assign: Reader.read_assign,
    cst.AnnAssign: Reader.read_annotated,
    cst.Return: Reader.read_return,
    cst.Import: Reader.read_import,
    cst.ImportFrom: Reader.read_import_from,
}


def _is_abstract(node: cst.ClassDef) -> bool:
    """Return whether a class declares abstract methods."""
    return any(
        _last(decorator) == "abstractmethod"
        for item in node.body.body
        if isinstance(item, cst.FunctionDef)
        for decorator in item.decorators
    )


def _is_property(node: cst.FunctionDef) -> bool:
    return any(_last(item) in {"property", "cached_property"} for item in node.decorators)


def _last(node: cst.Decorator) -> str:
    found = node.decorator
    return found.attr.value if isinstance(found, cst.Attribute) else getattr(found, "value", "")


def _dotted(alias: cst.ImportAlias) -> str:
    return alias.evaluated_name
