"""Operations that came and went, and what the document says of them beside their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from codegen.diff.model.changes import Change
from codegen.diff.model.notice import STABILITY, Notice, is_date, stability
from codegen.diff.model.rules import ERR, INFO, single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair
    from codegen.ir.api import Operation

Guess: TypeAlias = tuple[str, float, str] | None
"""Another operation, the confidence that it is the same, and what it was recognised by."""

_Statement: TypeAlias = tuple[str, str, str, str]
"""Id, what follows the name of the operation in the message, old and new value."""

_EXIST, _LIFE, _PATHS = "existence", "lifecycle", "Paths"

RULES = (
    single("endpoint-added", INFO, "none", _PATHS, _EXIST, "an operation more"),
    single("api-removed-without-deprecation", ERR, "none", _PATHS, _EXIST, "an operation gone that was not deprecated"),
    single("api-removed-with-deprecation", INFO, "none", _PATHS, _EXIST, "an operation gone that was deprecated"),
    single("api-removed-before-sunset", ERR, "none", _PATHS, _EXIST, "an operation gone before its announced date"),
    single(
        "api-path-removed-without-deprecation",
        ERR,
        "none",
        _PATHS,
        _EXIST,
        "a path gone with operations that were not deprecated",
    ),
    single("api-path-removed-with-deprecation", INFO, "none", _PATHS, _EXIST, "a path gone, all of it deprecated"),
    single("api-path-removed-before-sunset", ERR, "none", _PATHS, _EXIST, "a path gone before its announced date"),
    single("api-operation-id-added", INFO, "none", _PATHS, _EXIST, "an operationId where there was none"),
    single("api-operation-id-removed", INFO, "none", _PATHS, _EXIST, "an operationId gone or replaced"),
    single("endpoint-deprecated", INFO, "none", _PATHS, _LIFE, "an operation deprecated"),
    single("endpoint-deprecated-with-sunset", INFO, "none", _PATHS, _LIFE, "an operation deprecated, with a date"),
    single("endpoint-reactivated", INFO, "none", _PATHS, _LIFE, "an operation that is not deprecated any more"),
    single(
        "api-deprecated-sunset-parse",
        ERR,
        "none",
        _PATHS,
        _LIFE,
        "an operation deprecated with a sunset that is no date",
    ),
    single(
        "api-deprecated-sunset-missing",
        ERR,
        "none",
        _PATHS,
        _LIFE,
        "an operation deprecated without the date of removal that must be announced",
    ),
    single(
        "api-path-sunset-parse",
        ERR,
        "none",
        _PATHS,
        _LIFE,
        "a deprecated operation gone, or announced to go, with a sunset that is no date",
    ),
    single("api-sunset-date-too-small", ERR, "none", _PATHS, _LIFE, "an operation deprecated that is to go too soon"),
    single(
        "api-sunset-date-changed-too-small",
        ERR,
        "none",
        _PATHS,
        _LIFE,
        "a deprecated operation that is to go earlier than announced, and too soon",
    ),
    single("sunset-deleted", ERR, "none", _PATHS, _LIFE, "an operation still deprecated, without its date of removal"),
    single("api-stability-decreased", ERR, "none", _PATHS, _LIFE, "an operation that promises less"),
    single("api-stability-increased", INFO, "none", _PATHS, _LIFE, "an operation that promises more"),
    single("api-invalid-stability-level", ERR, "none", _PATHS, _LIFE, "an operation with an unknown stability"),
)


def removed(side: ComparedApi, operation: Operation, path_gone: bool, notice: Notice, moved: Guess) -> Change:  # noqa: FBT001 - a fact
    """Say that an operation is gone; the notice's day tells whether its sunset has passed."""
    sunset = side.raw(operation.location).get("x-sunset")
    noun = "api-path-removed" if path_gone else "api-removed"
    name = f"{operation.method} {operation.template}"
    where = "" if moved is None else f"; it may be {moved[0]} now (confidence {moved[1]:.2f}, by its {moved[2]})"
    if not operation.deprecated:
        id_, words = f"{noun}-without-deprecation", f"{name} is gone{where}"
    elif sunset is not None and not is_date(sunset):
        id_, words = "api-path-sunset-parse", f"{name} is gone; its sunset was no date{where}"
    elif sunset is not None and not notice.passed(sunset):
        id_, words = f"{noun}-before-sunset", f"{name} is gone before {str(sunset)[:10]}{where}"
    else:
        id_, words = f"{noun}-with-deprecation", f"{name} is gone; it was deprecated{where}"
    renamed = None if moved is None else moved[:2]
    return Change(id=id_, subject=name, message=words, old=name, old_at=operation.location, renamed=renamed)


def added(operation: Operation, was: Guess) -> Change:
    """Say that an operation is new, and which one it may stand for."""
    name = f"{operation.method} {operation.template}"
    where = "" if was is None else f"; it may stand for what was {was[0]} (confidence {was[1]:.2f}, by its {was[2]})"
    return Change(
        id="endpoint-added",
        subject=name,
        message=f"{name} is new{where}",
        new=name,
        new_at=operation.location,
        renamed=None if was is None else was[:2],
    )


def check(pair: OperationPair) -> Iterator[Change]:
    """Compare what an operation says of itself."""
    old, new = pair.old, pair.new
    if old.operation_id != new.operation_id:
        end = "removed" if old.operation_id else "added"
        words = (
            f"{pair.name} has the operationId {new.operation_id or '(none)'}, and had {old.operation_id or '(none)'}"
        )
        yield pair.change(f"api-operation-id-{end}", pair.name, words, old.operation_id, new.operation_id)
    for id_, words, one, two in (*_deprecation(pair), *_stability(pair)):
        yield pair.change(id_, pair.name, f"{pair.name} {words}", one, two)


def _deprecation(pair: OperationPair) -> Iterator[_Statement]:
    if pair.new.deprecated and pair.old.deprecated:
        yield from _new_sunset(pair)
    elif pair.new.deprecated:
        yield _deprecated(pair)
    elif pair.old.deprecated:
        yield "endpoint-reactivated", "is not deprecated any more", "deprecated", ""


def _deprecated(pair: OperationPair) -> _Statement:
    """Return what to say of an operation that is deprecated now, and was not."""
    raw = pair.new_api.raw(pair.new.location)
    after = raw.get("x-sunset")
    match pair.notice.judge(raw):
        case "missing":
            words = "is deprecated now, without a date of removal"
            return "api-deprecated-sunset-missing", words, "", "deprecated"
        case "invalid":
            return "api-deprecated-sunset-parse", "has a sunset that is no date", "", str(after)
        case "small":
            words = f"is deprecated now, and goes on {after}, before {pair.notice.earliest(raw)}"
            return "api-sunset-date-too-small", words, "", str(after)
        case "dated":
            return "endpoint-deprecated-with-sunset", f"is deprecated now, and goes on {after}", "", str(after)
        case _:
            return "endpoint-deprecated", "is deprecated now", "", "deprecated"


def _new_sunset(pair: OperationPair) -> Iterator[_Statement]:
    """Compare the sunsets of an operation that is deprecated in both versions."""
    old_raw, new_raw = pair.old_api.raw(pair.old.location), pair.new_api.raw(pair.new.location)
    before, after = old_raw.get("x-sunset"), new_raw.get("x-sunset")
    if before is not None and after is None:
        yield "sunset-deleted", "has no sunset any more", str(before), ""
    elif before != after and not is_date(after):
        yield "api-path-sunset-parse", "has a sunset that is no date", str(before), str(after)
    elif pair.notice.hurried(old_raw, new_raw):
        words = f"goes on {after} now, and was to go on {before}"
        yield "api-sunset-date-changed-too-small", words, str(before), str(after)


def _stability(pair: OperationPair) -> Iterator[_Statement]:
    old_raw, new_raw = pair.old_api.raw(pair.old.location), pair.new_api.raw(pair.new.location)
    stated = new_raw.get("x-stability-level")
    before, after = stability(old_raw), stability(new_raw)
    if stated is not None and after is None and stated != old_raw.get("x-stability-level"):
        yield "api-invalid-stability-level", f"has the unknown stability {stated!r}", "", str(stated)
    elif before is not None and after is not None and before != after:
        action = "increased" if STABILITY.index(after) > STABILITY.index(before) else "decreased"
        yield f"api-stability-{action}", f"is {after} now, and was {before}", before, after
