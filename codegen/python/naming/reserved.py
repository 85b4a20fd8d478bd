"""Names that generated code needs for itself, per scope."""

from __future__ import annotations

import builtins
import keyword

from pydantic import BaseModel

BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))

ANNOTATION_NAMES = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str", "tuple"})
"""Builtins that annotations of models are made of: a field of that name would hide them from the fields below it."""

MODEL_FIELDS = (
    frozenset(name for kind in (BaseModel, type(BaseModel)) for name in dir(kind) if not name.startswith("_"))
    | ANNOTATION_NAMES
)
"""Attributes of pydantic models and of their metaclass (``register``, ``mro``), which a field must not hide."""

MODEL_CLASSES = BUILTINS | frozenset(
    {
        "Annotated",
        "Any",
        "AnyUrl",
        "AwareDatetime",
        "BaseModel",
        "ClassVar",
        "ConfigDict",
        "Decimal",
        "Field",
        "Lazy",
        "Literal",
        "Model",
        "Ref",
        "RootModel",
        "NearestVariant",
        "SchemaAssertion",
        "TaggedUnion",
        "TypeAlias",
        "TypeAliasType",
        "UUID",
        "UnixTime",
        "date",
        "datetime",
        "time",
        "timedelta",
    }
)
"""Names that model modules import."""

RESOURCE_CLASSES = BUILTINS | frozenset(
    {
        "API",
        "Any",
        "ApiInfo",
        "AsyncAuth",
        "AsyncClient",
        "AsyncClientBase",
        "AsyncPage",
        "AsyncPager",
        "AsyncResource",
        "AsyncStream",
        "Auth",
        "Callable",
        "ClassVar",
        "Client",
        "ClientBase",
        "ClientCredentials",
        "Drift",
        "File",
        "FileInput",
        "Literal",
        "Mapping",
        "Omit",
        "Proxy",
        "RequestOptions",
        "Resource",
        "RetryPolicy",
        "Secret",
        "Sequence",
        "ServerSentEvent",
        "Stream",
        "StreamItems",
        "SyncPage",
        "Timeout",
    }
)
"""Names that the modules of the client and its resources import."""

ARGUMENTS = frozenset({"self", "not_implemented", "omit", "request_options", "m", "p"})
"""Names that the signature or body of a generated method uses itself."""

CLIENT_ATTRIBUTES = frozenset(
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
)

METHODS = frozenset({"abstractmethod", "builtins", "client", "date", "datetime", "m", "omit", "p", *keyword.kwlist})
"""Names that the annotations, defaults and decorators of a resource use: a method of that name would hide them."""

CHILDREN = frozenset({"builtins", "cached_property", "m", "omit", "p"})
"""The same for attributes that hold another resource, which stand above the methods."""

MODULES = frozenset({"con", "prn", "aux", "nul"}) | frozenset(
    f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)
)
"""Device names of Windows, which no file may have."""

RESOURCE_MODULES = MODULES | {"annotations", "create_app", "create_router", "lazy_exports"}
"""Also names of the server's ``__init__``: ``from . import annotations`` would give what that imports."""

MODEL_MODULES = MODULES | {"str", "tuple"}
"""Also builtins that the package of the models annotates with: type checkers take submodules for names in it."""
