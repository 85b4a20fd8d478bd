"""Registry of the parts of the output, one row each, with everything that other packages need to know about a part.

This module imports no emitter: rows name functions as ``module:function``, which are imported on use.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, cast

from codegen import __version__
from codegen.core.options import (
    DATA_PART,
    SIGNATURE_SCHEMES,
    Option,
    PartSyntax,
    distribution_name,
    distribution_version,
    environment_name,
    header_name,
    header_value,
    license_expression,
    web_address,
)
from codegen.python.reserved import NO_NAMES, Reserved, merged

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from codegen.core.diagnostic import Diagnostics
    from codegen.python.emitter import EmitInput, Emitted

    Builder: TypeAlias = Callable[[EmitInput], Emitted]
    Report: TypeAlias = Callable[[EmitInput, Diagnostics], None]

_EMIT = "codegen.python.emit"
_SHARED = "._runtime.shared"
_CLIENT = "._runtime.client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(PartSyntax):
    """A part of the output. Its files are ``NAME.py`` or in ``NAME/``, plus those shared with other parts.

    ``needs`` names the parts that it requires. ``builders`` return files (a builder of several parts runs once),
    ``reports`` add warnings about unsupported elements of an API. ``exports`` maps names of the package's ``__init__``
    to relative modules; a value that ends with a colon means the module itself. ``conditional`` maps some of them to
    the feature (`codegen.python.emit.features`) that they need. ``modules`` are further public modules.
    ``requirements`` are the distributions that its code imports.

    For vendored subsets, ``per_resource`` are the files of one resource (``{}`` is its module), ``listings`` the
    modules or folders that list resources and can be reduced, ``whole`` the exports that cannot.
    """

    needs: tuple[str, ...] = ()
    builders: tuple[str, ...]
    reports: tuple[str, ...] = ()
    exports: Mapping[str, str] = field(default_factory=dict)
    conditional: Mapping[str, str] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    reserved: Reserved = NO_NAMES
    requirements: tuple[str, ...] = ()
    per_resource: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


PARTS: tuple[Part, ...] = (
    Part(
        name="models",
        requirements=("pydantic>=2.14,<3",),
        builders=(f"{_EMIT}.models:build_models", f"{_EMIT}.package:build_package"),
        reports=(f"{_EMIT}.patterns:report_patterns",),
        exports={"models": ".models:", "Ref": f"{_SHARED}.ref", "naive_datetimes": f"{_SHARED}.naive"},
        reserved=Reserved(
            model_classes=frozenset(
                {
                    "Annotated",
                    "Any",
                    "AnyUrl",
                    "AwareDatetime",
                    "Base16Bytes",
                    "Base64Bytes",
                    "Base64UrlBytes",
                    "BaseModel",
                    "BinaryFile",
                    "ClassVar",
                    "ConfigDict",
                    "Decimal",
                    "DecimalNumber",
                    "DecimalString",
                    "Field",
                    "IPv4Address",
                    "IPv6Address",
                    "Lazy",
                    "Literal",
                    "Model",
                    "NearestVariant",
                    "Optional",
                    "Ref",
                    "Rfc3339Duration",
                    "Rfc3339Time",
                    "RootModel",
                    "SchemaAssertion",
                    "TaggedUnion",
                    "TypeAlias",
                    "TypeAliasType",
                    "UUID",
                    "Union",
                    "UnixTime",
                    "cast",
                    "date",
                    "datetime",
                    "time",
                    "timedelta",
                }
            ),
            model_modules=frozenset({"str", "tuple"}),
        ),
    ),
    Part(
        name="client",
        needs=("models",),
        requirements=("httpx2>=2.16,<3",),
        builders=(
            f"{_EMIT}.operations:build_operations",
            f"{_EMIT}.params:build_params",
            f"{_EMIT}.client:build_client",
            f"{_EMIT}.errors:build_errors",
            f"{_EMIT}.testing:build_testing",
            f"{_EMIT}.webhooks:build_webhooks",
        ),
        exports={
            "Client": ".client",
            "AsyncClient": ".client",
            "errors": ".errors:",
            "params": ".params:",
            "Omit": f"{_SHARED}.omit",
            "omit": f"{_SHARED}.omit",
            "RequestOptions": f"{_CLIENT}.options",
            "ClientCredentials": f"{_CLIENT}.oauth",
            "RetryPolicy": f"{_CLIENT}.retry",
            "Hooks": f"{_CLIENT}.hooks",
            "OperationCall": f"{_CLIENT}.hooks",
            "SyncPage": f"{_CLIENT}._sync.pages",
            "AsyncPage": f"{_CLIENT}._async.pages",
            "Stream": f"{_CLIENT}._sync.streams",
            "AsyncStream": f"{_CLIENT}._async.streams",
            "ServerSentEvent": f"{_CLIENT}.sse",
            "RawResponse": f"{_CLIENT}.raw",
            "Drift": f"{_SHARED}.drift",
            "VersionDrift": f"{_SHARED}.drift",
            "Upload": f"{_SHARED}.files",
            "testing": ".testing:",
            "webhooks": ".webhooks:",
        },
        conditional={
            "ClientCredentials": "client_credentials",
            "SyncPage": "pages",
            "AsyncPage": "pages",
            "Stream": "streams",
            "AsyncStream": "streams",
            "ServerSentEvent": "streams",
            "Upload": "uploads",
            "webhooks": "webhooks",
        },
        modules=("client", "resources"),
        reserved=Reserved(
            resource_classes=frozenset(
                {
                    "API",
                    "AbstractAsyncContextManager",
                    "AbstractContextManager",
                    "Any",
                    "ApiInfo",
                    "AsyncAuth",
                    "AsyncClient",
                    "AsyncClientBase",
                    "AsyncPage",
                    "AsyncPager",
                    "AsyncResource",
                    "AsyncStream",
                    "AsyncStreamedResponse",
                    "Auth",
                    "BinaryFile",
                    "Callable",
                    "ClassVar",
                    "Client",
                    "ClientBase",
                    "ClientCredentials",
                    "Coroutine",
                    "Drift",
                    "FileInput",
                    "Final",
                    "Hooks",
                    "Literal",
                    "Mapping",
                    "Omit",
                    "Proxy",
                    "RawResponse",
                    "RequestOptions",
                    "Resource",
                    "RetryPolicy",
                    "Secret",
                    "Sequence",
                    "ServerSentEvent",
                    "Stream",
                    "StreamItems",
                    "StreamedResponse",
                    "SyncPage",
                    "Timeout",
                }
            ),
            arguments=frozenset({"either_body", "request_options"}),
            client_attributes=frozenset(
                {
                    "api",
                    "as_page",
                    "base_url",
                    "call",
                    "close",
                    "open",
                    "options",
                    "page",
                    "raw_page",
                    "request",
                    "send",
                    "stream",
                    "with_options",
                    "with_raw_response",
                    "with_streaming_response",
                }
            ),
            methods=frozenset({"builtins", "client", "date", "datetime", "omit", "overload", "typing_extensions"}),
            children=frozenset({"builtins", "cached_property", "omit", "overload", "typing_extensions"}),
        ),
        options=(
            Option(name="version_header", check=header_name),
            Option(name="idempotency_header", check=header_name),
            Option(name="env_prefix", check=environment_name),
            Option(name="base_url", check=web_address),
            Option(name="headers", check=header_value, keys=header_name),
            Option(name="webhooks", choices=SIGNATURE_SCHEMES),
        ),
        per_resource=("resources/{}.py", "_operations/{}.py"),
        listings=("client.py", "resources/"),
        whole=("testing", "webhooks"),
    ),
    Part(
        name="server",
        needs=("models",),
        requirements=("fastapi>=0.165,<1", "python-multipart>=0.0.34"),
        builders=(f"{_EMIT}.operations:build_operations", f"{_EMIT}.server:build_server"),
        reports=(f"{_EMIT}.paths:report_paths",),
        exports={"server": ".server:"},
        reserved=Reserved(
            resource_modules=frozenset({"annotations", "create_app", "create_router", "lazy_exports"}),
            arguments=frozenset({"not_implemented"}),
            methods=frozenset({"abstractmethod"}),
        ),
        per_resource=("server/{}.py", "_operations/{}.py"),
        listings=("server/_app.py",),
    ),
    Part(
        name=DATA_PART,
        default=False,
        selectable=False,
        builders=(f"{_EMIT}.engine.build:build_data",),
        reports=(f"{_EMIT}.engine.build:report_fields",),
    ),
    Part(
        name="docs",
        default=False,
        needs=("client",),
        builders=(f"{_EMIT}.docs:build_docs",),
    ),
    Part(
        name="project",
        default=False,
        needs=("models",),
        builders=(f"{_EMIT}.project:build_project",),
        reports=(f"{_EMIT}.project:report_version",),
        options=(
            Option(name="name", check=distribution_name),
            Option(name="version", check=distribution_version),
            Option(name="license", check=license_expression),
        ),
    ),
)
"""All parts, in dependency order."""

RUNTIME_DISTRIBUTION = "spec-codegen-runtime"
"""The runtime as a distribution of its own, of the same version as the generator."""

RESERVED = merged(row.reserved for row in PARTS)
"""The reserved names of all parts, so that names do not depend on which parts are generated."""


def find_parts(names: Iterable[str]) -> tuple[Part, ...]:
    """Return the rows of parts and of those they need, in the order of ``PARTS``.

    No names mean the default parts. Raises ``KeyError`` for an unknown name.
    """
    rows = {row.name: row for row in PARTS}
    waiting = list(names) or [row.name for row in PARTS if row.default]
    wanted: set[str] = set()
    while waiting:
        row = rows[waiting.pop()]
        wanted.add(row.name)
        waiting.extend(row.needs)
    return tuple(row for row in PARTS if row.name in wanted)


def exports(rows: Iterable[Part], features: AbstractSet[str] | None = None) -> dict[str, str]:
    """Return the exports of the ``__init__`` of a package with these parts, as in ``Part.exports``.

    With ``features``, only those that a package with these features has.
    """
    return {
        name: module
        for row in rows
        for name, module in row.exports.items()
        if features is None or name not in row.conditional or row.conditional[name] in features
    }


def public_modules(rows: Iterable[Part]) -> tuple[str, ...]:
    """Return the public top-level modules of a package with these parts."""
    exported = (name for row in rows for name, module in row.exports.items() if module.endswith(":"))
    return (*exported, *(name for row in rows for name in row.modules))


def requirements(rows: Iterable[Part], *, installed: bool) -> dict[str, tuple[str, ...]]:
    """Return the distributions that the code of each part imports; with ``installed``, the runtime is one of them."""
    needed = {row.name: row.requirements for row in rows}
    if installed and "models" in needed:
        needed["models"] = (*needed["models"], f"{RUNTIME_DISTRIBUTION}=={__version__}")
    return needed


def load_builder(path: str) -> Builder:
    """Import a function of ``Part.builders``."""
    return cast("Builder", _load(path))


def load_report(path: str) -> Report:
    """Import a function of ``Part.reports``."""
    return cast("Report", _load(path))


def _load(path: str) -> object:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)
