"""Discriminators and their mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.location import unescape
from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.descriptions import listed
from codegen.diff.model.rules import INFO, schema_rules
from codegen.ir.types import Union

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.ir.types import Discriminator, Type

RULES = schema_rules(
    "structure",
    {
        "discriminator added": {
            "request-body-discriminator-added": INFO,
            "request-property-discriminator-added": INFO,
            "response-body-discriminator-added": INFO,
            "response-property-discriminator-added": INFO,
        },
        "discriminator removed": {
            "request-body-discriminator-removed": INFO,
            "request-property-discriminator-removed": INFO,
            "response-body-discriminator-removed": INFO,
            "response-property-discriminator-removed": INFO,
        },
        "'propertyName' of the discriminator changed": {
            "request-body-discriminator-property-name-changed": INFO,
            "request-property-discriminator-property-name-changed": INFO,
            "response-body-discriminator-property-name-changed": INFO,
            "response-property-discriminator-property-name-changed": INFO,
        },
        "value added to the discriminator mapping": {
            "request-body-discriminator-mapping-added": INFO,
            "request-property-discriminator-mapping-added": INFO,
            "response-body-discriminator-mapping-added": INFO,
            "response-property-discriminator-mapping-added": INFO,
        },
        "value of the discriminator mapping changed": {
            "request-body-discriminator-mapping-changed": INFO,
            "request-property-discriminator-mapping-changed": INFO,
            "response-body-discriminator-mapping-changed": INFO,
            "response-property-discriminator-mapping-changed": INFO,
        },
        "value removed from the discriminator mapping": {
            "request-body-discriminator-mapping-deleted": INFO,
            "request-property-discriminator-mapping-deleted": INFO,
            "response-body-discriminator-mapping-deleted": INFO,
            "response-property-discriminator-mapping-deleted": INFO,
        },
    },
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare discriminators and their mappings; a value that is not in a mapping selects the component of its name."""
    old, new = _discriminator(pair.old.type), _discriminator(pair.new.type)
    if old == new or not (isinstance(pair.old.type, Union) or isinstance(pair.new.type, Union)):
        return
    if old is None:
        after = None if new is None else new.property
        yield Event("discriminator-added", f"added discriminator {listed([after])}", None, after)
    elif new is None:
        yield Event("discriminator-removed", f"removed discriminator {listed([old.property])}", old.property, None)
    else:
        if old.property != new.property:
            words = f"discriminator changed from {listed([old.property])} to {listed([new.property])}"
            yield Event("discriminator-property-name-changed", words, old.property, new.property)
        yield from _mappings(_mapping(old), _mapping(new))


def _mappings(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Event]:
    for value in [key for key in old if key not in new]:
        yield Event(
            "discriminator-mapping-deleted", f"removed {listed([value])} from discriminator mapping", value, None
        )
    for value in [key for key in new if key not in old]:
        yield Event("discriminator-mapping-added", f"added {listed([value])} to discriminator mapping", None, value)
    for value in [key for key in new if key in old and old[key] != new[key]]:
        words = (
            f"discriminator mapping of {listed([value])} changed from {listed([old[value]])} to {listed([new[value]])}"
        )
        yield Event("discriminator-mapping-changed", words, old[value], new[value])


def _discriminator(node: Type) -> Discriminator | None:
    return node.discriminator if isinstance(node, Union) else None


def _mapping(value: Discriminator) -> Mapping[str, str]:
    """Return the name of the schema that each value selects; the name is that of the component."""
    return {str(key): unescape(target.rpartition("/")[2]) for key, target in value.mapping}
