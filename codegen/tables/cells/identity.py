"""Derives the subject of a table or example from the sections around it: an object, or an operation of a resource."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from codegen.tables.cells.headings import endpoint_in, inferred_response, resource_of, singular, slug, subject_of
from codegen.tables.cells.labelled import Labelled, labelled
from codegen.tables.cells.parts import SectionPart, part_of, words
from codegen.tables.model import Table, table_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.location import Location
    from codegen.ir.types import DefId
    from codegen.tables.cells.grid import Section
    from codegen.tables.cells.headings import HeadingSubject
    from codegen.tables.model import Endpoint

_GENERIC = words(
    "field fields property properties attribute attributes parameter parameters argument arguments member members"
    " schema table body request response object reference"
)
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
            response=inferred_response(" ".join(facts.prose)) if is_operation else "",
            response_type=facts.response,
            body=facts.body,
            fields=(),
            location=self.location,
            description="\n\n".join(facts.prose),
            response_of=self.response_of,
        )


def identify(
    sections: Sequence[Section], at: Location, *, parameters: bool = False, operation: bool = False
) -> Identity:
    """Return the subject of ``sections``. ``at`` is the location of a table without any heading above it.

    ``parameters``: the table itself calls its rows parameters; ``operation``: return the operation, not its response.
    """
    part = _part(sections)
    is_response = part is not None and part.kind == "response"
    found = _identity(sections, at, part, sent=parameters or operation or (part is not None and not is_response))
    if not is_response or operation:
        return found
    if found.endpoint or ((subject := subject_of(_name(sections, at)[0])) and subject.kind == "parameters"):
        return _response(_identity(sections, at, part, sent=True))
    return _identity(sections, at, None, sent=parameters)  # not within an operation: the heading names an object


def _identity(sections: Sequence[Section], at: Location, part: SectionPart | None, *, sent: bool) -> Identity:
    name, location, below = _name(sections, at, parts_are_names=part is None)
    prose = [text for section in below for text in section.prose if not _TYPE_LINE.fullmatch(text.strip())]
    endpoint, prose = _endpoint(name, prose, location)
    sent = sent or endpoint is not None
    subject = subject_of(name)
    if subject and (subject.kind == "parameters") != sent:
        subject = None
    resource = resource_of(endpoint.path) if endpoint else _stated_resource(subject)
    return Identity(
        kind="parameters" if sent else "object",
        name=subject.name if subject else _unparsed_name(name, endpoint, resource),
        resource=resource,
        location=location,
        endpoint=endpoint,
        prose=tuple(prose),
        part=part,
    )


def _stated_resource(subject: HeadingSubject | None) -> str:
    return subject.resource if subject and subject.kind == "parameters" else ""


def _unparsed_name(heading: str, endpoint: Endpoint | None, resource: str) -> str:
    """Return the name in a heading that ``subject_of`` does not parse."""
    if endpoint is None:
        return heading
    stated = endpoint_in(heading, endpoint.location)
    return _operation_name(f"{endpoint.method} {endpoint.path}" if stated else heading, resource)


def _operation_name(heading: str, resource: str) -> str:
    """Return a heading as the name of an operation; an identifier (``things.list``, ``listThings``) is kept."""
    if _IDENTIFIER.fullmatch(heading):
        return heading.removeprefix(f"{resource}.") or heading
    return slug(heading) or heading


def _name(
    sections: Sequence[Section], at: Location, *, parts_are_names: bool = False
) -> tuple[str, Location, Sequence[Section]]:
    """Return the innermost heading that is a name, not a generic one such as "Fields" or "Query parameters".

    Also return its location and the sections from it on; without any heading, the name is that of the file.
    """
    for depth in range(len(sections) - 1, -1, -1):
        heading = sections[depth].heading
        plain = heading.plain if heading else ""
        if heading and plain and plain.casefold() not in _GENERIC and (parts_are_names or not part_of(plain)):
            return plain, heading.location, sections[depth:]
    return PurePosixPath(at.file).stem.replace("-", "_"), at, sections


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


def _part(sections: Sequence[Section]) -> SectionPart | None:
    """Return the part that the innermost heading names, skipping generic headings."""
    for section in reversed(sections):
        if section.heading and (part := part_of(section.heading.plain)):
            return part
        if section.heading and section.heading.plain.casefold() not in _GENERIC:
            return None
    return None


def _endpoint(name: str, prose: list[str], at: Location) -> tuple[Endpoint | None, list[str]]:
    """Extract a paragraph such as ```GET /v1/things``` from prose; the heading itself may be one."""
    for index, text in enumerate(prose):
        if found := endpoint_in(text, at):
            return found, prose[:index] + prose[index + 1 :]
    return endpoint_in(name, at), prose
