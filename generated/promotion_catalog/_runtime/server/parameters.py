"""Parses path, query, header and cookie parameters to the arguments of a service method."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from ..shared.media import FORM, essence, is_json
from ..shared.typeinfo import adapter as adapter_of
from .annotations import fields_of, form_type_of
from .exploded import gather, is_exploded, is_open, named_node
from .forms import Branch, Decode, Leaf, Limits, Node, form, percent, plain, split_pairs, tree
from .formtypes import ANYTHING, FormType, Reading, Text, refuse
from .jsontext import parse_json
from .properties import read_properties
from .styles import form_node, path_node, unfold
from .validation import violation_from
from .violations import Path, Violation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import TypeAdapter
    from starlette.requests import Request

    from ..shared.operation import Operation, Param

_ABSENT: Final = object()


class PathArgument:
    """Parses a path parameter from its raw segment."""

    def __init__(self, param: Param) -> None:
        """Prepare the validator of one parameter."""
        annotation = param.type() if param.type else str
        self.param = param
        self.plain = annotation is str and param.style == "simple" and not param.content_type
        self.form_type = form_type_of(annotation)
        self.adapter: TypeAdapter[object] = adapter_of(annotation)

    def read(self, raw: str) -> object:
        """Return the value. Raises ``Violation``."""
        param = self.param
        path: Path = (param.name,)
        if self.plain:
            return _decoded(percent, raw, path)
        if param.content_type:
            value = content_value(param, _decoded(percent, raw, path), self.form_type, Reading(percent))
        else:
            node = path_node(raw, param.name, param.style, self.form_type, percent, explode=param.explode)
            value = self.form_type.read(node, path, Reading(percent))
        return validated(self.adapter, value, path)


def _decoded(decode: Decode, raw: str, path: Path) -> str:
    try:
        return decode(raw)
    except Violation as violation:
        raise Violation(path, violation.kind, violation.value) from None


def content_value(param: Param, text: str, form_type: FormType, reading: Reading) -> object:
    """Return the value of a parameter with a media type. Raises ``Violation``.

    If the type allows strings, text other than JSON is taken literally: many clients omit the quotes.
    """
    path: Path = (param.name,)
    if not is_json(param.content_type):
        return form_type.read(Leaf([text]), path, replace(reading, decode=plain, json_inside=True))
    if isinstance(form_type, Text) and text[:1] != '"':
        return text
    try:
        return parse_json(text, path)
    except Violation:
        if not form_type.leaf:
            raise
        return form_type.read(Leaf([text]), path, replace(reading, decode=plain))


def validated(
    adapter: TypeAdapter[object], value: object, path: Path, names: Mapping[str, str] | None = None
) -> object:
    """Return the value validated by pydantic. Raises ``Violation``."""
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise violation_from(error, value, path, names) from None


class Parameters:
    """Parses all parameters of an operation; prepared with the first request."""

    def __init__(self, operation: Operation[object], limits: Limits, keys: frozenset[str] = frozenset()) -> None:
        """Store the operation without importing its types. ``keys`` are the query parameters of authentication."""
        self.operation = operation
        self.limits = limits
        self.keys = keys | {form(part.partition("=")[0]) for part in operation.fixed}
        self.query = [param for param in operation.params if param.where == "query"]
        self.others = [param for param in operation.params if param.where in {"header", "cookie"}]
        self.whole = next((param for param in operation.params if param.where == "querystring"), None)
        self.literal = frozenset(param.name for param in self.query if "[" in param.name)
        self.names = {param.argument: param.name for param in operation.params}

    @cached_property
    def path_arguments(self) -> Sequence[PathArgument]:
        """The path parameters in the order of the template, without duplicates."""
        by_name = {param.name: param for param in self.operation.params if param.where == "path"}
        return [PathArgument(by_name[name]) for name in dict.fromkeys(self.operation.path[1::2])]

    @cached_property
    def form_types(self) -> Mapping[str, FormType]:
        """The form types of all other parameters by argument name."""
        return fields_of(self.operation.query(), by_name=True) if self.operation.query else {}

    @cached_property
    def adapter(self) -> TypeAdapter[object] | None:
        """The validator of the model of all other parameters."""
        return adapter_of(self.operation.query()) if self.operation.query else None

    def read_path(self, values: Sequence[str]) -> list[object]:
        """Return the path arguments. Raises ``Violation``."""
        if len(values) != len(self.path_arguments):
            values = self._each_once(values)
        return [argument.read(raw) for argument, raw in zip(self.path_arguments, values, strict=True)]

    def _each_once(self, values: Sequence[str]) -> list[str]:
        """Return one value per parameter for a template with repeated parameters."""
        found: dict[str, str] = {}
        for name, raw in zip(self.operation.path[1::2], values, strict=True):
            if found.setdefault(name, raw) != raw:
                raise Violation((name,), "repeated", raw)
        return list(found.values())

    def read_model(self, request: Request, *, refuse_unknown: bool) -> object | None:
        """Return the model of the other parameters, None if the operation has none. Raises ``Violation``."""
        query: bytes = request.scope.get("query_string", b"")
        if not query and self.operation.query is None:
            return None
        data: dict[str, object] = {}
        reading = Reading(form, refuse_unknown)
        if self.whole is not None:
            data[self.whole.argument] = self._whole(self.whole, query, reading)
        elif query:
            self._query(query, data, reading)
        for param in self.others:
            value = self._other(param, request, reading)
            if value is not _ABSENT:
                data[param.argument] = value
        return None if self.adapter is None else validated(self.adapter, data, (), self.names)

    @cached_property
    def exploded(self) -> Sequence[tuple[Param, FormType]]:
        """The parameters whose properties may be sent without their name, those with additional properties last."""
        form_types = [(param, self.form_types.get(param.argument, ANYTHING)) for param in self.query]
        found = [(param, form_type) for param, form_type in form_types if is_exploded(param, form_type)]
        return sorted(found, key=lambda item: is_open(item[1]))

    def _query(self, query: bytes, data: dict[str, object], reading: Reading) -> None:
        root = tree(split_pairs(query, self.limits), self.limits, self.literal)
        for param in self.query:
            if param.name in root.children:
                form_type = self.form_types.get(param.argument, ANYTHING)
                node = named_node(root, param, form_type)
                if node is not None:
                    data[param.argument] = _value(param, node, form_type, reading)
        if not root.children:
            return
        for param, form_type in self.exploded:
            node = None if param.argument in data else gather(root, form_type, self.keys)
            if node is not None:
                data[param.argument] = _value(param, node, form_type, reading)
        if reading.refuse_unknown:
            refuse([(name,) for name in root.children if name not in self.keys])

    def _whole(self, param: Param, query: bytes, reading: Reading) -> object:
        form_type = self.form_types.get(param.argument, ANYTHING)
        if essence(param.content_type) != FORM:
            text = _decoded(percent, query.decode("latin-1"), (param.name,))
            return content_value(param, text, form_type, reading)
        return read_properties(form_type, tree(split_pairs(query, self.limits), self.limits), {}, reading)

    def _other(self, param: Param, request: Request, reading: Reading) -> object:
        form_type = self.form_types.get(param.argument, ANYTHING)
        if param.where == "header":
            # header names in requests are ASCII
            values = request.headers.getlist(param.name) if param.name.isascii() else []
            if not values:
                return _ABSENT
            reading = Reading(plain, reading.refuse_unknown)
            text = ",".join(map(_text, values))
            if param.content_type:
                return content_value(param, text, form_type, reading)
            raw = ",".join(part.strip() for part in text.split(",")) if form_type.array or form_type.mapping else text
            return form_type.read(unfold(raw, ",", form_type, plain, explode=param.explode), (param.name,), reading)
        decode = plain if param.style == "cookie" else percent
        cookies = _cookies(request, param, decode)
        node = named_node(cookies, param, form_type)
        if node is None and is_exploded(param, form_type):
            node = gather(cookies, form_type, self.keys)
        if node is None:
            return _ABSENT
        return _value(param, node, form_type, Reading(decode, reading.refuse_unknown))


def _value(param: Param, node: Node, form_type: FormType, reading: Reading) -> object:
    path: Path = (param.name,)
    if param.content_type and isinstance(node, Leaf):
        return content_value(param, _decoded(reading.decode, str(node.values[0]), path), form_type, reading)
    try:
        node = form_node(node, param.style, form_type, reading.decode, explode=param.explode)
    except Violation as violation:
        raise Violation(path, violation.kind, violation.value, violation.detail) from None
    if param.style != "deepObject":
        reading = Reading(reading.decode, reading.refuse_unknown, json_inside=True)
    return form_type.read(node, path, reading)


def _text(value: str) -> str:
    """Decode a header value as UTF-8 if it is valid UTF-8: ASGI servers decode it as Latin-1."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def _cookies(request: Request, param: Param, decode: Decode) -> Branch:
    """Return all cookies by name; exploded values may be sent as ``name=a&name=b``."""
    root = Branch()
    for header in request.headers.getlist("cookie"):
        for pair in header.split(";"):
            for piece in pair.split("&") if param.explode and param.style != "cookie" else (pair,):
                name, found, value = piece.strip().partition("=")
                if found:
                    node = root.children.setdefault(_decoded(decode, name, (param.name,)), Leaf([]))
                    if isinstance(node, Leaf):
                        node.values.append(value)
    return root
