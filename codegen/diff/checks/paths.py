"""Operations: added, removed, deprecation, stability, operationId."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from codegen.diff.model.changes import Change
from codegen.diff.model.descriptions import possibly
from codegen.diff.model.notice import STABILITY, Notice, is_date, stability
from codegen.diff.model.rules import ERR, INFO, single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair
    from codegen.ir.api import Operation

Guess: TypeAlias = tuple[str, float, str] | None
"""Another operation, the confidence that it is the same, and what it was matched by."""

_Statement: TypeAlias = tuple[str, str, str, str]
"""Id, what follows the name of the operation in the message, old and new value."""

_EXIST, _LIFE, _PATHS = "existence", "lifecycle", "Paths"

RULES = (
    single("endpoint-added", INFO, "none", _PATHS, _EXIST, "operation added"),
    single("api-removed-without-deprecation", ERR, "none", _PATHS, _EXIST, "operation removed without deprecation"),
    single("api-removed-with-deprecation", INFO, "none", _PATHS, _EXIST, "deprecated operation removed"),
    single("api-removed-before-sunset", ERR, "none", _PATHS, _EXIST, "operation removed before its sunset date"),
    single(
        "api-path-removed-without-deprecation",
        ERR,
        "none",
        _PATHS,
        _EXIST,
        "path removed without deprecation",
    ),
    single("api-path-removed-with-deprecation", INFO, "none", _PATHS, _EXIST, "deprecated path removed"),
    single("api-path-removed-before-sunset", ERR, "none", _PATHS, _EXIST, "path removed before its sunset date"),
    single("api-operation-id-added", INFO, "none", _PATHS, _EXIST, "operationId added"),
    single("api-operation-id-removed", INFO, "none", _PATHS, _EXIST, "operationId removed or changed"),
    single("endpoint-deprecated", INFO, "none", _PATHS, _LIFE, "operation deprecated"),
    single("endpoint-deprecated-with-sunset", INFO, "none", _PATHS, _LIFE, "operation deprecated with a sunset date"),
    single("endpoint-reactivated", INFO, "none", _PATHS, _LIFE, "operation no longer deprecated"),
    single(
        "api-deprecated-sunset-parse",
        ERR,
        "none",
        _PATHS,
        _LIFE,
        "operation deprecated with an invalid sunset date",
    ),
    single(
        "api-deprecated-sunset-missing",
        ERR,
        "none",
        _PATHS,
        _LIFE,
        "operation deprecated without the required sunset date",
    ),
    single(
        "api-path-sunset-parse",
        ERR,
        "none",
        _PATHS,
        _LIFE,
        "deprecated operation removed, or still deprecated, with an invalid sunset date",
    ),
    single(
        "api-sunset-date-too-small",
        ERR,
        "none",
        _PATHS,
        _LIFE,
        "operation deprecated with a sunset too soon",
    ),
    single(
        "api-sunset-date-changed-too-small",
        ERR,
        "none",
        _PATHS,
        _LIFE,
        "sunset date of a deprecated operation moved to an earlier date that is too soon",
    ),
    single("sunset-deleted", ERR, "none", _PATHS, _LIFE, "sunset date of a deprecated operation removed"),
    single("api-stability-decreased", ERR, "none", _PATHS, _LIFE, "stability level of an operation decreased"),
    single("api-stability-increased", INFO, "none", _PATHS, _LIFE, "stability level of an operation increased"),
    single("api-invalid-stability-level", ERR, "none", _PATHS, _LIFE, "unknown stability level of an operation"),
)


def removed(side: ComparedApi, operation: Operation, path_removed: bool, notice: Notice, moved: Guess) -> Change:  # noqa: FBT001 - a fact
    """Return the change of a removed operation; ``notice`` decides whether its sunset has passed."""
    sunset = side.raw(operation.location).get("x-sunset")
    noun = "api-path-removed" if path_removed else "api-removed"
    name = f"{operation.method} {operation.template}"
    end = "" if moved is None else possibly("moved to", *moved)
    if not operation.deprecated:
        id_, words = f"{noun}-without-deprecation", f"removed operation `{name}`{end}"
    elif sunset is not None and not is_date(sunset):
        id_, words = "api-path-sunset-parse", f"removed operation `{name}`, whose sunset was not a date{end}"
    elif sunset is not None and not notice.passed(sunset):
        id_, words = f"{noun}-before-sunset", f"removed operation `{name}` before its sunset {str(sunset)[:10]}{end}"
    else:
        id_, words = f"{noun}-with-deprecation", f"removed deprecated operation `{name}`{end}"
    renamed = None if moved is None else moved[:2]
    return Change(id=id_, subject=name, message=words, old=name, old_at=operation.location, renamed=renamed)


def added(operation: Operation, was: Guess) -> Change:
    """Return the change of an added operation, with the removed one that it may replace."""
    name = f"{operation.method} {operation.template}"
    end = "" if was is None else possibly("replaces", *was)
    return Change(
        id="endpoint-added",
        subject=name,
        message=f"added operation `{name}`{end}",
        new=name,
        new_at=operation.location,
        renamed=None if was is None else was[:2],
    )


def check(pair: OperationPair) -> Iterator[Change]:
    """Compare deprecation, stability and operationId."""
    old, new = pair.old, pair.new
    if old.operation_id != new.operation_id:
        end = "removed" if old.operation_id else "added"
        words = (
            f"{pair.name}: operationId changed from {old.operation_id or '(none)'} to {new.operation_id or '(none)'}"
        )
        yield pair.change(f"api-operation-id-{end}", pair.name, words, old.operation_id, new.operation_id)
    for id_, words, one, two in (*_deprecation(pair), *_stability(pair)):
        yield pair.change(id_, pair.name, f"{pair.name}: {words}", one, two)


def _deprecation(pair: OperationPair) -> Iterator[_Statement]:
    if pair.new.deprecated and pair.old.deprecated:
        yield from _new_sunset(pair)
    elif pair.new.deprecated:
        yield _deprecated(pair)
    elif pair.old.deprecated:
        yield "endpoint-reactivated", "no longer deprecated", "deprecated", ""


def _deprecated(pair: OperationPair) -> _Statement:
    """Return the statement for a newly deprecated operation."""
    raw = pair.new_api.raw(pair.new.location)
    after = raw.get("x-sunset")
    match pair.notice.judge(raw):
        case "missing":
            words = "deprecated without a sunset date"
            return "api-deprecated-sunset-missing", words, "", "deprecated"
        case "invalid":
            return "api-deprecated-sunset-parse", "sunset is not a date", "", str(after)
        case "small":
            words = f"deprecated with sunset {after}, earlier than {pair.notice.earliest(raw)}"
            return "api-sunset-date-too-small", words, "", str(after)
        case "dated":
            return "endpoint-deprecated-with-sunset", f"deprecated with sunset {after}", "", str(after)
        case _:
            return "endpoint-deprecated", "deprecated", "", "deprecated"


def _new_sunset(pair: OperationPair) -> Iterator[_Statement]:
    """Compare the sunsets of an operation that is deprecated in both versions."""
    old_raw, new_raw = pair.old_api.raw(pair.old.location), pair.new_api.raw(pair.new.location)
    before, after = old_raw.get("x-sunset"), new_raw.get("x-sunset")
    if before is not None and after is None:
        yield "sunset-deleted", "sunset removed", str(before), ""
    elif before != after and not is_date(after):
        yield "api-path-sunset-parse", "sunset is not a date", str(before), str(after)
    elif pair.notice.hurried(old_raw, new_raw):
        words = f"sunset moved from {before} to {after}"
        yield "api-sunset-date-changed-too-small", words, str(before), str(after)


def _stability(pair: OperationPair) -> Iterator[_Statement]:
    old_raw, new_raw = pair.old_api.raw(pair.old.location), pair.new_api.raw(pair.new.location)
    stated = new_raw.get("x-stability-level")
    before, after = stability(old_raw), stability(new_raw)
    if stated is not None and after is None and stated != old_raw.get("x-stability-level"):
        yield "api-invalid-stability-level", f"unknown stability level {stated!r}", "", str(stated)
    elif before is not None and after is not None and before != after:
        action = "increased" if STABILITY.index(after) > STABILITY.index(before) else "decreased"
        yield f"api-stability-{action}", f"stability {action} from {before} to {after}", before, after
