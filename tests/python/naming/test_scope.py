"""Tests that names are unique in a scope, independent of the order of claims."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from codegen.python.code import Ident, ident
from codegen.python.naming.scope import Scope

Claim = tuple[str, list[str], int]
NAMES = st.sampled_from(["a", "A", "b", "B", "c", "list"])
CLAIMS = st.lists(
    st.tuples(st.sampled_from("stuvwxyz"), st.lists(NAMES, min_size=1, max_size=3), st.integers(0, 2)),
    max_size=8,
    unique_by=lambda claim: claim[0],
)


def settle(
    claims: list[Claim], *, fold: bool = False, reserved: frozenset[str] = frozenset(), pins: Mapping[str, str] = {}
) -> dict[str, str]:
    scope: Scope[str] = Scope(
        reserved=reserved,
        fold=str.lower if fold else str,
        pins={key: ident(name) for key, name in pins.items()},
    )
    for key, candidates, rank in claims:
        scope.claim(key, map(ident, candidates), rank)
    return dict(scope.settle(lambda name, n: Ident(ident(f"{name}_{n}"))))


@given(claims=CLAIMS, random=st.randoms(), fold=st.booleans())
def test_names_do_not_depend_on_the_order(*, claims: list[Claim], random: object, fold: bool) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(claims, fold=fold) == settle(shuffled, fold=fold)


@given(claims=CLAIMS, fold=st.booleans())
def test_every_key_gets_a_unique_name(*, claims: list[Claim], fold: bool) -> None:
    settled = settle(claims, fold=fold, reserved=frozenset({"list"}))
    assert list(settled) == [key for key, _, _ in claims]
    names = [name.lower() if fold else name for name in settled.values()]
    assert len(set(names)) == len(names)
    assert "list" not in names


@given(CLAIMS, st.dictionaries(st.sampled_from("stuvwxyz"), NAMES, max_size=1))
def test_pins_never_change(claims: list[Claim], pins: dict[str, str]) -> None:
    settled = settle(claims, pins=pins)
    for key, name in pins.items():
        assert key not in settled or settled[key] == name
    assert len(set(settled.values())) == len(settled)


def test_a_single_claim_gets_the_first_candidate() -> None:
    assert settle([("x", ["a", "b"], 0)]) == {"x": "a"}


def test_claims_of_equal_rank_move_together() -> None:
    assert settle([("x", ["a", "b"], 0), ("y", ["a", "c"], 0)]) == {"x": "b", "y": "c"}


def test_the_lowest_rank_keeps_the_name() -> None:
    assert settle([("x", ["a", "b"], 1), ("y", ["a", "c"], 0), ("z", ["a", "B"], 1)]) == {"x": "b", "y": "a", "z": "B"}


def test_two_claims_of_the_lowest_rank_both_move() -> None:
    assert settle([("x", ["a", "b"], 0), ("y", ["a", "c"], 0), ("z", ["a"], 1)]) == {"x": "b", "y": "c", "z": "a"}


def test_case_matters_only_without_fold() -> None:
    claims: list[Claim] = [("x", ["a", "b"], 0), ("y", ["A", "c"], 1)]
    assert settle(claims) == {"x": "a", "y": "A"}
    assert settle(claims, fold=True) == {"x": "a", "y": "c"}


def test_numbers_come_last_and_in_the_order_of_keys() -> None:
    assert settle([("y", ["a"], 0), ("x", ["a"], 0)]) == {"y": "a_1", "x": "a"}


def test_reserved_names_are_not_assigned() -> None:
    reserved = frozenset({"a"})
    assert settle([("x", ["a", "b"], 0)], reserved=reserved) == {"x": "b"}
    assert settle([("x", ["a"], 0)], reserved=reserved) == {"x": "a_1"}


def test_a_pin_may_be_a_reserved_name() -> None:
    assert settle([("x", ["b"], 0)], reserved=frozenset({"a"}), pins={"x": "a", "none": "c"}) == {"x": "a"}


def test_thousands_of_claims_of_one_name() -> None:
    tried: list[int] = []

    def escape(name: Ident, number: int) -> Ident:
        tried.append(number)
        return Ident(f"{name}_{number}")

    scope: Scope[str] = Scope()
    for number in range(1_000):
        scope.claim(f"{number:04}", [Ident("a")])
    names = scope.settle(escape)
    assert [str(names[key]) for key in ("0000", "0001", "0999")] == ["a", "a_1", "a_999"]
    assert len(tried) < 3_000, "each tried all numbers from the start"
