"""Every id of the schema checks is reported for its case, and only for that."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.diff.audience.policy import Policy
from codegen.diff.checks import (
    additional,
    applicators,
    bounds,
    composition,
    defaults,
    discriminators,
    enums,
    lifecycle,
    nullability,
    patterns,
    types,
)
from codegen.diff.checks.properties import RULES as PROPERTIES
from tests.diff.apis import api, body, ids, operation, placed, query, response
from tests.diff.schema_cases import CASES, COMPONENTS, FACTS

_FAMILIES = (
    additional,
    applicators,
    bounds,
    composition,
    defaults,
    discriminators,
    enums,
    lifecycle,
    nullability,
    patterns,
    types,
)
_SUBJECTS = (
    "request-parameter-property",
    "request-header-property",
    "response-mediatype",
    "request-read-only-property",
    "response-write-only-property",
    "request-parameter",
    "request-property",
    "request-body",
    "response-property",
    "response-body",
    "response-header",
)
_IDS = sorted(rule.id for family in _FAMILIES for rule in family.RULES)


def split(id_: str) -> tuple[str, str]:
    subject = next(name for name in _SUBJECTS if id_.startswith(f"{name}-"))
    return subject, id_.removeprefix(f"{subject}-")


def _versions(id_: str) -> tuple[Any, Any]:
    """Return the documents before and after the change of an id."""
    subject, suffix = split(id_)
    old, new = CASES[suffix]
    if suffix == "type-compatible" and subject.startswith("response"):
        old, new = new, old
    media = "application/xml" if suffix == "type-compatible" else "application/json"
    return tuple({**placed(subject, schema, media), "components": COMPONENTS} for schema in (old, new))


_CHANGED_KEYWORDS = {f"{split(rule.id)[1]}" for rule in applicators.RULES if rule.id.endswith("-changed")}
_ANNOUNCED = Policy(stable_days=90)


def _policy(id_: str) -> Policy | None:
    """Return a policy that requires sunset dates, for ids about them."""
    return _ANNOUNCED if id_.endswith(("-missing", "-too-small")) else None


@pytest.fixture(scope="module", params=_IDS)
def id_(request: pytest.FixtureRequest) -> str:
    """Return an id; the scope makes pytest run the tests of one id together."""
    return str(request.param)


def test_only_the_expected_id_is_reported(id_: str) -> None:
    old, new = _versions(id_)
    assert ids(old, new, _policy(id_)) == [id_]


def test_not_reported_for_the_inverse_nor_without_a_change(id_: str) -> None:
    suffix = split(id_)[1]
    old, new = _versions(id_)
    assert ids(old, old, _policy(id_)) == []
    assert ids(new, new) == []
    back = ids(new, old, _policy(id_))
    symmetric = suffix in {
        "type-changed",
        "pattern-changed",
        "multiple-of-changed",
        "default-value-changed",
        "const-changed",
        "content-encoding-changed",
        "content-media-type-changed",
        "dependent-required-changed",
        "discriminator-mapping-changed",
        "discriminator-property-name-changed",
    }
    assert (id_ in back) is (symmetric or suffix in _CHANGED_KEYWORDS)


def test_every_case_is_used() -> None:
    assert {split(id_)[1] for id_ in _IDS} <= set(CASES)


def _property(schema: Any, owner: Any) -> Any:
    return {"type": "object", "properties": {"p": schema, "q": {"type": "string"}}, **owner}


def _both(direction: str, schema: Any) -> Any:
    make = {"request": body, "response": response, "header": lambda held: query(held, "header")}[direction]
    return api({"POST /things": operation(**make(schema))})


def _direction(id_: str) -> str:
    if "header" in id_:
        return "header"
    return "request" if "request" in id_ else "response"


_PROPERTY_IDS = sorted(rule.id for rule in PROPERTIES)


def _mutability_case(id_: str) -> tuple[Any, Any]:
    direction, need = id_.split("-")[:2]
    keyword = "readOnly" if id_.endswith("read-only") else "writeOnly"
    owner = {"required": ["p"]} if need == "required" else {}
    plain, marked = {"type": "string"}, {"type": "string", keyword: True}
    old, new = (marked, plain) if "-not-" in id_ else (plain, marked)
    return _both(direction, _property(old, owner)), _both(direction, _property(new, owner))


def _existence_case(id_: str) -> tuple[Any, Any]:
    direction = _direction(id_)
    schema: Any = {"type": "object", "properties": {"q": {"type": "string"}}}
    item: Any = {"type": "string"}
    if "write-only" in id_:
        item["writeOnly"] = True
    if id_.endswith("default"):
        item["default"] = "a"
    owner = {"required": ["p"]} if "required" in id_ else {}
    without, with_it = _both(direction, schema), _both(direction, _property(item, owner))
    return (with_it, without) if id_.endswith("removed") else (without, with_it)


def _property_case(id_: str) -> tuple[Any, Any]:
    if "-became-" in id_ and id_.endswith("-only"):
        return _mutability_case(id_)
    suffix = next((name for name in sorted(FACTS, key=len, reverse=True) if id_.endswith(name)), "")
    if not suffix:
        return _existence_case(id_)
    direction = _direction(id_)
    old, old_owner, new, new_owner = FACTS[suffix]
    if "write-only" in id_:
        old, new = {**old, "writeOnly": True}, {**new, "writeOnly": True}
    return _both(direction, _property(old, old_owner)), _both(direction, _property(new, new_owner))


@pytest.mark.parametrize("id_", _PROPERTY_IDS)
def test_properties(id_: str) -> None:
    old, new = _property_case(id_)
    assert ids(old, new) == [id_]
    assert id_ not in ids(new, old)
    assert ids(old, old) == []
