"""Upgrades Swagger 2.0 to OpenAPI 3.0, on JSON values.

Members of a wrong type are kept: the reader of OpenAPI reports them, at their location in the original.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from codegen.core.location import Location, descend, pointer, pointer_tokens
from codegen.openapi.document.places import Places
from codegen.openapi.structure.swagger2 import METHODS
from codegen.openapi.swagger2.moves import Part, Spot
from codegen.openapi.swagger2.parameters import is_payload, parameter, request_body
from codegen.openapi.swagger2.responses import response
from codegen.openapi.swagger2.root import security_scheme, servers
from codegen.openapi.swagger2.schemas import SECTIONS, new_reference, schema, schemas_within

if TYPE_CHECKING:
    from collections.abc import Callable

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json
    from codegen.openapi.document import Document

_KEPT = ("info", "tags", "security", "externalDocs")
_KEPT_OF_OPERATIONS = (
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "deprecated",
    "security",
)


def upgrade(document: Document, found: Diagnostics) -> Document:
    """Upgrade a Swagger 2.0 document, or a file that it refers to; locations stay those of the text."""
    value = document.value
    reusable = isinstance(value, dict) and any(key in value for key in ("paths", *SECTIONS))
    if not reusable or (isinstance(value, dict) and "openapi" in value):
        return document if "openapi" in _keys(value) else replace(document, value=schemas_within(value))
    part = _Upgrade(Spot(value, ""), document.name, found).root()
    places = Places({new: document.at(old) for new, old in part.origins.items()})
    return replace(document, value=part.value, places=places)


def _keys(value: Json) -> set[str]:
    return set(value) if isinstance(value, dict) else set()


@dataclass(frozen=True, slots=True)
class _Upgrade:
    top: Spot
    name: str
    found: Diagnostics

    def root(self) -> Part:
        part = Part({"openapi": "3.0.3"})
        part.origins["/openapi"] = "/swagger"
        for key, spot in self.top.members():
            if key in _KEPT or key.startswith("x-"):
                part.put(key, Part.of(spot, spot.value))
        part.put("servers", servers(self.top, self.top.texts("schemes")))
        self._convert(part, "paths", self._container(self.top, "paths"), self._item)
        part.put("components", self._components())
        return part

    def _components(self) -> Part:
        part, produces = Part({}), self.top.texts("produces")
        schemas, responses = (self._container(self.top, key) for key in ("definitions", "responses"))
        self._convert(part, "schemas", schemas, lambda spot: Part.of(spot, schema(spot.value)))
        self._convert(part, "responses", responses, lambda spot: response(spot, produces))
        self._convert(part, "securitySchemes", self.top.get("securityDefinitions"), security_scheme)
        parameters = self._container(self.top, "parameters")
        if parameters is not None:
            kept = Part.of(parameters, {} if isinstance(parameters.value, dict) else parameters.value)
            for key, spot in parameters.members():
                if not is_payload(spot):
                    kept.put(key, parameter(spot, self.found, self.name))
            part.put("parameters", kept)
        return part

    @staticmethod
    def _convert(owner: Part, name: str, spot: Spot | None, change: Callable[[Spot], Part]) -> None:
        """Set a member of the new document from one of the old, each of whose members is changed."""
        if spot is None:
            return
        part = Part.of(spot, {} if isinstance(spot.value, dict) else spot.value)
        for key, child in spot.members():
            part.put(key, change(child))
        owner.put(name, part)

    def _item(self, spot: Spot) -> Part:
        part = Part.of(spot, {} if isinstance(spot.value, dict) else spot.value)
        shared = self._parameters(spot)
        payload = [item for item in shared if is_payload(item)]
        for key, child in spot.members():
            if key in METHODS:
                part.put(key, self._operation(child, payload))
            elif key == "parameters":
                part.put(key, self._kept_parameters(self._looked_up(child)))
            else:
                part.put(key, Part.of(child, child.value))
        return part

    def _parameters(self, owner: Spot) -> list[Spot]:
        """Return the parameters of a path item or operation, with references within the document resolved."""
        listed = self._container(owner, "parameters")
        return [self._looked_up(item) for item in listed.items()] if listed is not None else []

    def _container(self, owner: Spot, key: str) -> Spot | None:
        """Return a member, or the target of a reference in its place."""
        spot = owner.get(key)
        return spot if spot is None else self._looked_up(spot)

    def _looked_up(self, spot: Spot) -> Spot:
        ref = spot.text("$ref")
        if not ref.startswith("#/"):
            return spot
        tokens = pointer_tokens(unquote(ref[1:]))
        value = descend(self.top.value, tokens)
        return spot if value is None else Spot(value, pointer(*tokens))

    def _kept_parameters(self, listed: Spot) -> Part:
        part = Part.of(listed, [] if isinstance(listed.value, list) else listed.value)
        for item in listed.items():
            target = self._looked_up(item)
            if is_payload(target):
                continue
            if item.text("$ref"):
                part.add(Part.of(item, {"$ref": new_reference(item.text("$ref"))}))
            elif isinstance(item.value, dict):
                part.add(parameter(item, self.found, self.name))
            else:
                part.add(Part.of(item, item.value))
        return part

    def _operation(self, spot: Spot, shared: list[Spot]) -> Part:
        spot = self._looked_up(spot)
        if spot.text("$ref"):
            return Part.of(spot, {"$ref": new_reference(spot.text("$ref"))})
        if not isinstance(spot.value, dict):
            return Part.of(spot, spot.value)
        part = Part.of(spot, {})
        for key, child in spot.members():
            if key in _KEPT_OF_OPERATIONS or key.startswith("x-"):
                part.put(key, Part.of(child, child.value))
        listed = self._container(spot, "parameters")
        if listed is not None:
            part.put("parameters", self._kept_parameters(listed))
        body = request_body(self._payload(spot, shared), self._media(spot, "consumes"), self.found, self.name)
        if body is not None:
            part.put("requestBody", body)
        produces = self._media(spot, "produces")
        responses = self._container(spot, "responses")
        self._convert(part, "responses", responses, lambda child: self._response(child, spot, produces))
        if spot.texts("schemes"):
            part.put("servers", servers(self.top, spot.texts("schemes")))
        return part

    def _payload(self, operation: Spot, shared: list[Spot]) -> list[Spot]:
        """Return the parameters that make the body of an operation; report others beside a whole body.

        A form and a whole body exclude each other, and an operation has at most one body: its own takes precedence over
        that of the path item (Swagger 2.0, Parameter Object).
        """
        own = [item for item in self._parameters(operation) if is_payload(item)]
        body = next((item for item in own if item.text("in") == "body"), None)
        if body is not None:
            self._report_beside(body, own)
            return own
        if not own:
            return shared
        names = {item.text("name") for item in own}
        return [*own, *(item for item in shared if item.text("in") == "formData" and item.text("name") not in names)]

    def _report_beside(self, body: Spot, payload: list[Spot]) -> None:
        for item in payload:
            if item is not body:
                message = f"an operation has only one body: {item.text('name')!r} beside it is ignored"
                self.found.incomplete("invalid-value", message, Location(self.name, item.at))

    def _response(self, child: Spot, operation: Spot, produces: list[str]) -> Part:
        """Upgrade a response; a shared one is inlined if the operation produces other media types."""
        if child.text("$ref") and operation.get("produces") is None:
            return Part.of(child, {"$ref": new_reference(child.text("$ref"))})
        target = self._looked_up(child)
        if target.text("$ref"):
            return Part.of(target, {"$ref": new_reference(target.text("$ref"))})
        return response(target, produces)

    def _media(self, operation: Spot, key: str) -> list[str]:
        """Return the media types of an operation: its own, even if empty, else those of the document."""
        return operation.texts(key) if operation.get(key) is not None else self.top.texts(key)
