"""Compare requests sent by the API: webhooks, and callbacks of its operations.

Here the API is the client: callers read what it sends, like a response, and send the responses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.canonical.statuses import match_responses
from codegen.diff.match.pairs import schema_slot
from codegen.diff.model.changes import Change, Subject
from codegen.diff.model.descriptions import listed
from codegen.diff.walk import parts
from codegen.diff.walk.walker import Frame, reached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.diff.walk.walker import Walker
    from codegen.ir.api import Operation, Param


def compare_calls(walker: Walker) -> Iterator[tuple[Change, str]]:
    """Yield the changes of calls, each with the name of the call; an added or removed call is one change."""
    old, new = ({_key(call): call for call in side.api.webhooks} for side in (walker.old, walker.new))
    for key, call in old.items():
        if key in new:
            frame = Frame()
            name = _name(new[key])
            _call(walker, frame, (call, new[key]), name)
            yield from ((change, name) for change in reached(walker.frames, frame))
        elif not walker.new.partial:
            words = f"removed {_name(call)}"
            yield (
                Change(
                    id="webhook-removed", subject=_name(call), message=words, old=str(call.id), old_at=call.location
                ),
                "",
            )
    for key, call in new.items():
        if key not in old and not walker.old.partial:
            words = f"added {_name(call)}"
            yield (
                Change(id="webhook-added", subject=_name(call), message=words, new=str(call.id), new_at=call.location),
                "",
            )


def _key(call: Operation) -> tuple[str, str]:
    """Return the key of a call: webhook name or callback location, and the method."""
    return str(call.id), call.method


def _name(call: Operation) -> str:
    kind = "callback" if str(call.id).partition(" callback")[1] else "webhook"
    return f"{kind} {listed(call.path[:1])}"


def _call(walker: Walker, frame: Frame, calls: tuple[Operation, Operation], name: str) -> None:
    old, new = calls
    _params(walker, frame, calls, name)
    if old.body is not None and new.body is not None:
        parts.media(walker, frame, (old.body.media, new.body.media), (Subject.RESPONSE_BODY, f"{name} payload"))
    elif old.body is not None or new.body is not None:
        end = "removed" if new.body is None else "added"
        words = f"{name}: {end} payload"
        id_ = f"response-body-media-type-schema-{end}"
        frame.changes.append(
            Change(
                id=id_, subject=name, message=words, old=old.body is not None, old_at=old.location, new_at=new.location
            )
        )
    for before, after in match_responses(old.responses, new.responses)[0]:
        place = Subject.REQUEST_BODY, f"{name} response {after.status}"
        parts.media(walker, frame, (before.media, after.media), place)


def _params(walker: Walker, frame: Frame, calls: tuple[Operation, Operation], name: str) -> None:
    old, new = ({(str(item.where), item.name.lower()): item for item in call.params} for call in calls)
    for key in dict.fromkeys([*old, *new]):
        one, two = old.get(key), new.get(key)
        if one is not None and two is not None:
            slots = (one.type, schema_slot(walker.old, one.type)), (two.type, schema_slot(walker.new, two.type))
            walker.compare(*slots, Subject.HEADER, f"{name} {two.where} {two.name}", parts.as_text(frame, loose=True))
            if one.required and not two.required:
                words = f"{name}: {two.where} parameter {listed([two.name])} became optional"
                frame.changes.append(_param_change("response-header-became-optional", name, words, one, two))
        elif one is not None:
            need = "required" if one.required else "optional"
            words = f"{name}: removed {need} {one.where} parameter {listed([one.name])}"
            frame.changes.append(_param_change(f"{need}-response-header-removed", name, words, one, None))
        elif two is not None:
            words = f"{name}: added {two.where} parameter {listed([two.name])}"
            frame.changes.append(_param_change("response-header-added", name, words, None, two))


def _param_change(id_: str, name: str, words: str, old: Param | None, new: Param | None) -> Change:
    known = [item for item in (old, new) if item is not None]
    return Change(
        id=id_,
        subject=f"{name} {known[0].name}",
        message=words,
        old=None if old is None else old.name,
        new=None if new is None else new.name,
        old_at=known[0].location,
        new_at=known[-1].location,
    )
