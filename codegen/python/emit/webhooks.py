"""Emits ``webhooks.py``: signature verification and payload types of webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.options import SIGNATURE_SCHEMES
from codegen.ir.api import In
from codegen.ir.lookup import definition_of, json_media
from codegen.python.code import fmt, ident, join
from codegen.python.emit.annotate import Annotator
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.python.code import Code
    from codegen.python.emitter import EmitInput

_STRIPE, _STANDARD = SIGNATURE_SCHEMES
_STANDARD_HEADER = "webhook-signature"


def build_webhooks(given: EmitInput) -> Emitted:
    """Return ``webhooks.py``; ``Event`` covers the webhooks whose body is a JSON object.

    There is none if the document has no webhooks, and the configuration does not ask for it.
    The scheme of signatures is configured, or that whose headers the document declares.
    """
    emitted = Emitted()
    if not has_webhooks(given):
        return emitted
    models = _payloads(given)
    standard = (given.options.text("client", "webhooks") or _declared(given.api)) == _STANDARD
    module = "standard_webhooks" if standard else "webhooks"
    text = render(
        "package/webhooks.py.jinja",
        mapping=fmt(", Mapping") if standard else join("", []),
        alias=fmt("TypeAlias, ") if models else join("", []),
        module=ident(module),
        example=ident("headers_for" if standard else "header_for"),
        argument=ident("headers" if standard else "header"),
        annotation=fmt("Mapping[str, str]") if standard else ident("str"),
        event=join(" | ", list(dict.fromkeys(models))),
    )
    emitted.add("webhooks.py", text)
    return emitted


def has_webhooks(given: EmitInput) -> bool:
    """Return whether a package has ``webhooks.py``."""
    return bool(given.api.webhooks) or bool(given.options.text("client", "webhooks"))


def _payloads(given: EmitInput) -> list[Code]:
    """Return the types of the payloads that are JSON objects."""
    api, names = given.api, given.names
    annotator = Annotator(api, names, up=".")
    bodies = [json_media(webhook.body.media) for webhook in api.webhooks if webhook.body is not None]
    types = [media.type for media in bodies if media is not None and media.type is not None]
    return [annotator.received(node) for node in types if definition_of(api, node) in names.models]


def _declared(api: Api) -> str:
    """Return the scheme whose headers the document declares."""
    headers = {param.name.lower() for webhook in api.webhooks for param in webhook.params if param.where is In.HEADER}
    return _STANDARD if _STANDARD_HEADER in headers else _STRIPE
