"""Complete the mapping of a discriminator: implicit values become explicit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.lookup import object_fields
from codegen.ir.types import RefTo
from codegen.passes.discriminators import union_values

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import Union


def with_mapping(api: Api, union: Union) -> Union:
    """Return a union whose discriminator maps every value, in the order of the variants."""
    discriminator = union.discriminator
    if discriminator is None:
        return union
    refs = [variant for variant in union.variants if isinstance(variant, RefTo)]
    items = [object_fields(api, ref).get(discriminator.property) for ref in refs]
    values = union_values(api, discriminator, list(zip(refs, items, strict=True)))
    pairs = {value: ref.target for ref, own in zip(refs, values, strict=True) for value in own}
    rest = {value: target for value, target in discriminator.mapping if value not in pairs}
    return replace(union, discriminator=replace(discriminator, mapping=tuple((pairs | rest).items())))
