"""Complete the mapping of a discriminator: implicit values become explicit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import RefTo
from codegen.passes.discriminators import variant_values

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import Union


def with_mapping(api: Api, union: Union) -> Union:
    """Return a union whose discriminator maps every value, in the order of the variants."""
    discriminator = union.discriminator
    if discriminator is None:
        return union
    refs = [variant for variant in union.variants if isinstance(variant, RefTo)]
    pairs = {value: ref.target for ref in refs for value in variant_values(api, discriminator, ref)}
    rest = {value: target for value, target in discriminator.mapping if value not in pairs}
    return replace(union, discriminator=replace(discriminator, mapping=tuple((pairs | rest).items())))
