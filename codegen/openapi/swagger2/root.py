"""Upgrades servers and security schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.openapi.swagger2.moves import Part

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.openapi.swagger2.moves import Spot

_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}


def servers(top: Spot, schemes: list[str]) -> Part:
    """Return the servers of ``host``, ``basePath`` and schemes; https is first, and the default."""
    host, base = top.text("host"), top.text("basePath").rstrip("/")
    part = Part([])
    where = next((spot for key in ("host", "basePath") if (spot := top.get(key)) is not None), None)
    if where is None:
        return part
    if not host:
        part.add(Part.of(where, {"url": base or "/"}))
        return part
    for scheme in sorted(dict.fromkeys(schemes or ["https"]), key=lambda name: name != "https"):
        part.add(Part.of(where, {"url": f"{scheme}://{host}{base}"}))
    return part


def security_scheme(spot: Spot) -> Part:
    """Upgrade a Security Scheme Object: ``basic`` becomes an http scheme, the oauth2 flow moves to ``flows``."""
    if not isinstance(spot.value, dict):
        return Part.of(spot, spot.value)
    kind = spot.text("type")
    if kind == "basic":
        rest: dict[str, Json] = {key: child.value for key, child in spot.members() if key != "type"}
        return Part.of(spot, {"type": "http", "scheme": "basic", **rest})
    if kind != "oauth2":
        return Part.of(spot, spot.value)
    inner = ("authorizationUrl", "tokenUrl", "scopes")
    flow = {key: child.value for key, child in spot.members() if key in inner}
    rest = {key: child.value for key, child in spot.members() if key not in {*inner, "flow"}}
    name = _FLOWS.get(spot.text("flow"), spot.text("flow"))
    return Part.of(spot, {**rest, "flows": {name: flow}})
