"""The top of the output: ``__init__``, ``_api.py``, ``errors.py`` and ``py.typed``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.core.media_type import JSON
from codegen.python.code import Code, fmt, ident, join, literal
from codegen.python.emit.lazy import lazy_package
from codegen.python.emit.schemes import scheme_arguments
from codegen.python.emit.servers import base_url
from codegen.python.emit.words import summary
from codegen.python.render import render

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from codegen.ir.api import Api, ErrorShape

ERRORS = (
    "APIConnectionError",
    "APIReplyError",
    "APIStatusError",
    "APITimeoutError",
    "ApiError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "InternalServerError",
    "InvalidArgumentError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseDecodeError",
    "ResponseValidationError",
    "UnprocessableEntityError",
)


def build_package(
    api: Api,
    *,
    package: str,
    emit: Collection[str],
    headers: Mapping[str, str],
    version_header: str,
    env_prefix: str,
    idempotency_header: str,
) -> dict[str, Code]:
    """Return the files at the top of the package, the runtime apart."""
    sent = {**({version_header: api.version} if version_header else {}), **headers}
    files = {
        "__init__.py": _init(api, emit),
        "_api.py": render(
            "package/api.py.jinja",
            rows=[
                fmt("title={}", literal(api.title)),
                fmt("version={}", literal(api.version)),
                fmt("package={}", literal(package)),
                fmt("base_url={}", literal(base_url(api.servers))),
                *_optional("security", join("", []) if not api.security_schemes else _schemes(api)),
                fmt("errors={}", _shape(api.errors)),
                *_optional("headers", literal(sent) if sent else join("", [])),
                fmt("env_prefix={}", literal(env_prefix or default_prefix(package))),
                *_optional("idempotency_header", literal(idempotency_header) if idempotency_header else join("", [])),
            ],
            schemes=bool(api.security_schemes),
        ),
        "py.typed": join("", []),
    }
    if "client" in emit:
        files["errors.py"] = render("package/errors.py.jinja", names=[ident(name) for name in ERRORS])
    return files


def _init(api: Api, emit: Collection[str]) -> Code:
    exports = {"models": ".models:", "Ref": "._runtime.shared.ref"}
    if "client" in emit:
        exports |= {
            "Client": ".client",
            "AsyncClient": ".client",
            "errors": ".errors:",
            "params": ".params:",
            "Omit": "._runtime.shared.omit",
            "omit": "._runtime.shared.omit",
            "RequestOptions": "._runtime.client.options",
            "ClientCredentials": "._runtime.client.oauth",
            "RetryPolicy": "._runtime.client.retry",
            "SyncPage": "._runtime.client._sync.pages",
            "AsyncPage": "._runtime.client._async.pages",
            "Stream": "._runtime.client._sync.streams",
            "AsyncStream": "._runtime.client._async.streams",
            "ServerSentEvent": "._runtime.client.sse",
            "RawResponse": "._runtime.client.raw",
            "Drift": "._runtime.shared.drift",
            "Upload": "._runtime.shared.files",
            "testing": ".testing:",
            "webhooks": ".webhooks:",
        }
    if "server" in emit:
        exports["server"] = ".server:"
    lead = summary(f"{api.title}, version {api.version}" if api.version else api.title or "An API")
    return lazy_package(lead, exports, up=".")


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


def _shape(shape: ErrorShape) -> Code:
    values = {name: getattr(shape, name) for name in ("message", "type", "code", "param", "status", "title")}
    arguments = [fmt(f"{name}={{}}", literal(value)) for name, value in values.items() if value]
    if shape.media != JSON:
        arguments.append(fmt("media={}", literal(shape.media)))
    if any(shape.types):
        arguments.append(fmt("types={}", literal(shape.types)))
    return fmt("ErrorShape({})", join(", ", arguments))


def default_prefix(package: str) -> str:
    """Return what environment variables start with: the package's name in capitals."""
    return re.sub(r"\W+", "_", package).upper()
