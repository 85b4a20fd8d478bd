"""Builds ``models.py`` of a kind that needs no runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.types import Object
from codegen.python.code import trusted_template
from codegen.python.emit.engine.check import check_module
from codegen.python.emit.engine.document import EngineDocument, can_name
from codegen.python.emit.engine.run import run_engine
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.python.emitter import EmitInput


def build_data(given: EmitInput) -> Emitted:
    """Return ``models.py`` and ``py.typed``.

    Raises ``InternalError`` when the output of the engine differs from the assigned names or is not allowed.
    """
    document = EngineDocument(given.api, given.names, given.models)
    names = {str(name.name) for name in given.names.models.values()}
    text = run_engine(document.value(), given.models, document.aliases()) if names else ""
    defined = check_module(text, names)
    emitted = Emitted(data={"py.typed": b""})
    emitted.add("models.py", render("data/models.py.jinja", body=trusted_template(text)), defined)
    return emitted


def report_fields(given: EmitInput, found: Diagnostics) -> None:
    """Report the fields that the kind of models cannot have."""
    for definition in given.api.definitions.values():
        if isinstance(definition.type, Object):
            for item in definition.type.fields:
                if not can_name(given.models, item):
                    message = (
                        f"the property {item.name!r} is left out: models of the kind {given.models!r} cannot name it"
                    )
                    found.incomplete("field-not-expressible", message, item.location)
