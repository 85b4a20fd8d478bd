"""Derives the subject of a table or example from the sections around it: an object, or an operation of a resource."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from codegen.tables.cells.headings import (
    inferred_response,
    resource_of,
    route_in,
    singular,
    slug,
    stated_status,
    subject_of,
)
from codegen.tables.cells.labelled import Labelled, body_kind, labelled, response_in_prose
from codegen.tables.cells.parts import SectionPart, part_of, words
from codegen.tables.dialects.model import PLAIN, Dialect
from codegen.tables.model import Endpoint, Table, table_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.location import Location
    from codegen.ir.types import DefId, Type
    from codegen.tables.cells.grid import Section
    from codegen.tables.cells.headings import HeadingSubject
    from codegen.tables.dialects.model import BodyKind, Route

_GENERIC = words(
    "field fields property properties attribute attributes parameter parameters argument arguments member members"
    " schema table body request response object reference contents returns example examples errors facts"
) | {
    "code sample",
    "code samples",
    "code example",
    "code examples",
    "request sample",
    "request samples",
    "sample request",
    "example request",
    "request example",
    "response samples",
    "sample response",
    "example response",
    "see also",
    "example code",
    "more attributes",
    "more parameters",
    "http request",
}
_WITHIN = re.compile("(?P<part>.+?) for [\"\u201c\u2018'].+[\"\u201d\u2019']", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[^\W\d]\w*(?:[.-]\w+)*")
_TYPE_LINE = re.compile(r"[*_]*+type:?[*_]*+:?\s*+[*_`]*+\w++[*_`]*+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The subject of sections. ``response_of`` is the operation (``widgets.get``) that returns the object, or empty."""

    kind: Literal["object", "parameters"]
    name: str
    resource: str
    location: Location
    endpoint: Endpoint | None = None
    prose: tuple[str, ...] = ()
    part: SectionPart | None = None
    response_of: str = ""
    title: str = ""
    returned: Type | None = None
    wrapped: bool = False
    usual_body: BodyKind = ""

    @property
    def id(self) -> DefId:
        """Return the identity of the table in its file."""
        key = f"{self.resource}.{self.name}" if self.resource and not self.response_of else self.name
        return table_id(self.location.file, key)

    def table(self) -> Table:
        """Return a table of this identity without any field."""
        is_operation = self.kind == "parameters"
        facts = labelled(self.prose, self.location) if is_operation else Labelled(self.prose)
        return Table(
            id=self.id,
            name=self.name,
            kind=self.kind,
            resource=self.resource,
            endpoint=self.endpoint,
            response=inferred_response(" ".join(facts.prose)) if is_operation and not self.wrapped else "",
            response_type=facts.response or self.returned,
            body=facts.body or (self.part.body if self.part else ""),
            usual_body=self.usual_body,
            status=stated_status(" ".join(facts.prose)) if is_operation else 0,
            fields=(),
            location=self.location,
            description="\n\n".join(facts.prose),
            response_of=self.response_of,
            title=self.title if is_operation else "",
        )


def is_name(heading: str, dialect: Dialect = PLAIN) -> bool:
    """Return whether a heading names an object or operation: it is no generic word, part or sample of one."""
    if not heading or heading.casefold() in _GENERIC or _WITHIN.fullmatch(heading):
        return False
    return _part_of(heading, dialect) is None


def _part_of(heading: str, dialect: Dialect) -> SectionPart | None:
    """Return the part that a heading names; a part may name its operation: ``Parameters for "List things"``."""
    within = _WITHIN.fullmatch(heading)
    text = within["part"] if within else heading
    known, part = dialect.parts.get(text.casefold()), _with_media_type(part_of(text.partition(":")[0]), text)
    if known is None or (part is not None and part.kind == "parameters" and known == "request"):
        return part
    return SectionPart("parameters" if known == "request" else known)


def _with_media_type(part: SectionPart | None, heading: str) -> SectionPart | None:
    """Return a part with the media type behind it: ``Request Body schema: application/json``."""
    kind = body_kind(heading.partition(":")[2].strip()) if part and part.kind == "parameters" else ""
    return replace(part, body=kind) if part and kind else part


def identify(
    sections: Sequence[Section],
    at: Location,
    dialect: Dialect = PLAIN,
    *,
    parameters: bool = False,
    operation: bool = False,
) -> Identity:
    """Return the subject of ``sections``. ``at`` is the location of a table without any heading above it.

    ``parameters``: the table itself calls its rows parameters; ``operation``: return the operation, not its response.
    """
    part = section_part(sections, dialect)
    is_response = part is not None and part.kind == "response"
    sent = parameters or operation or (part is not None and not is_response)
    found = _identity(sections, at, part, dialect, sent=sent)
    if not is_response or operation:
        return found
    if (
        found.endpoint
        or _stated_response(sections, dialect)
        or ((subject := subject_of(found.title)) and subject.kind == "parameters")
    ):
        return _response(_identity(sections, at, part, dialect, sent=True))
    return _identity(
        sections, at, None, dialect, sent=parameters
    )  # not within an operation: the heading names an object


def _stated_response(sections: Sequence[Section], dialect: Dialect) -> bool:
    """Return whether the dialect says that the innermost heading is the response of an operation."""
    heading = sections[-1].heading if sections else None
    return heading is not None and dialect.parts.get(heading.plain.casefold()) == "response"


def _identity(
    sections: Sequence[Section], at: Location, part: SectionPart | None, dialect: Dialect, *, sent: bool
) -> Identity:
    name, location, below = _name(sections, at, dialect, parts_are_names=part is None)
    prose = _prose(below)
    route = next((route for section in below for route in section.routes), None)
    endpoint = _endpoint(route, location)
    object_name = "" if endpoint else dialect.object_of(name)
    sent = (sent or endpoint is not None) and not (object_name and part is None)
    heading = dialect.operation_of(_operation_heading(name, route))
    subject = _subject(heading, sent=sent)
    resource = resource_of(endpoint.path) if endpoint else _stated_resource(subject)
    return Identity(
        kind="parameters" if sent else "object",
        name=object_name or _subject_name(subject, heading, endpoint, resource),
        title=heading,
        resource=resource,
        location=location,
        endpoint=endpoint,
        prose=prose,
        part=part,
        returned=response_in_prose(prose, location) if sent and not dialect.wrapped else None,
        wrapped=dialect.wrapped,
        usual_body=dialect.body,
    )


def _prose(sections: Sequence[Section]) -> tuple[str, ...]:
    """Return the paragraphs of sections, without lines such as ``**Type:** object``."""
    return tuple(text for section in sections for text in section.prose if not _TYPE_LINE.fullmatch(text.strip()))


def _subject(heading: str, *, sent: bool) -> HeadingSubject | None:
    """Return the subject of a heading, if it is of the wanted kind: parameters that are ``sent``, or an object."""
    subject = subject_of(heading)
    return subject if subject and (subject.kind == "parameters") == sent else None


def _operation_heading(name: str, route: Route | None) -> str:
    return route.heading if route and route.heading else name


def _stated_resource(subject: HeadingSubject | None) -> str:
    return subject.resource if subject and subject.kind == "parameters" else ""


def _endpoint(route: Route | None, at: Location) -> Endpoint | None:
    return Endpoint(method=route.method, path=route.path, location=at) if route else None


def _subject_name(subject: HeadingSubject | None, heading: str, endpoint: Endpoint | None, resource: str) -> str:
    """Return the name of the subject of a heading, else the name in a heading that ``subject_of`` does not parse."""
    if subject:
        return subject.name
    if endpoint is None:
        return heading
    stated = route_in(heading)
    return _operation_name(f"{endpoint.method} {endpoint.path}" if stated else heading, resource)


def _operation_name(heading: str, resource: str) -> str:
    """Return a heading as the name of an operation; an identifier (``things.list``, ``listThings``) is kept."""
    if _IDENTIFIER.fullmatch(heading):
        return heading.removeprefix(f"{resource}.") or heading
    return slug(heading) or heading


def _name(
    sections: Sequence[Section], at: Location, dialect: Dialect, *, parts_are_names: bool = False
) -> tuple[str, Location, Sequence[Section]]:
    """Return the innermost heading that is a name, not a generic one such as "Fields" or "Query parameters".

    Also return its location and the sections from it on; without any heading, the name is that of the file.
    """
    for depth in range(len(sections) - 1, -1, -1):
        heading = sections[depth].heading
        plain = heading.plain if heading else ""
        if heading and (is_name(plain, dialect) or (parts_are_names and _named_part(plain))):
            return plain, heading.location, sections[depth:]
    return PurePosixPath(at.file).stem.replace("-", "_"), at, sections


def _named_part(heading: str) -> bool:
    """Return whether a heading that names a part may name an object all the same."""
    return bool(heading) and heading.casefold() not in _GENERIC and not _WITHIN.fullmatch(heading)


def _response(operation: Identity) -> Identity:
    """Return the object that is the response of an operation."""
    resource = operation.resource
    prefix = f"{slug(singular(resource))}_" if resource else ""
    return replace(
        operation,
        kind="object",
        name=f"{prefix}{slug(operation.name) or operation.name}_response",
        endpoint=None,
        prose=(),
        response_of=f"{resource}.{operation.name}" if resource else operation.name,
    )


def section_part(sections: Sequence[Section], dialect: Dialect = PLAIN) -> SectionPart | None:
    """Return the part that the innermost heading names, skipping generic headings."""
    for section in reversed(sections):
        plain = section.heading.plain if section.heading else ""
        if plain and (part := _part_of(plain, dialect)):
            return part
        if plain and is_name(plain, dialect):
            return None
    return None
