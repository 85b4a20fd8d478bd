from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.packages import make_tree

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /a:
    get:
      parameters:
        - {name: X-Good, in: header, schema: {type: string}}
        - {name: Not Good, in: header, schema: {type: string}}
        - {name: any thing, in: query, schema: {type: string}}
      responses: {"204": {description: none}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: My Key}
    other: {type: apiKey, in: query, name: my key}
"""


def test_invalid_header_names_are_reported(tmp_path: Path) -> None:
    _, found = make_tree(SPEC, tmp_path)
    assert sorted((item.code, str(item.severity), item.location.pointer) for item in found) == [
        ("invalid-header-name", "warning", "/components/securitySchemes/key/name"),
        ("invalid-header-name", "warning", "/paths/~1a/get/parameters/1/name"),
    ]
