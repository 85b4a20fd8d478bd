"""``testing.build`` finds a value for every required field for which the mock finds one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """
openapi: 3.1.0
info: {title: Crystals, version: "1"}
paths:
  /crystals:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Crystal"}}}}
      responses: {"204": {description: ok}}
components:
  schemas:
    Code: {type: string, pattern: "^[A-Z]{2}-[0-9]{4,6}$"}
    Crystal:
      type: object
      required:
        [id, code, codes, lines, pairs, days, size, ratio, even, short, long, tags, faces, point, other, bag, mix]
      properties:
        id: {type: string, pattern: "^(0|[1-9][0-9]*)$"}
        code: {$ref: "#/components/schemas/Code"}
        codes: {type: array, minItems: 3, uniqueItems: true, items: {$ref: "#/components/schemas/Code"}}
        lines: {type: array, minItems: 1, items: {type: string}}
        pairs: {type: array, minItems: 2, items: {type: array, minItems: 2, maxItems: 2, items: {type: number}}}
        days: {type: array, minItems: 3, uniqueItems: true, items: {enum: [mon, tue, wed]}}
        size: {type: integer, minimum: 7, exclusiveMaximum: 9, multipleOf: 4}
        ratio: {type: number, exclusiveMinimum: 0, maximum: 0.2}
        even: {type: integer, maximum: -3, multipleOf: 2}
        short: {type: string, maxLength: 2}
        long: {type: string, minLength: 40}
        tags: {type: object, minProperties: 2, additionalProperties: {type: string, pattern: "^#[a-f]{3}$"}}
        faces: {type: array, minItems: 1, items: {$ref: "#/components/schemas/Face"}}
        point: {type: array, prefixItems: [{type: integer, minimum: 5}, {type: string}], minItems: 2, items: false}
        other: {type: string, enum: [a, b, c], not: {enum: [a, b]}}
        bag: {type: array, contains: {type: integer, minimum: 1}, items: {type: integer}}
        mix: {oneOf: [{type: string, pattern: "^x+$", minLength: 4}, {type: integer}]}
    Face:
      type: object
      minProperties: 1
      properties: {name: {type: string, minLength: 3}}
"""


@pytest.fixture(scope="module")
def crystals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("crystals"), emit=("models", "client")) as package:
        yield package


def test_every_limit_has_a_sample(crystals: Package) -> None:
    testing = __import__(f"{crystals.__name__}.testing", fromlist=["build"])
    crystal: Any = testing.build(crystals.models.Crystal)
    assert re.fullmatch("0|[1-9][0-9]*", crystal.id)
    codes = [getattr(code, "root", code) for code in (crystal.code, *crystal.codes)]
    assert all(re.fullmatch("[A-Z]{2}-[0-9]{4,6}", code) for code in codes)
    assert (len(crystal.codes), len(set(codes[1:]))) == (3, 3)
    assert sorted(crystal.days) == ["mon", "tue", "wed"]
    assert (crystal.size, crystal.even, crystal.other) == (8, -4, "c")
    assert (0 < crystal.ratio <= 0.2, len(crystal.short), len(crystal.long)) == (True, 2, 40)
    assert crystals.models.Crystal.model_validate_json(crystal.model_dump_json()) == crystal


def test_given_values_are_kept_and_validated(crystals: Package) -> None:
    testing = __import__(f"{crystals.__name__}.testing", fromlist=["build"])
    assert testing.build(crystals.models.Crystal, id="7", later=1).id == "7"
    with pytest.raises(ValueError, match="size"):
        testing.build(crystals.models.Crystal, size=9)
    assert testing.build(crystals.models.Face).name == "name_1"
