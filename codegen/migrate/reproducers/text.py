"""Write the text of reproducers: one function that uses the changed symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.audience.callers.breaks import Effect, SymbolKind
from codegen.diff.audience.callers.naming import method_path
from codegen.diff.audience.callers.surface import argument_list, emitted_operation, field_of, python_name, symbol_type
from codegen.diff.model.changes import Direction
from codegen.ir.api import In
from codegen.ir.types import Object
from codegen.python.code import Code, dotted, fmt, ident, join, literal
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.imports import Imports
from codegen.python.emit.responses import response_annotation

if TYPE_CHECKING:
    from codegen.diff.audience.callers.breaks import Break
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.api import OpId
    from codegen.ir.types import DefId, Field

_SOME = ident("some")
_VALUE = ident("value")
_TYPED = {Effect.TYPE, Effect.VALUES, Effect.RENAMED}
"""Effects shown by a type: a name that was taken over by something else still exists."""


class Caller:
    """Writes callers of the old version."""

    def __init__(self, old: ComparedApi, new: ComparedApi) -> None:
        self.old = old
        self.new = new
        self.package = old.names.package

    def write(self, row: Break) -> Code | None:
        """Return a program that shows a break; None if no program can."""
        if row.old.kind in {SymbolKind.METHOD, SymbolKind.ARGUMENT, SymbolKind.RESULT}:
            return self._method(row)
        if row.old.kind is SymbolKind.CLASS:
            return self._class(row)
        return self._field(row) if row.old.kind is SymbolKind.FIELD else None

    def _annotator(self) -> Annotator:
        return Annotator(self.old.emitted, self.old.names, up=f"{self.package}.")

    def _method(self, row: Break) -> Code | None:
        operation = row.old.operation
        if operation is None or not method_path(self.old, operation):
            return None
        annotator = self._annotator()
        path = dotted("client", *method_path(self.old, operation).split("."))
        if row.old.kind is SymbolKind.METHOD and row.effect is not Effect.NEEDED:
            return self._program(annotator, [], fmt("object"), [fmt("return {}", path)], client=True)
        extra, values = "", []
        if row.old.kind is SymbolKind.ARGUMENT:
            extra = python_name(self.old, row.old)
            node = symbol_type(self.old, row.old)
            if not extra or node is None:
                return None
            if row.effect in _TYPED:
                values = [fmt("value: {}", annotator.sent(node))]
        call = fmt("{}({})", path, join(", ", self._passed(operation, extra, typed=bool(values))))
        if row.old.kind is SymbolKind.RESULT:
            return self._result(annotator, operation, call)
        return self._program(annotator, values, fmt("None"), [call], client=True, some=True)

    def _result(self, annotator: Annotator, operation: OpId, call: Code) -> Code | None:
        found = emitted_operation(self.old, operation)
        if found is None:
            return None
        if found.pagination is None:
            returns = response_annotation(annotator, found)
            return self._program(annotator, [], returns, [fmt("return {}", call)], client=True, some=True)
        item = annotator.received(found.pagination.item)
        lines = [fmt("for item in {}:", call), fmt("    return item"), fmt("raise LookupError")]
        return self._program(annotator, [], item, lines, client=True, some=True)

    def _passed(self, operation: OpId, extra: str, *, typed: bool) -> list[Code]:
        """Return the required arguments of a call, and the changed one."""
        rows = sorted(argument_list(self.old, operation), key=lambda row: row[0] != In.PATH)
        found = emitted_operation(self.old, operation)
        order = {name: index for index, name in enumerate(found.path[1::2])} if found is not None else {}
        rows.sort(key=lambda row: order.get(row[1], len(order)) if row[0] == In.PATH else len(order))
        return [
            fmt("{}={}", ident(name), _VALUE if name == extra and typed else _SOME)
            for _, _, name, _, required in rows
            if required or name == extra
        ]

    def _class(self, row: Break) -> Code | None:
        name = self.old.names.models.get(row.old.owner) if row.old.owner is not None else None
        if name is None or row.old.owner is None:
            return None
        if row.effect is not Effect.NEEDED:
            return fmt("from {} import {} as {}\n", dotted(self.package, "models"), name.name, name.name)
        if row.direction is Direction.RESPONSE:
            return None
        return self._dict(row.old.owner, None, None)

    def _field(self, row: Break) -> Code | None:
        owner = row.old.owner
        item = field_of(self.old, owner, row.old.name)
        if owner is None or item is None:
            return None
        if row.direction is Direction.REQUEST:
            return self._dict(owner, item, row)
        annotator = self._annotator()
        attribute = python_name(self.old, row.old)
        if not attribute:
            return None
        returns = fmt("object")
        if row.effect in _TYPED:
            returns = annotator.received(item.type)
            if not item.required and not item.type.nullable:
                returns = fmt("{} | None", returns)
        params = [fmt("value: {}", annotator.model(owner))]
        return self._program(annotator, params, returns, [fmt("return value.{}", ident(attribute))])

    def _dict(self, owner: DefId, item: Field | None, row: Break | None) -> Code | None:
        """Return a program that builds a dict for a request."""
        definition = self.old.emitted.definitions[owner]
        if not isinstance(definition.type, Object):
            return None
        annotator = self._annotator()
        annotator.uses_params = True
        typed = row is not None and item is not None and row.effect in {Effect.TYPE, Effect.VALUES}
        params = [fmt("value: {}", annotator.sent(item.type))] if typed and item is not None else []
        entries = [
            fmt("{}: {}", literal(field.name), _VALUE if typed and field is item else _SOME)
            for field in definition.type.fields
            if not field.read_only and (field.required or field is item)
        ]
        returns = dotted("p", self.old.names.models[owner].typed_dict)
        lines = [fmt("return {{{}}}", join(", ", entries))]
        return self._program(annotator, params, returns, lines, some=True)

    def _program(
        self,
        annotator: Annotator,
        params: list[Code],
        returns: Code,
        lines: list[Code],
        *,
        client: bool = False,
        some: bool = False,
    ) -> Code:
        """Return the whole program: imports and one function."""
        imports = Imports()
        imports.merge(annotator.imports)
        imports.modules |= annotator.imports.modules
        signature = [*([fmt("client: Client")] if client else []), *params]
        if client:
            imports.use(str(self.package), "Client")
        if some:
            imports.use("typing", "Any")
            signature.append(fmt("some: Any"))
        for used, package, name in ((annotator.uses_models, "models", "m"), (annotator.uses_params, "params", "p")):
            if used:
                imports.use_as(str(self.package), package, name)
        head = join("\n", [fmt("from __future__ import annotations"), join("", []), *imports.lines()])
        body = join("\n", [fmt("    {}", line) for line in lines])
        return fmt("{}\n\n\ndef caller({}) -> {}:\n{}\n", head, join(", ", signature), returns, body)
