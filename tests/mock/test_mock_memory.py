"""The mock server refuses invalid bodies with memory and time in proportion to their size."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLACK = 8 * 2**20
SPEC = """
openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /things:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"204": {description: d}}
components:
  schemas:
    Thing:
      type: object
      properties:
        id: {type: string}
        parts: {type: array, items: {$ref: "#/components/schemas/Thing"}}
        named: {type: object, additionalProperties: {$ref: "#/components/schemas/Thing"}}
        bare:
          anyOf:
            - {type: array, items: {$ref: "#/components/schemas/Thing"}}
            - {$ref: "#/components/schemas/Thing"}
"""
SCRIPT = """
import json, resource, sys
from pathlib import Path
from starlette.testclient import TestClient
from codegen.config import target_from_flags
from codegen.mock.service import mock_app

def used():
    found = resource.getrusage(resource.RUSAGE_SELF)
    return found.ru_utime, found.ru_maxrss * 1024

start, inner, end, count = json.loads(sys.argv[2])
with mock_app(target_from_flags("spec.yaml", cwd=Path(sys.argv[1]), package="mocked_memory"), 1) as app:
    client = TestClient(app)
    send = lambda body: client.post("/things", content=body, headers={"content-type": "application/json"}).status_code
    for small in (b'{"id":1}', b'{"id":1,"x":"%s"}' % (b"x" * 5_000)):
        send(small)
    body = (start * 40 + ",".join([inner] * count) + end * 40).encode()
    cpu, memory = used()
    status = send(body)
    after = used()
print(json.dumps({"status": status, "size": len(body), "cpu": after[0] - cpu, "memory": after[1] - memory}))
"""


def measured(folder: Path, *shape: str | int) -> dict[str, float]:
    (folder / "spec.yaml").write_text(SPEC)
    command = [sys.executable, "-c", SCRIPT, str(folder), json.dumps(shape)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "shape",
    [
        ('{"parts":[', "1", "]}"),
        ('{"parts":[', '{"id":1}', "]}"),
        ('{"named":{"a":', '{"named":{"b":1}}', "}}"),
        ('{"bare":[', '{"bare":"x"}', "]}"),
    ],
)
def test_invalid_bodies(tmp_path: Path, shape: tuple[str, str, str]) -> None:
    count = 1 if "named" in shape[0] else 100_000
    found = measured(tmp_path, *shape, count)
    assert found["status"] == 400
    assert found["memory"] <= 8 * found["size"] + SLACK
    assert found["cpu"] < 1 + found["size"] / 500_000
