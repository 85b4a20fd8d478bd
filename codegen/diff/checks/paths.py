"""Operations that came and went, and what the document says of them beside their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.checks.lifecycle import STABILITY, is_date, stability
from codegen.diff.model import Change
from codegen.diff.rules import E, I, single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.diff.pairs import OperationPair
    from codegen.diff.side import Side
    from codegen.ir.api import Operation

_EXIST, _LIFE, _PATHS = "existence", "lifecycle", "Paths"

RULES = (
    single("endpoint-added", I, "none", _PATHS, _EXIST, "an operation more"),
    single("api-removed-without-deprecation", E, "none", _PATHS, _EXIST, "an operation gone that was not deprecated"),
    single("api-removed-with-deprecation", I, "none", _PATHS, _EXIST, "an operation gone that was deprecated"),
    single("api-removed-before-sunset", E, "none", _PATHS, _EXIST, "an operation gone before its announced date"),
    single(
        "api-path-removed-without-deprecation",
        E,
        "none",
        _PATHS,
        _EXIST,
        "a path gone with operations that were not deprecated",
    ),
    single("api-path-removed-with-deprecation", I, "none", _PATHS, _EXIST, "a path gone, all of it deprecated"),
    single("api-path-removed-before-sunset", E, "none", _PATHS, _EXIST, "a path gone before its announced date"),
    single("api-operation-id-added", I, "none", _PATHS, _EXIST, "an operationId where there was none"),
    single("api-operation-id-removed", I, "none", _PATHS, _EXIST, "an operationId gone or replaced"),
    single("endpoint-deprecated", I, "none", _PATHS, _LIFE, "an operation deprecated"),
    single("endpoint-deprecated-with-sunset", I, "none", _PATHS, _LIFE, "an operation deprecated, with a date"),
    single("endpoint-reactivated", I, "none", _PATHS, _LIFE, "an operation that is not deprecated any more"),
    single(
        "api-deprecated-sunset-parse", E, "none", _PATHS, _LIFE, "an operation deprecated with a sunset that is no date"
    ),
    single("sunset-deleted", E, "none", _PATHS, _LIFE, "an operation still deprecated, without its date of removal"),
    single("api-stability-decreased", E, "none", _PATHS, _LIFE, "an operation that promises less"),
    single("api-stability-increased", I, "none", _PATHS, _LIFE, "an operation that promises more"),
    single("api-invalid-stability-level", E, "none", _PATHS, _LIFE, "an operation with an unknown stability"),
)


def removed(side: Side, operation: Operation, path_gone: bool, today: str, moved: str) -> Change:  # noqa: FBT001 - a fact
    """Say that an operation is gone; ``today`` (an ISO date) tells whether its sunset has passed."""
    sunset = side.raw(operation.location).get("x-sunset")
    noun = "api-path-removed" if path_gone else "api-removed"
    name = f"{operation.method} {operation.template}"
    where = f"; it may be {moved} now (confidence 0.90, by its operationId)" if moved else ""
    if operation.deprecated and isinstance(sunset, str) and is_date(sunset) and sunset[:10] > today:
        end, words = "before-sunset", f"{name} is gone before {sunset[:10]}{where}"
    elif operation.deprecated:
        end, words = "with-deprecation", f"{name} is gone; it was deprecated{where}"
    else:
        end, words = "without-deprecation", f"{name} is gone{where}"
    renamed = (moved, 0.9) if moved else None
    return Change(id=f"{noun}-{end}", subject=name, message=words, old=name, old_at=operation.location, renamed=renamed)


def added(operation: Operation) -> Change:
    """Say that an operation is new."""
    name = f"{operation.method} {operation.template}"
    return Change(id="endpoint-added", subject=name, message=f"{name} is new", new=name, new_at=operation.location)


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


def _deprecation(pair: OperationPair) -> Iterator[tuple[str, str, str, str]]:
    old, new = pair.old, pair.new
    before = pair.old_side.raw(old.location).get("x-sunset")
    after = pair.new_side.raw(new.location).get("x-sunset")
    if new.deprecated and not old.deprecated:
        if after is None:
            yield "endpoint-deprecated", "is deprecated now", "", "deprecated"
        elif is_date(after):
            yield "endpoint-deprecated-with-sunset", f"is deprecated now, and goes on {after}", "", str(after)
        else:
            yield "api-deprecated-sunset-parse", "has a sunset that is no date", "", str(after)
    elif old.deprecated and not new.deprecated:
        yield "endpoint-reactivated", "is not deprecated any more", "deprecated", ""
    elif new.deprecated and before is not None and after is None:
        yield "sunset-deleted", "has no sunset any more", str(before), ""


def _stability(pair: OperationPair) -> Iterator[tuple[str, str, str, str]]:
    old_raw, new_raw = pair.old_side.raw(pair.old.location), pair.new_side.raw(pair.new.location)
    stated = new_raw.get("x-stability-level")
    before, after = stability(old_raw), stability(new_raw)
    if stated is not None and after is None and stated != old_raw.get("x-stability-level"):
        yield "api-invalid-stability-level", f"has the unknown stability {stated!r}", "", str(stated)
    elif before is not None and after is not None and before != after:
        action = "increased" if STABILITY.index(after) > STABILITY.index(before) else "decreased"
        yield f"api-stability-{action}", f"is {after} now, and was {before}", before, after
