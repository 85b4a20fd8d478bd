"""Security schemes and requirements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.api import SecurityRequirement, SecurityScheme
from codegen.openapi.reader.headernames import check_header_name

if TYPE_CHECKING:
    from codegen.openapi.reader.node import Node
    from codegen.openapi.reader.workspace import Workspace

_KINDS = {"http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"}
_WITH_TOKEN_URL = ("clientCredentials", "authorizationCode", "password")
_KEY_PLACES = {"query", "header", "cookie"}
MOST = 1_000


def read_requirements(security: Node) -> tuple[SecurityRequirement, ...]:
    """Read a list of Security Requirement Objects: alternatives, each a set that must be met together.

    One of more schemes and scopes than ``MOST`` is an error: every operation would repeat them.
    """
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


def read_schemes(schemes: Node, workspace: Workspace) -> tuple[SecurityScheme, ...]:
    """Read the security schemes of the components; one of an unknown type is reported and left out."""
    result: list[SecurityScheme] = []
    for name, reference in schemes.members():
        node = workspace.follow(reference)
        if node is None:
            continue
        kind = node.text("type")
        if kind not in _KINDS:
            node.found.error("invalid-value", f"no such security scheme type: {kind!r}", node.location)
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


def _check_scheme(node: Node, kind: str) -> None:
    """Report a scheme that does not say how its secret is sent (OpenAPI 3.1, Security Scheme Object)."""
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
    """Warn of a scheme that does not say where tokens come from: callers have to bring one."""
    flows = node.object("flows")
    if kind == "oauth2" and not (flows is not None and flows.value):
        message = "a security scheme of type 'oauth2' needs 'flows'; callers have to bring a token"
        node.found.warning("missing-property", message, node.location)
    if kind == "openIdConnect" and not node.raw("openIdConnectUrl"):
        message = "a security scheme of type 'openIdConnect' needs 'openIdConnectUrl'; callers have to bring a token"
        node.found.warning("missing-property", message, node.location)
    for name, flow in flows.members() if flows is not None and kind == "oauth2" else ():
        if name in _WITH_TOKEN_URL and isinstance(flow.value, dict) and not flow.raw("tokenUrl"):
            message = f"the flow {name!r} needs 'tokenUrl'; callers have to bring a token"
            node.found.warning("missing-property", message, flow.location)


def _token_url(node: Node) -> str:
    flows = node.get("flows")
    for flow in _WITH_TOKEN_URL:
        child = flows.get(flow) if flows is not None else None
        if child is not None and child.has("tokenUrl"):
            return child.text("tokenUrl")
    return ""
