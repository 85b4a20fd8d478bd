"""One of the two APIs of a comparison: as read, as emitted, its names, and its documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.location import Location, resolve
from codegen.diff.canonical.defaults import whole
from codegen.diff.canonical.discriminators import with_mapping
from codegen.diff.canonical.types import canonical, valid_choice
from codegen.ir.lookup import may_be_null, resolved
from codegen.ir.types import AnyValue, Choice, Kind, Object, RefTo, Scalar, Union

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.model.changes import Change
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Type
    from codegen.openapi.document import Document
    from codegen.pipeline.stages import Prepared
    from codegen.python.names import NameTable


@dataclass(slots=True, kw_only=True)
class ComparedApi:
    """``api`` is the API of ``prepared`` before objects are hoisted, ``emitted`` the one that ``names`` belongs to.

    ``documents`` are those read, by display name: keywords without a type are compared there. ``partial`` marks a
    version that does not describe the whole API (schema tables): what it omits was not removed. ``generator``
    identifies the generator of a package, ``by_generator`` holds the changes of today's generator for the same inputs.
    ``unread`` are the parts of the documents that could not be read.
    """

    label: str
    prepared: Prepared
    documents: Mapping[str, Document]
    partial: bool = False
    generator: str = ""
    by_generator: tuple[Change, ...] = ()
    unread: tuple[Location, ...] = ()
    api: Api = field(init=False)
    emitted: Api = field(init=False)
    names: NameTable = field(init=False)
    _places: dict[tuple[str, str], DefId] = field(default_factory=dict, init=False)
    _raws: dict[tuple[str, str], Mapping[str, Json]] = field(default_factory=dict, init=False)
    _canonical: dict[int, tuple[Type, Type]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.api, self.emitted, self.names = self.prepared.read, self.prepared.api, self.prepared.names
        for key, definition in self.emitted.definitions.items():
            place = definition.type.location
            self._places.setdefault((place.file, place.pointer), key)
            self._places.setdefault((definition.location.file, definition.location.pointer), key)

    def resolve(self, node: Type) -> Type:
        """Return the type at the end of a reference chain, in canonical form; any value for a missing definition."""
        found = self._follow(node)
        if isinstance(found, Object) and not found.facets:
            return found
        _, known = self._canonical.get(id(found), (None, None))
        if known is None:
            known = canonical(found, self._follow)
            known = with_mapping(self.api, known) if isinstance(known, Union) else known
            self._canonical[id(found)] = found, known
        return known

    def _follow(self, node: Type) -> Type:
        found = resolved(self.api, node)
        if isinstance(found, Choice):
            return valid_choice(found, self._parts(found.location))
        return AnyValue(location=found.location) if isinstance(found, RefTo) else found

    def _parts(self, place: Location) -> list[Mapping[str, Json]]:
        """Return the schema at a location, and the subschemas of the ``allOf`` that it is the first one of."""
        parts = self.raw(whole(place)).get("allOf")
        others = parts if isinstance(parts, list) else []
        return [self.raw(place), *(part for part in others if isinstance(part, dict))]

    def nullable(self, node: Type) -> bool:
        """Return whether null is valid, following references."""
        found = self.resolve(node)
        return may_be_null(self.api, node) or (isinstance(found, Scalar) and found.kind is Kind.NULL)

    def component(self, node: Type) -> str:
        """Return the component name of a reference; empty for anything else."""
        definition = self.api.definitions.get(node.target) if isinstance(node, RefTo) else None
        return definition.origin.component if definition is not None else ""

    def raw(self, location: Location) -> Mapping[str, Json]:
        """Return the object at a location of a document; empty where there is none."""
        key = location.file, location.pointer
        if key not in self._raws:
            self._raws[key] = self._raw(location)
        return self._raws[key]

    def _raw(self, location: Location) -> Mapping[str, Json]:
        document = self.documents.get(location.file)
        value = resolve(document.value, location.pointer) if document is not None else None
        return value if isinstance(value, dict) else {}

    def locate(self, locations: Iterable[Location]) -> dict[Location, Location]:
        """Return locations with lines; those in unknown files are unchanged."""
        wanted: dict[str, set[str]] = {}
        for place in locations:
            if place.file in self.documents:
                wanted.setdefault(place.file, set()).add(place.pointer)
        return {
            Location(file, pointer): Location(file, pointer, *position)
            for file, pointers in wanted.items()
            for pointer, position in self.documents[file].locate(sorted(pointers)).items()
        }

    def definition_at(self, location: Location) -> DefId | None:
        """Return the emitted definition of the schema at a location."""
        return self._places.get((location.file, location.pointer))
