"""Reads the methods of a Python SDK with ``ast``: dotted name, verb and path. The SDK is never imported."""

from __future__ import annotations

import ast
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

VERBS = ("get", "post", "put", "patch", "delete", "head")
LIST_CALL = "_get_api_list"
MOST_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A method: its dotted name, verb, path template, and a schema of the response."""

    name: str
    verb: str
    path: str
    response: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sdk:
    """The methods of an SDK."""

    rows: tuple[Row, ...]


@dataclass
class Module:
    """A module: its dotted name and its syntax tree."""

    name: str
    tree: ast.Module
    package: bool

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """Return the classes of the module."""
        return {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)}

    @cached_property
    def imports(self) -> dict[str, tuple[str, str]]:
        """Return the imported names, with their module and name there."""
        return dict(self._imports())

    def _imports(self) -> Iterator[tuple[str, tuple[str, str]]]:
        here = self.name.split(".") if self.package else self.name.split(".")[:-1]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                base = here[: len(here) - node.level + 1] if node.level else []
                source = ".".join([*base, *([node.module] if node.module else [])])
                for alias in node.names:
                    yield alias.asname or alias.name, (source, alias.name)


@dataclass
class Reader:
    """The modules of a wheel, and the resources that were reached from its client class."""

    modules: dict[str, Module] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def resolve(self, module: Module, name: str, depth: int = MOST_DEPTH) -> tuple[Module, ast.ClassDef] | None:
        """Return the class that a name refers to in a module."""
        first, _, rest = name.partition(".")
        if not rest and name in module.classes:
            return module, module.classes[name]
        if first not in module.imports or not depth:
            return None
        source, original = module.imports[first]
        inner = self.modules.get(f"{source}.{original}")
        if inner is not None and rest:
            return self.resolve(inner, rest, depth - 1)
        target = self.modules.get(source)
        return None if target is None else self.resolve(target, original, depth - 1)

    def walk(self, module: Module, node: ast.ClassDef, path: tuple[str, ...], above: tuple[str, ...] = ()) -> None:
        """Read the methods of a resource class, and those of its children."""
        if node.name in above or len(path) > MOST_DEPTH:
            return
        for name, verb, template, returns in self.requests(module, node):
            self.rows.append(Row(".".join((*path, name)), verb, template, self.schema(module, returns)))
        for owner, item in self.bases(module, node):
            for name, kind in children(item):
                found = self.resolve(owner, kind)
                if found is not None and not name.startswith(("_", "with_")):
                    self.walk(*found, (*path, name), (*above, node.name))

    def bases(self, module: Module, node: ast.ClassDef) -> Iterator[tuple[Module, ast.ClassDef]]:
        """Yield a class and its base classes in the SDK."""
        yield module, node
        for base in node.bases:
            found = self.resolve(module, _annotation(base))
            if found is not None and found[1] is not node:
                yield from self.bases(*found)

    def requests(self, module: Module, node: ast.ClassDef) -> Iterator[tuple[str, str, str, ast.expr | None]]:
        """Yield the public methods of a class with their verb, path and return annotation."""
        for owner, item in self.bases(module, node):
            for function in item.body:
                if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                    continue
                request = call_of(function) or self.raw_call(owner, node, function)
                if request is not None:
                    yield function.name, *request, function.returns

    def raw_call(self, module: Module, node: ast.ClassDef, function: ast.FunctionDef) -> tuple[str, str] | None:
        """Return the request of the method of the raw client that a method calls."""
        raw = self.resolve(module, f"Raw{node.name}") if "_raw_client" in ast.dump(function) else None
        for one in raw[1].body if raw else ():
            if isinstance(one, ast.FunctionDef) and one.name == function.name:
                return call_of(one)
        return None

    def schema(self, module: Module, annotation: ast.expr | None) -> dict[str, object]:
        """Return a schema that says whether a response is a list, or an object with which lists."""
        text = "" if annotation is None else _annotation(annotation)
        outer = text.partition("[")[0].rpartition(".")[2]
        if outer in {"Optional", "Union"}:
            return self.schema(module, _inner(annotation))
        if outer in {"List", "list", "Sequence"} or " = List[" in text:
            return {"type": "array", "items": {"type": "object"}}
        if any(word in outer for word in ("Page", "Pager", "Paginator", "ListObject")):
            return {"type": "object", "properties": {"data": {"type": "array", "items": {"type": "object"}}}}
        alias = self.alias(module, outer)
        if alias is not None:
            return self.schema(*alias)
        found = self.resolve(module, outer)
        lists = _list_fields(found[1]) if found else []
        return {"type": "object", "properties": {name: {"type": "array", "items": {}} for name in lists}}

    def alias(self, module: Module, name: str, depth: int = MOST_DEPTH) -> tuple[Module, ast.expr] | None:
        """Return the value of ``Name: TypeAlias = …``."""
        for node in module.tree.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
                return None if node.value is None else (module, node.value)
        if name not in module.imports or not depth:
            return None
        source, original = module.imports[name]
        target = self.modules.get(source)
        return None if target is None else self.alias(target, original, depth - 1)


def read_sdk(wheel: Path) -> Sdk:
    """Read the methods below the client class of a wheel."""
    reader = Reader()
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".py"):
                dotted = name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
                try:
                    tree = ast.parse(archive.read(name))
                except SyntaxError:
                    continue
                reader.modules[dotted] = Module(dotted, tree, name.endswith("__init__.py"))
    best: list[Row] = []
    for depth in range(1, 5):
        for module, node in roots(reader, depth):
            reader.rows = []
            reader.walk(module, node, ())
            best = max(best, reader.rows, key=len)
        if best:
            break
    return Sdk(tuple(best))


def roots(reader: Reader, depth: int) -> Iterator[tuple[Module, ast.ClassDef]]:
    """Yield classes that may be the client: in a module at a depth of the package, with children."""
    for module in reader.modules.values():
        if module.name.count(".") == depth and any(word in module.name for word in ("client", "sdk")):
            for node in module.classes.values():
                if "Async" not in node.name and next(children(node), None) is not None:
                    yield module, node


def children(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Yield attributes of a class and the names of their classes."""
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            yield item.target.id, _annotation(item.annotation)
        elif isinstance(item, ast.FunctionDef) and item.name == "__init__":
            yield from _assigned(item)
        elif isinstance(item, ast.FunctionDef) and any("property" in ast.unparse(one) for one in item.decorator_list):
            yield item.name, _returned(item)


def _returned(function: ast.FunctionDef) -> str:
    """Return the class that a property returns: as annotated, else the one that it makes."""
    if function.returns is not None:
        return _annotation(function.returns)
    made = [ast.unparse(part.func) for part in ast.walk(function) if isinstance(part, ast.Call)]
    return made[-1] if made else ""


def _assigned(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield the attributes to which a function assigns a call, and what it calls."""
    for part in ast.walk(function):
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call):
            target = part.targets[0]
            if isinstance(target, ast.Attribute):
                yield target.attr, ast.unparse(part.value.func)


def call_of(function: ast.FunctionDef) -> tuple[str, str] | None:
    """Return the verb and the path of the request that a method makes."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            found = _request(node)
            if found is not None:
                return found
    return None


def _request(call: ast.Call) -> tuple[str, str] | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    keywords = {item.arg: item.value for item in call.keywords if item.arg}
    if not name.startswith("_") and "method" not in keywords and name not in {"request", "stream"}:
        return None
    texts = [*map(_path, call.args[:2]), _path(keywords.get("path"))]
    texts = [text for text in texts if text]
    stated = _path(keywords.get("method")) or ("get" if name == LIST_CALL else name.removeprefix("_"))
    if texts and texts[0].lower() in VERBS:
        stated = texts.pop(0)
    is_request = texts and stated.lower() in VERBS
    return (stated.lower(), "/" + texts[0].lstrip("/")) if is_request else None


def _path(node: ast.expr | None) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{" + _parameter(part) + "}" for part in parts
            )
        case ast.Call(func=ast.Attribute(attr="format", value=value)):
            return _path(value)
        case ast.Call(args=[first, *_]):
            return _path(first)
        case ast.IfExp(body=body):
            return _path(body)
        case _:
            return ""


def _parameter(part: ast.expr) -> str:
    names = [node.id for node in ast.walk(part) if isinstance(node, ast.Name)]
    return names[-1] if names else "id"


def _annotation(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.strip("'\"")
    return ast.unparse(node).replace("'", "").replace('"', "")


def _inner(annotation: ast.expr | None) -> ast.expr | None:
    if not isinstance(annotation, ast.Subscript):
        return None
    inner = annotation.slice
    return inner.elts[0] if isinstance(inner, ast.Tuple) else inner


def _list_fields(node: ast.ClassDef) -> list[str]:
    return [
        item.target.id
        for item in node.body
        if isinstance(item, ast.AnnAssign)
        and isinstance(item.target, ast.Name)
        and _annotation(item.annotation).replace("Optional[", "").replace("typing.", "").startswith(("List[", "list["))
    ]
