"""Reads security schemes and requirements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.api import SecurityRequirement, SecurityScheme
from codegen.openapi.reader.parameters import check_header_name

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Operation
    from codegen.openapi.reader.node import Node
    from codegen.openapi.reader.workspace import Workspace

_KINDS = {"http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"}
_WITH_TOKEN_URL = ("clientCredentials", "authorizationCode", "password")
_KEY_PLACES = {"query", "header", "cookie"}
MOST = 1_000


def read_requirements(owner: Node) -> tuple[SecurityRequirement, ...] | None:
    """Read the Security Requirement Objects of a document or operation, which are alternatives; None if not stated.

    The schemes of each are required together. More schemes and scopes than ``MOST`` are an error, because every
    operation would repeat them.
    """
    security = owner.container("security")
    if security is None:
        return None
    read = tuple(
        SecurityRequirement(
            schemes=tuple(
                (name, tuple(str(scope.value) for scope in scopes.items())) for name, scopes in node.members()
            )
        )
        for node in security.items()
    )
    if sum(1 + len(scopes) for requirement in read for _, scopes in requirement.schemes) > MOST:
        message = f"more than {MOST:,} schemes and scopes in one 'security'"
        security.found.error("document-too-large", message, security.location)
        return ()
    return read


def read_schemes(components: Node, workspace: Workspace) -> tuple[SecurityScheme, ...]:
    """Read the security schemes of the components; report and skip unknown types."""
    result: list[SecurityScheme] = []
    for name, reference in components.entries("securitySchemes"):
        node = workspace.follow_object(reference)
        if node is None:
            continue
        kind = node.text("type")
        if kind not in _KINDS:
            node.found.error("invalid-value", f"unknown security scheme type {kind!r}", node.location)
            continue
        _check_scheme(node, kind)
        result.append(
            SecurityScheme(
                name=name,
                kind=kind,
                scheme=node.text("scheme").lower(),
                key_name=node.text("name"),
                key_in=node.text("in"),
                token_url=_token_url(node),
                description=node.words("description"),
                location=node.location,
            )
        )
    return tuple(result)


def check_security(top: Node, operations: tuple[Operation, ...], found: Diagnostics) -> None:
    """Report requirements of unknown schemes: such operations cannot be authenticated."""
    known = {name for name, _ in top.part("components").entries("securitySchemes")}
    for requirement in top.nodes("security"):
        for name, scopes in requirement.members():
            if name not in known:
                found.warning("unknown-security-scheme", f"unknown security scheme {name!r}", scopes.location)
                known.add(name)  # reported once, not for every operation
    for operation in operations:
        for name in dict.fromkeys(name for requirement in operation.security for name, _ in requirement.schemes):
            if name not in known:
                place = operation.location.child("security")
                found.warning("unknown-security-scheme", f"unknown security scheme {name!r}", place)


def _check_scheme(node: Node, kind: str) -> None:
    """Report a scheme without the name and location of its secret (OpenAPI 3.1, Security Scheme Object)."""
    _check_flows(node, kind)
    if kind == "http" and not node.text("scheme"):
        node.found.error("missing-property", "a security scheme of type 'http' needs 'scheme'", node.location)
    if kind != "apiKey":
        return
    if not node.text("name"):
        node.found.error("missing-property", "a security scheme of type 'apiKey' needs 'name'", node.location)
    elif node.text("in") not in _KEY_PLACES:
        message = "a security scheme of type 'apiKey' needs a valid 'in' (query, header or cookie)"
        node.found.error("missing-property", message, node.location)
    elif node.text("in") == "header":
        check_header_name(node, node.text("name"))


def _check_flows(node: Node, kind: str) -> None:
    """Warn of a scheme without a token URL: callers must provide a token."""
    flows = node.objects("flows") if kind == "oauth2" else []
    if kind == "oauth2" and not flows:
        message = "a security scheme of type 'oauth2' needs 'flows'; callers must provide a token"
        node.found.warning("missing-property", message, node.location)
    if kind == "openIdConnect" and not node.raw("openIdConnectUrl"):
        message = "a security scheme of type 'openIdConnect' needs 'openIdConnectUrl'; callers must provide a token"
        node.found.warning("missing-property", message, node.location)
    for name, flow in flows:
        if name in _WITH_TOKEN_URL and isinstance(flow.value, dict) and not flow.raw("tokenUrl"):
            message = f"the flow {name!r} needs 'tokenUrl'; callers must provide a token"
            node.found.warning("missing-property", message, flow.location)


def _token_url(node: Node) -> str:
    flows = dict(node.objects("flows"))
    stated = [flows[name] for name in _WITH_TOKEN_URL if name in flows and flows[name].has("tokenUrl")]
    return stated[0].text("tokenUrl") if stated else ""
