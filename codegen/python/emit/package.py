"""Emits the top-level files ``__init__.py``, ``_api.py`` and ``py.typed``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.core.media_type import JSON
from codegen.python.code import Code, docstring, fmt, join, literal
from codegen.python.emit.descriptions import summary
from codegen.python.emit.lazy import lazy_package
from codegen.python.emit.schemes import header_arguments, header_parameters, scheme_arguments
from codegen.python.emit.servers import base_url
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.ir.api import Api, ErrorShape
    from codegen.python.emitter import EmitInput

_NOTHING = join("", [])


def build_package(given: EmitInput) -> Emitted:
    """Return ``_api.py`` and ``py.typed``, which are part of every package."""
    api = given.api
    package = str(given.names.package)
    version_header, idempotency_header = (
        given.options.text("client", name) for name in ("version_header", "idempotency_header")
    )
    sent = {**({version_header: api.version} if version_header else {}), **given.options.table("client", "headers")}
    prefix = given.options.text("client", "env_prefix") or default_prefix(package)
    text = render(
        "package/api.py.jinja",
        rows=[
            fmt("title={}", literal(api.title)),
            fmt("version={}", literal(api.version)),
            fmt("package={}", literal(package)),
            fmt("base_url={}", literal(given.options.text("client", "base_url") or base_url(api.servers))),
            *_optional("security", _schemes(api) if api.security_schemes else _NOTHING),
            *_optional("header_parameters", _unsigned_headers(api)),
            fmt("errors={}", _shape(api.errors)),
            *_optional("headers", literal(sent) if sent else _NOTHING),
            fmt("env_prefix={}", literal(prefix)),
            *_optional("version_header", literal(version_header) if version_header else _NOTHING),
            *_optional("idempotency_header", literal(idempotency_header) if idempotency_header else _NOTHING),
        ],
        schemes=bool(api.security_schemes),
    )
    emitted = Emitted(data={"py.typed": b""})
    emitted.add("_api.py", text)
    return emitted


def build_init(api: Api, exports: Mapping[str, str], *, checked: bool = False) -> Code:
    """Return the ``__init__`` of a package; ``exports`` as in ``lazy_package``, none for models alone.

    If ``checked``, it first imports the module that checks the version of the runtime.
    """
    lead = summary(f"{api.title}, version {api.version}" if api.version else api.title or "An API")
    if not exports:
        return render("data/package.py.jinja", doc=docstring(lead))
    return lazy_package(lead, exports, up=".", checked=checked)


def _optional(name: str, value: Code) -> list[Code]:
    return [fmt(f"{name}={{}}", value)] if value else []


def _schemes(api: Api) -> Code:
    rows: list[Code] = []
    keywords = scheme_arguments(api)
    for scheme in api.security_schemes:
        arguments = [literal(scheme.name), literal(scheme.kind)]
        values = {
            "scheme": scheme.scheme,
            "key_name": scheme.key_name,
            "key_in": scheme.key_in,
            "token_url": scheme.token_url,
            "argument": str(keywords.get(scheme, "")),
        }
        arguments += [fmt(f"{name}={{}}", literal(value)) for name, value in values.items() if value]
        rows.append(fmt("SecurityScheme({})", join(", ", arguments)))
    return fmt("({},)", join(", ", rows))


def _unsigned_headers(api: Api) -> Code:
    """Return the header parameters, with the client's arguments, of an API without security schemes."""
    names = () if api.security_schemes else header_parameters(api)
    arguments = {header.lower(): str(name) for header, name in header_arguments(api).items()}
    return literal({name: arguments.get(name.lower(), "") for name in names}) if names else _NOTHING


def _shape(shape: ErrorShape) -> Code:
    values = {name: getattr(shape, name) for name in ("message", "type", "code", "param", "status", "title")}
    arguments = [fmt(f"{name}={{}}", literal(value)) for name, value in values.items() if value]
    if shape.media != JSON:
        arguments.append(fmt("media={}", literal(shape.media)))
    if any(shape.types):
        arguments.append(fmt("types={}", literal(shape.types)))
    return fmt("ErrorShape({})", join(", ", arguments))


def default_prefix(package: str) -> str:
    """Return the default prefix of environment variables: the package name in capitals."""
    return re.sub(r"\W+", "_", package).upper()
