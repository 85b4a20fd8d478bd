"""Emits ``client.py`` and ``resources/``: typed sync and async methods on top of the runtime engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.errors import InternalError
from codegen.ir.bodies import body_arguments
from codegen.ir.lookup import definition_of, may_be_null, object_fields, success_type
from codegen.python.code import Code, docstring, fmt, ident, join, literal
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.arguments import call_arguments, other_params, path_params, sent_fields
from codegen.python.emit.deprecations import method_mark
from codegen.python.emit.descriptions import (
    argument_descriptions,
    declared_errors,
    hanging,
    operation_paragraphs,
    resource_text,
    summary,
)
from codegen.python.emit.imports import Imports
from codegen.python.emit.responses import response_annotation
from codegen.python.emit.schemes import header_views, init_doc, scheme_views
from codegen.python.emit.signatures import attribute_path
from codegen.python.emit.streams import is_stream, stream_annotation, stream_argument
from codegen.python.emit.views import (
    ArgumentView,
    MethodView,
    OverloadView,
    WrapperView,
    import_wrappers,
    wrapper_views,
)
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.ir.api import Api, Operation
    from codegen.python.code import Ident
    from codegen.python.emit.arguments import Argument
    from codegen.python.emit.streams import StreamArgument
    from codegen.python.emitter import EmitInput
    from codegen.python.names import NameTable, OperationName, ResourceName

_RESOURCE = "_runtime.client.resource"
_PAGER = "_runtime.client.pager"
_PAGES = "_runtime.client._sync.pages"
_OMIT = "_runtime.shared.omit"
_ARGUMENTS = "_runtime.client.arguments"
_EITHER = "either_body"
_BODY_INDENT = 8
_DOC_WIDTH = 76


@dataclass(frozen=True, slots=True)
class ChildView:
    """A resource below a client or another resource."""

    attribute: Code
    module: Code
    name: Code


@dataclass(frozen=True, slots=True)
class ResourceView:
    """One resource class."""

    name: Code
    base: Code
    doc: Code
    children: list[ChildView]
    methods: list[MethodView]
    views: list[WrapperView]


def build_client(given: EmitInput) -> Emitted:
    """Return ``client.py`` and the files of ``resources/``."""
    api, names = given.api, given.names
    emitted = Emitted()
    for key, resource in names.resources.items():
        emitted.add(f"resources/{resource.module}.py", _resource(api, names, key))
    if names.resources:
        emitted.add("resources/__init__.py", render("package/empty.py.jinja"))
    top = [resource for key, resource in names.resources.items() if len(key) == 1]
    text = render(
        "client/client.py.jinja",
        doc=docstring(summary(f"Client of {api.title}" if api.title else "Client of the API"), 4),
        sync=[_child(resource, is_async=False) for resource in top],
        asynchronous=[_child(resource, is_async=True) for resource in top],
        schemes=scheme_views(api),
        headers=header_views(api),
        exchanges=[ident("ClientCredentials") for scheme in api.security_schemes if scheme.token_url][:1],
        init_doc=docstring(init_doc(api), 8),
    )
    emitted.add("client.py", text, ("Client", "AsyncClient"))
    return emitted


def _child(resource: ResourceName, *, is_async: bool) -> ChildView:
    name = resource.async_class if is_async else resource.sync_class
    return ChildView(attribute=resource.attribute, module=resource.module, name=name)


def _resource(api: Api, names: NameTable, key: tuple[str, ...]) -> Code:
    resource = names.resources[key]
    operations = names.operations_of(api, key)
    children = names.children_of(key)
    taken = {names.operations[operation.id].method for operation in operations}
    taken |= {child.attribute for child in children}
    annotator = Annotator(
        api,
        names,
        up="..",
        hidden=frozenset(str(name) for name in taken),
    )
    prepared = Methods(api, names, annotator)
    methods = [prepared.view(operation) for operation in operations]
    runtime, checked = _imports(names, resource, operations, annotator, children)
    runtime.merge(prepared.marks)
    doc = docstring(resource_text(api, operations) or f"Operations of ``client.{attribute_path(names, key)}``.", 4)
    sync, asynchronous = (
        _view(
            resource,
            children,
            methods,
            doc,
            wrapper_views(resource, methods, taken, is_async=is_async),
            is_async=is_async,
        )
        for is_async in (False, True)
    )
    views = [*sync.views, *asynchronous.views]
    import_wrappers(views, methods, runtime, checked)
    return render(
        "client/resource.py.jinja",
        imports=runtime.lines(),
        checked=checked.lines(),
        sync=sync,
        asynchronous=asynchronous,
        views=views,
        operations=resource.module if operations else join("", []),
    )


def _view(
    resource: ResourceName,
    children: list[ResourceName],
    methods: list[MethodView],
    doc: Code,
    views: list[WrapperView],
    *,
    is_async: bool,
) -> ResourceView:
    return ResourceView(
        name=resource.async_class if is_async else resource.sync_class,
        base=ident("AsyncResource" if is_async else "Resource"),
        doc=doc,
        children=[_child(child, is_async=is_async) for child in children],
        methods=methods,
        views=views,
    )


def _imports(
    names: NameTable,
    resource: ResourceName,
    operations: list[Operation],
    annotator: Annotator,
    children: list[ResourceName],
) -> tuple[Imports, Imports]:
    """Return the imports of a resource module at run time, and those for type checkers only."""
    runtime, checked = Imports(), annotator.imports
    for name in ("AsyncResource", "Resource"):
        runtime.use(f"..{_RESOURCE}", name)
    annotator.import_packages()
    if operations:
        runtime.use_as(".._operations", resource.module, "_operations")
        checked.use("..{}".format("_runtime.client.options"), "RequestOptions")
    if any(operation.pagination is not None for operation in operations):
        checked.use(f"..{_PAGER}", "AsyncPager")
        checked.use(f"..{_PAGES}", "SyncPage")
    _import_children(children, runtime, checked)
    if any(_has_either_body(annotator.api, operation) for operation in operations):
        runtime.use(f"..{_ARGUMENTS}", _EITHER)
    omit = checked.names.pop(f"..{_OMIT}", set()) | ({"omit"} if _has_body_without(operations, names) else set())
    if omit:
        runtime.names[f"..{_OMIT}"] = omit
    if checked:
        runtime.use("typing", "TYPE_CHECKING")
    return runtime, checked


def _import_children(children: list[ResourceName], runtime: Imports, checked: Imports) -> None:
    """Import the classes of the resources below a resource."""
    if children:
        runtime.use("functools", "cached_property")
    for child in children:
        checked.use(f".{child.module}", child.sync_class)
        checked.use(f".{child.module}", child.async_class)


def _has_body_without(operations: list[Operation], names: NameTable) -> bool:
    """Return whether a call passes ``omit`` in place of a body because options follow."""
    return any(operation.pagination is None and operation.body is None for operation in operations) and bool(names)


def _has_either_body(api: Api, operation: Operation) -> bool:
    """Return whether a body is either an object, whose properties are arguments, or another value."""
    return bool(sent_fields(api, operation)) and body_arguments(api, operation).whole is not None


class Methods:
    """Prepares the methods of one resource. ``marks`` collects the imports of their decorators."""

    def __init__(self, api: Api, names: NameTable, annotator: Annotator) -> None:
        self.api = api
        self.names = names
        self.annotator = annotator
        self.marks = Imports()

    def view(self, operation: Operation) -> MethodView:
        """Return the view of one method."""
        names = self.names.operations[operation.id]
        arguments = call_arguments(self.api, operation, names)
        keywords = [self._keyword(argument) for argument in arguments if not argument.positional]
        taken = frozenset(str(argument.name) for argument in arguments)
        values = stream_annotation(self.annotator, operation)
        nothing = join("", [])
        stream, choice = (values, nothing) if is_stream(operation) else (nothing, values)
        returned = stream or response_annotation(self.annotator, operation)
        overloads, switch = self._overloads(operation, names, keywords, returned, choice)
        return MethodView(
            name=names.method,
            constant=names.constant,
            positional=self._positional(arguments),
            keywords=keywords,
            replies=returned,
            doc=self._doc(operation, names),
            params=_param_names(operation, names),
            receiver=ident("_self" if "self" in taken else "self"),
            rest=self._rest(operation, names, taken),
            page_body=self._body(operation, names) if operation.body is not None else nothing,
            item=self._item(operation),
            items=self._items(operation),
            stream=stream,
            choice=choice,
            overloads=overloads,
            switch=switch,
            deprecated=method_mark(self.marks, operation, self.annotator.hidden),
        )

    def _positional(self, arguments: Iterable[Argument]) -> list[ArgumentView]:
        nothing = join("", [])
        return [
            ArgumentView(argument.name, self.annotator.sent(argument.type), nothing)
            for argument in arguments
            if argument.positional
        ]

    def _item(self, operation: Operation) -> Code:
        """Return the annotation of the items of a page, empty without pages."""
        pages = operation.pagination
        return self.annotator.received(pages.item) if pages is not None else join("", [])

    def _overloads(
        self, operation: Operation, names: OperationName, keywords: list[ArgumentView], returned: Code, stream: Code
    ) -> tuple[list[OverloadView], Code]:
        """Return the signatures by the value of ``stream``, and the condition for a stream."""
        nothing = join("", [])
        found = stream_argument(self.api, operation, names)
        if found is None or not stream:
            return [], nothing
        literals = self.annotator.imports.use("typing", "Literal")
        on, both = fmt("{}[True]", literals), self.annotator.sent(found.type)
        null = [self.annotator.builtin("None")] if may_be_null(self.api, found.type) else []
        off = join(" | ", [fmt("{}[False]", literals), *null])
        default = next(view.default for view in keywords if view.name == found.name)
        omitted = fmt(" | {}", self.annotator.imports.use(f"..{_OMIT}", "Omit")) if default else nothing
        with_default = fmt("{}{}", on if found.is_default else off, omitted)
        plain, streamed = (off, with_default) if found.is_default else (with_default, on)

        def signature(annotation: Code, replies: Code, stream: Code) -> OverloadView:
            own = default if annotation is with_default else nothing
            view = ArgumentView(found.name, annotation, own)
            return OverloadView([view if item.name == found.name else item for item in keywords], replies, stream)

        views = [
            signature(plain, returned, nothing),
            signature(streamed, nothing, stream),
            signature(both, returned, stream),
        ]
        return views, fmt("{} is not False and {} is not None" if found.is_default else "{} is True", *_twice(found))

    def _items(self, operation: Operation) -> Code:
        """Return the expression for the items of a page."""
        pages = operation.pagination
        if pages is None:
            return join("", [])
        node, value = success_type(operation), ident("reply")
        path: Code = value
        holders: list[Code] = []
        for name in pages.items:
            owner = definition_of(self.api, node)
            if owner is None or node is None:
                msg = f"the page of {operation.id} is not an object"
                raise InternalError(msg)
            if path != value:
                holders.append(path)
            path = fmt("{}.{}", path, self.names.fields[owner, name])
            node = object_fields(self.api, node)[name].type
        present = join(" and ", holders)
        return fmt("{} if {} else None", path, present) if holders else path

    def _keyword(self, argument: Argument) -> ArgumentView:
        annotation = self.annotator.sent(argument.type)
        if argument.required and not argument.omittable:
            return ArgumentView(argument.name, annotation, join("", []))
        omit = self.annotator.imports.use(f"..{_OMIT}", "Omit")
        if argument.required:
            return ArgumentView(argument.name, fmt("{} | {}", annotation, omit), join("", []))
        default = self.annotator.imports.use(f"..{_OMIT}", "omit")
        return ArgumentView(argument.name, fmt("{} | {}", annotation, omit), default)

    def _rest(self, operation: Operation, names: OperationName, taken: frozenset[str]) -> Code:
        """Return the body and the options of a call; without a body, its default is written, unless it is shadowed."""
        if operation.body is not None:
            return fmt("{}, request_options", self._body(operation, names))
        return fmt("options=request_options" if "omit" in taken else "omit, request_options")

    def _body(self, operation: Operation, names: OperationName) -> Code:
        """Return the expression for the request body."""
        fields = sent_fields(self.api, operation)
        if not fields:
            return names.body_argument
        properties = _dict({item.name: names.body[item.name] for item in fields})
        if not _has_either_body(self.api, operation):
            return properties
        return fmt("{}({}, {})", ident(_EITHER), properties, names.body_argument)

    def _doc(self, operation: Operation, names: OperationName) -> Code:
        parts = operation_paragraphs(operation)
        rows = argument_descriptions(self.api, operation, names)
        entries = [hanging(f"{name}: {text}", _DOC_WIDTH) for name, text in rows if text.strip()]
        if entries:
            parts.append("\n".join(["Args:", *entries]))
        raised = [hanging(text, _DOC_WIDTH) for text in declared_errors(operation)]
        if raised:
            parts.append("\n".join(["Raises:", *raised]))
        return docstring("\n\n".join(parts), _BODY_INDENT)


def _twice(found: StreamArgument) -> list[Ident]:
    return [found.name] * (1 + found.is_default)


def _param_names(operation: Operation, names: OperationName) -> Code:
    """Return a dictionary of the arguments for parameters by their names."""
    params = [*path_params(operation), *other_params(operation)]
    return _dict({str(name): name for name in (names.params[param.where, param.name] for param in params)})


def _dict(entries: dict[str, Ident]) -> Code:
    return fmt("{{{}}}", join(", ", [fmt("{}: {}", literal(key), value) for key, value in entries.items()]))
