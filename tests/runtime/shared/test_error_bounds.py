"""Invalid values cost no more than reading them: validation stops early, and the reported violations are bounded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.shared.jsonsize import takes_more

ROOT = Path(__file__).parents[3]
MOST = 100
SLACK = 8 * 2**20
MODEL = 1_000
"""Bytes that a model of a response takes, valid or not."""
SCRIPT = """
from __future__ import annotations
import json, resource, sys
from pydantic_core import ValidationError, from_json
from runtime.client.lenient import MAX_DRIFTS, parse_json
from runtime.shared.model import Model
from runtime.shared.ref import STRICT_JSON
from runtime.shared.typeinfo import adapter
from runtime.shared.stopping import SMALL, coarse
from runtime.server.validation import violation_from

class Item(Model):
    id: str | None = None
    kids: list[Item] | None = None
    named: dict[str, Item] | None = None
    either: list[Item] | dict[str, Item] | list[int] | None = None

def used():
    found = resource.getrusage(resource.RUSAGE_SELF)
    return found.ru_utime, found.ru_maxrss * 1024

open_, inner, close, side = json.loads(sys.argv[1])
depth, count = 40, int(sys.argv[2])
if "%" in inner:
    flat = inner % ",".join(f'"k{index}":1' for index in range(count))
else:
    flat = ",".join([inner] * count)
body = (open_ * depth + flat + close * depth).encode()
checker = adapter(Item)
try:
    checker.validate_json(b'{"id":1}', **STRICT_JSON)
except ValidationError:
    pass
parse_json(Item, b'{"id":1}')
value = from_json(body)
if side == "client":
    del value
    value = json.loads(body)
del value
start, before = used()
if side == "server":
    try:
        (checker if len(body) <= SMALL else coarse(checker)).validate_json(body, **STRICT_JSON)
    except ValidationError as error:
        errors = error.error_count()
        violation_from(error, from_json(body))
else:
    errors = len(parse_json(Item, body)[1])
end, after = used()
print(json.dumps({"size": len(body), "errors": errors, "memory": after - before, "cpu": end - start}))
"""
SHAPES = {
    "list": ('{"kids":[', "1", "]}"),
    "wide-map": ('{"named":{"a":', '{"named":{%s}}', "}}"),
    "union": ('{"either":[', '"x"', "]}"),
    "objects": ('{"kids":[', '{"id":1}', "]}"),
}


def _measured(shape: str, side: str, count: int) -> dict[str, float]:
    command = [sys.executable, "-c", SCRIPT, json.dumps([*SHAPES[shape], side]), str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_server_memory_for_errors_is_in_proportion_to_the_body(shape: str) -> None:
    found = _measured(shape, "server", 20_000)
    assert found["errors"] <= MOST
    assert found["memory"] <= 8 * found["size"] + SLACK


@pytest.mark.parametrize("shape", ["list", "wide-map", "objects"])
def test_client_memory_is_in_proportion_to_the_values(shape: str) -> None:
    found = _measured(shape, "client", 20_000)
    assert found["errors"] <= MOST
    assert found["memory"] <= 8 * found["size"] + SLACK + 20_000 * MODEL


def test_time_is_linear() -> None:
    few, many = (_measured("list", "client", count)["cpu"] for count in (10_000, 40_000))
    assert many <= 10 * few + 0.2


@pytest.mark.parametrize("text", [b"{},", b"[],", b'{"a":1},', b"1,"])
def test_dense_json_is_recognised_before_it_is_parsed(text: bytes) -> None:
    limit = 1_000_000
    dense = b"[" + text * (limit // len(text))
    assert takes_more(dense, limit)
    assert not takes_more(b'["' + dense.replace(b'"', b"'") + b'"]', limit)


def test_json_with_long_values_is_not_dense() -> None:
    assert not takes_more(b"[" + b'{"name": "%s"},' % (b"a" * 200) * 5_000, 1_000_000)
