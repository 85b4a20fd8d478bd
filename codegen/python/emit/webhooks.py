"""Emits ``webhooks.py``: signature verification and payload types of webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.lookup import definition_of, json_media
from codegen.python.code import ident, join
from codegen.python.emit.annotate import Annotator
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from codegen.python.emitter import EmitInput

_NAMES = ("SignatureError", "construct_event", "header_for", "verify")


def build_webhooks(given: EmitInput) -> Emitted:
    """Return ``webhooks.py``; ``Event`` covers the webhooks whose body is a JSON object."""
    api, names = given.api, given.names
    annotator = Annotator(api, names, up=".")
    bodies = [json_media(webhook.body.media) for webhook in api.webhooks if webhook.body is not None]
    types = [media.type for media in bodies if media is not None and media.type is not None]
    models = [annotator.received(node) for node in types if definition_of(api, node) in names.models]
    text = render(
        "package/webhooks.py.jinja",
        names=[ident(name) for name in _NAMES],
        event=join(" | ", list(dict.fromkeys(models))),
    )
    emitted = Emitted()
    emitted.add("webhooks.py", text)
    return emitted
