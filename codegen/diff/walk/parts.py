"""Walk the schemas of an operation: parameters, bodies, responses, headers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.core.media_type import MediaType
from codegen.diff.canonical.media_types import compared_media
from codegen.diff.canonical.statuses import match_responses
from codegen.diff.checks import bodies, parameters, responses
from codegen.diff.match.pairs import schema_slot
from codegen.diff.model.changes import Subject
from codegen.diff.walk.walker import Frame
from codegen.ir.api import In
from codegen.ir.types import ABSENT

if TYPE_CHECKING:
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair, Slot
    from codegen.diff.walk.walker import Walker
    from codegen.ir.api import Media, Param, Response
    from codegen.ir.types import Type


def walk(pair: OperationPair, walker: Walker, frame: Frame, *, moved: bool = False) -> None:
    """Compare all parts of an operation; if it ``moved``, added and removed path parameters are skipped."""
    for old, new in parameters.match_params(pair):
        known = old or new
        both = old is not None and new is not None
        if not moved or both or (known is not None and known.where is not In.PATH):
            _parameter(pair, walker, frame, (old, new))
    _body(pair, walker, frame)
    _responses(pair, walker, frame)


def is_text(content_type: str) -> bool:
    """Return whether values of a media type are serialized as text, so that ``5`` and ``"5"`` are the same."""
    kind = MediaType.parse(content_type)
    return kind.is_text or kind.is_multipart or kind.is_form or kind.is_xml


def _parameter(pair: OperationPair, walker: Walker, frame: Frame, sides: tuple[Param | None, Param | None]) -> None:
    old, new = sides
    frame.changes.extend(parameters.check(pair, old, new))
    if old is not None and new is not None:
        one, two = (_param(side, item) for side, item in ((pair.old_api, old), (pair.new_api, new)))
        subject = Subject.HEADER_PARAMETER if new.where is In.HEADER else Subject.PARAMETER
        loose = not new.content_type or is_text(new.content_type)
        walker.compare(one, two, subject, parameters.label(pair, new), as_text(frame, loose=loose))


def as_text(frame: Frame, *, loose: bool) -> Frame:
    """Return a view of a frame for values that are serialized as text."""
    return Frame(loose=loose, changes=frame.changes, children=frame.children)


def _param(side: ComparedApi, param: Param) -> tuple[Type, Slot]:
    """Return the schema of a parameter with the extensions of the parameter itself."""
    slot = schema_slot(side, param.type, required=param.required, default=param.default, deprecated=param.deprecated)
    extensions = {key: value for key, value in side.raw(param.location).items() if key.startswith("x-")}
    return param.type, replace(slot, raw={**slot.raw, **extensions})


def _whole(side: ComparedApi, node: Type) -> tuple[Type, Slot]:
    """Return the schema of a body with its own default."""
    return node, schema_slot(side, node, default=ABSENT)


def _body(pair: OperationPair, walker: Walker, frame: Frame) -> None:
    old, new = pair.old.body, pair.new.body
    if old is not None and new is not None:
        media(walker, frame, (old.media, new.media), (Subject.REQUEST_BODY, bodies.label(pair)))


def _responses(pair: OperationPair, walker: Walker, frame: Frame) -> None:
    for old, new in match_responses(pair.old.responses, pair.new.responses)[0]:
        name = responses.label(pair, new)
        media(walker, frame, (old.media, new.media), (Subject.RESPONSE_BODY, name))
        _headers(pair, walker, frame, (old, new), name)


def media(
    walker: Walker, frame: Frame, sides: tuple[Iterable[Media], Iterable[Media]], place: tuple[Subject, str]
) -> None:
    """Compare the schemas of common media types, and of the only one if another replaced it."""
    for old, new in compared_media(*sides):
        view = as_text(frame, loose=is_text(new.content_type))
        for one, two in ((old.type, new.type), (old.item, new.item)):
            if one is not None and two is not None:
                walker.compare(_whole(walker.old, one), _whole(walker.new, two), *place, view)


def _headers(pair: OperationPair, walker: Walker, frame: Frame, both: tuple[Response, Response], name: str) -> None:
    old, new = (responses.headers_of(item) for item in both)
    view = as_text(frame, loose=True)
    for key in new:
        if key in old:
            one, two = old[key].type, new[key].type
            slots = (one, schema_slot(pair.old_api, one)), (two, schema_slot(pair.new_api, two))
            walker.compare(*slots, Subject.HEADER, f"{name} header {new[key].name}", view)
