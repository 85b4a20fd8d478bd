"""Parameters: added, removed, required."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.canonical.media_types import canonical_media
from codegen.diff.model.changes import Change
from codegen.diff.model.descriptions import listed
from codegen.diff.model.notice import is_date
from codegen.diff.model.rules import ERR, INFO, WARN, single
from codegen.ir.api import In
from codegen.ir.types import Absent, AnyValue, Choice, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair
    from codegen.ir.api import Operation, Param

_AREA = "Parameters"


RULES = (
    single("new-optional-request-parameter", INFO, "request", _AREA, "existence", "optional parameter added"),
    single(
        "new-optional-request-default-parameter-to-existing-path",
        INFO,
        "request",
        _AREA,
        "existence",
        "optional parameter with a default added",
    ),
    single("new-request-path-parameter", ERR, "request", _AREA, "existence", "path parameter added"),
    single("new-required-request-parameter", ERR, "request", _AREA, "existence", "required parameter added"),
    single(
        "new-required-request-default-parameter-to-existing-path",
        ERR,
        "request",
        _AREA,
        "existence",
        "required parameter with a default added",
    ),
    single("request-parameter-removed", WARN, "request", _AREA, "existence", "parameter removed"),
    single(
        "request-parameter-removed-before-sunset",
        ERR,
        "request",
        _AREA,
        "existence",
        "deprecated parameter removed before its sunset date",
    ),
    single(
        "request-parameter-removed-with-deprecation",
        INFO,
        "request",
        _AREA,
        "existence",
        "deprecated parameter removed",
    ),
    single("request-parameter-became-required", ERR, "request", _AREA, "requiredness", "parameter became required"),
    single("request-parameter-became-optional", INFO, "request", _AREA, "requiredness", "parameter became optional"),
    single("request-parameter-style-changed", ERR, "request", _AREA, "type", "serialization of a parameter changed"),
)


def match_params(pair: OperationPair) -> Iterator[tuple[Param | None, Param | None]]:
    """Pair parameters by location and name, path parameters by position."""
    old, new = _by_key(pair.old), _by_key(pair.new)
    for key in dict.fromkeys([*old, *new]):
        yield old.get(key), new.get(key)


def _by_key(operation: Operation) -> dict[tuple[str, str], Param]:
    positions = {name: str(index) for index, name in enumerate(operation.path[1::2])}
    return {
        (
            str(param.where),
            _folded(param) if param.where is not In.PATH else positions.get(param.name, param.name),
        ): param
        for param in operation.params
    }


def _folded(param: Param) -> str:
    """Return the key of a name: header names are case-insensitive (RFC 9110, 5.1)."""
    return param.name.lower() if param.where is In.HEADER else param.name


def label(pair: OperationPair, param: Param) -> str:
    """Return the name of a parameter, with its operation unless it is shared."""
    words = f"{param.where} parameter {listed([param.name])}"
    return words if _is_shared(param) else f"{pair.name}: {words}"


def check(pair: OperationPair, old: Param | None, new: Param | None) -> Iterator[Change]:
    """Yield the changes of a parameter; its schema is compared by the walker."""
    if old is not None and new is not None:
        yield from _style(pair, old, new)
        if old.required != new.required:
            end = "required" if new.required else "optional"
            name = label(pair, new)
            yield Change(
                id=f"request-parameter-became-{end}",
                subject=name,
                message=f"{name}: became {end}",
                old=old.required,
                new=new.required,
                old_at=old.location,
                new_at=new.location,
                suffix=f"became-{end}",
            )
    elif old is not None:
        name = label(pair, old)
        end, words = _ending(pair, old)
        message = _message(pair, old, "removed", "from", words)
        yield Change(
            id=f"request-parameter-removed{end}",
            subject=name,
            message=message,
            old=old.name,
            old_at=old.location,
            new_at=pair.new.location,
            suffix="removed",
        )
    elif new is not None:
        name = label(pair, new)
        need = "required" if new.required else "optional"
        yield Change(
            id=_added_id(new),
            subject=name,
            message=_message(pair, new, f"added {need}", "to"),
            new=new.name,
            old_at=pair.old.location,
            new_at=new.location,
            suffix="added",
        )


def _style(pair: OperationPair, old: Param, new: Param) -> Iterator[Change]:
    """Compare the serialization; ``explode`` matters for arrays and objects only."""
    before, after = _serialization(pair.old_api, old), _serialization(pair.new_api, new)
    if before != after and not (pair.old_api.partial or pair.new_api.partial):
        name = label(pair, new)
        yield Change(
            id="request-parameter-style-changed",
            subject=name,
            message=f"{name}: serialization changed from {before} to {after}",
            old=before,
            new=after,
            old_at=old.location,
            new_at=new.location,
        )


def _serialization(side: ComparedApi, param: Param) -> str:
    if param.content_type:
        return canonical_media(param.content_type)
    node = side.resolve(param.type)
    words = [param.style]
    if not isinstance(node, (Scalar, Choice, AnyValue)):
        words.append("exploded" if param.explode else "not exploded")
    elif param.style in {"form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"}:
        words = ["form"]  # scalars look the same
    return ", ".join([*words, *(["reserved characters allowed"] if param.allow_reserved else [])])


def _ending(pair: OperationPair, param: Param) -> tuple[str, str]:
    """Return the end of the id and of the message for a removed parameter."""
    if not param.deprecated:
        return "", ""
    sunset = pair.old_api.raw(param.location).get("x-sunset")
    if is_date(sunset) and not pair.notice.passed(sunset):
        return "-before-sunset", f" before its sunset {str(sunset)[:10]}"
    return "-with-deprecation", " (was deprecated)"


def _message(pair: OperationPair, param: Param, action: str, preposition: str, end: str = "") -> str:
    where = "" if _is_shared(param) else f" {preposition} `{pair.name}`"
    return f"{action} {param.where} parameter `{param.name}`{where}{end}"


def _is_shared(param: Param) -> bool:
    return param.location.pointer.startswith("/components/")


def _added_id(param: Param) -> str:
    if param.where is In.PATH:
        return "new-request-path-parameter"
    need = "required" if param.required else "optional"
    if isinstance(param.default, Absent):
        return f"new-{need}-request-parameter"
    return f"new-{need}-request-default-parameter-to-existing-path"
