"""Find the counterexample of a change: a value that one version sends and the other one does not accept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.model.changes import Witness
from codegen.diff.witness.confirm import confirm
from codegen.diff.witness.search import Search
from codegen.diff.witness.smallest import NOTHING, Nothing, smallest, smallest_object
from codegen.diff.witness.valid import is_valid
from codegen.diff.witness.view import View

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import SchemaPair
    from codegen.ir.types import Type


def prove(old: ComparedApi, new: ComparedApi, pair: SchemaPair, key: str = "") -> Witness | None:
    """Return the counterexample of a change of a pair of schemas, or of its property ``key``; None if none is found.

    Callers send what the old version allows to the new one; the new version's responses reach clients of the old one.
    The value is put into the schemas around it, up to the body or parameter.
    """
    prover = _Prover(View(old if pair.request else new, pair.request), View(new if pair.request else old, pair.request))
    value = prover.without(pair, key) if key else NOTHING
    if isinstance(value, Nothing):
        value = Search(prover.giver, prover.taker).find(*prover.nodes(pair))
    return None if isinstance(value, Nothing) else prover.witness(pair, value)


class _Prover:
    """Puts values into their schemas, and checks them with both versions."""

    def __init__(self, giver: View, taker: View) -> None:
        self.giver = giver
        self.taker = taker

    def nodes(self, pair: SchemaPair) -> tuple[Type, Type]:
        """Return the types of the sender and of the receiver."""
        old, new = pair.nodes
        return (old, new) if pair.request else (new, old)

    def holds(self, pair: SchemaPair, value: Json) -> bool:
        """Return whether a value is a counterexample for a pair."""
        one, two = self.nodes(pair)
        return is_valid(self.giver, one, value) and not is_valid(self.taker, two, value)

    def without(self, pair: SchemaPair, key: str) -> Json | Nothing:
        """Return the smallest object without a property, if that is a counterexample."""
        base = self._base(pair)
        if isinstance(base, Nothing):
            return NOTHING
        value: Json = {name: item for name, item in base.items() if name != key}
        return value if self.holds(pair, value) else NOTHING

    def witness(self, pair: SchemaPair, value: Json) -> Witness:
        """Return a counterexample in the outermost schema that it holds for."""
        while pair.outer is not None:
            outer, step = pair.outer
            wrapped = self._wrapped(outer, step, value)
            if isinstance(wrapped, Nothing) or not self.holds(outer, wrapped):
                break
            pair, value = outer, wrapped
        one, two = self.nodes(pair)
        status = confirm((self.giver, one.location), (self.taker, two.location), value)
        return Witness(value=value, place=pair.name, sent_by="old" if pair.request else "new", status=status)

    def _wrapped(self, outer: SchemaPair, step: str | int | None, value: Json) -> Json | Nothing:
        """Return a value as a property, an item (a number), or a variant (None) of the schema around it."""
        if step is None:
            return value
        if isinstance(step, str):
            base = self._base(outer)
            return NOTHING if isinstance(base, Nothing) else {**base, step: value}
        items = smallest(self.giver, self.nodes(outer)[0])
        if not isinstance(items, list) or len(items) < step:
            return NOTHING
        return [*items[:step], value, *items[step + 1 :]]

    def _base(self, pair: SchemaPair) -> dict[str, Json] | Nothing:
        """Return a small object of the sender, with the properties that the receiver requires where it has them."""
        one, two = (view.resolve(node) for view, node in zip((self.giver, self.taker), self.nodes(pair), strict=True))
        base = smallest_object(self.giver, one)
        if isinstance(base, Nothing):
            return NOTHING
        mine, theirs = self.giver.fields(one), self.taker.fields(two)
        for name in (name for name, item in theirs.items() if item.required and name in mine and name not in base):
            value = smallest(self.giver, mine[name].type)
            base |= {} if isinstance(value, Nothing) else {name: value}
        return base
