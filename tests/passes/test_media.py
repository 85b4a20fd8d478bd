from __future__ import annotations

import pytest

from codegen.core.location import Location
from codegen.ir.api import Api, Body, Media, Operation, OpId, Response
from codegen.ir.types import Kind, Object, Scalar, Type
from codegen.passes.media import settle_media

PLACE = Location("spec.yaml", "", 0, 0)
NUMBER, TEXT, THING = Scalar(kind=Kind.INTEGER), Scalar(kind=Kind.STRING), Object(fields=(), location=PLACE)


def settled(
    media: list[tuple[str, Type | None]],
) -> tuple[list[tuple[str, Type | None]], list[tuple[str, Type | None]]]:
    """Return the normalised media types of a request body and of a response."""
    made = tuple(Media(content_type=name, type=node, location=PLACE) for name, node in media)
    operation = Operation(
        id=OpId("POST /"),
        method="POST",
        path=("/",),
        location=PLACE,
        body=Body(media=made, required=True, location=PLACE),
        responses=(Response(status="200", media=made, location=PLACE),),
    )
    (after,) = settle_media(
        Api(title="", version="", location=PLACE, definitions={}, operations=(operation,))
    ).operations
    assert after.body is not None
    return (
        [(item.content_type, item.type) for item in after.body.media],
        [(item.content_type, item.type) for item in after.responses[0].media],
    )


@pytest.mark.parametrize(
    ("media", "body", "response"),
    [
        ([("*/*", THING)], [("application/json", THING)], [("application/json", THING)]),
        ([("application/*", THING)], [("application/json", THING)], [("application/json", THING)]),
        ([("*/*", NUMBER)], [("application/json", NUMBER)], [("application/json", NUMBER)]),
        ([("*/*", TEXT)], [("*/*", TEXT)], [("*/*", TEXT)]),
        ([("application/xml", THING)], [("application/xml", None)], [("application/xml", THING)]),
        ([("application/octet-stream", TEXT)], [("application/octet-stream", TEXT)], None),
        ([("application/vnd.own", THING)], [("application/vnd.own", THING)], None),
        ([("text/xml", THING), ("*/*", THING)], [("text/xml", THING), ("application/json", THING)], None),
        ([("application/json", THING), ("*/*", THING)], [("application/json", THING), ("*/*", THING)], None),
        ([("application/xml", THING), ("application/json", THING)], None, None),
    ],
)
def test_ranges_are_json_and_files_are_raw(
    media: list[tuple[str, Type | None]],
    body: list[tuple[str, Type | None]] | None,
    response: list[tuple[str, Type | None]] | None,
) -> None:
    assert settled(media) == (body or media, response or body or media)
