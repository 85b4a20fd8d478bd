"""Invalid values cost no more than reading them: validation stops early, and the reported violations are bounded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from runtime.client import lenient
from runtime.shared.jsonsize import nests_more, takes_more
from runtime.shared.model import Model
from runtime.shared.stopping import coarse

ROOT = Path(__file__).parents[3]
MOST = 100
SLACK = 8 * 2**20
MODEL = 1_000
"""Bytes that a model of a response takes, valid or not."""
SCRIPT = """
from __future__ import annotations
import json, resource, sys
from pydantic_core import from_json
from runtime.client.lenient import MAX_DRIFTS, parse_json
from runtime.server.bodies import MediaReader, _Read
from runtime.server.forms import Limits
from runtime.server.violations import Violation
from runtime.shared.model import Model
from runtime.shared.operation import Media

class Item(Model):
    id: str | None = None
    kids: list[Item] | None = None
    named: dict[str, Item] | None = None
    either: list[Item] | dict[str, Item] | list[int] | None = None
    bare: list[Item] | Item | None = None
    left: Item | None = None
    right: Item | None = None

def used():
    found = resource.getrusage(resource.RUSAGE_SELF)
    return found.ru_utime, found.ru_maxrss * 1024

open_, inner, close, side = json.loads(sys.argv[1])
depth, count = 40, int(sys.argv[2])
def tree(levels):
    return '{"left":%s,"right":%s}' % (tree(levels - 1), tree(levels - 1)) if levels else '{"id":1}'
if inner == "tree":
    inner, count = tree(count.bit_length() - 1), 1
if "%" in inner:
    flat = inner % ",".join(f'"k{index}":1' for index in range(count))
else:
    flat = ",".join([inner] * count)
body = (open_ * depth + flat + close * depth).encode()
reader = MediaReader(Media("application/json", lambda: Item))
for small in (b'{"id":1}', b'{"id":1,"x":"%s"}' % (b"x" * 5_000)):
    try:
        reader._json(small, _Read(Limits(), True))
    except Violation:
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
        reader._json(body, _Read(Limits(), True))
        errors = 0
    except Violation as violation:
        errors = 1 + len(violation.others)
else:
    errors = len(parse_json(Item, body)[1])
end, after = used()
found = {"size": len(body), "objects": body.count(b"{"), "errors": errors}
print(json.dumps({**found, "memory": after - before, "cpu": end - start}))
"""
SHAPES = {
    "list": ('{"kids":[', "1", "]}"),
    "wide-map": ('{"named":{"a":', '{"named":{%s}}', "}}"),
    "union": ('{"either":[', '"x"', "]}"),
    "objects": ('{"kids":[', '{"id":1}', "]}"),
    "recursive-union": ('{"bare":[', '{"bare":"x"}', "]}"),
    "tree": ("", "tree", ""),
}


def _measured(shape: str, side: str, count: int) -> dict[str, float]:
    command = [sys.executable, "-c", SCRIPT, json.dumps([*SHAPES[shape], side]), str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_server_memory_for_errors_is_in_proportion_to_the_body(shape: str) -> None:
    found = _measured(shape, "server", 20_000)
    assert found["errors"] <= MOST
    models = found["objects"] if shape == "tree" else 0  # all fields of a model are validated, up to its first list
    assert found["memory"] <= 8 * found["size"] + SLACK + models * MODEL


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["list", "wide-map", "objects", "recursive-union", "tree"])
def test_client_memory_is_in_proportion_to_the_values(shape: str) -> None:
    found = _measured(shape, "client", 20_000)
    assert found["errors"] <= MOST
    assert found["memory"] <= 8 * found["size"] + SLACK + 20_000 * MODEL


@pytest.mark.slow
@pytest.mark.parametrize("side", ["server", "client"])
@pytest.mark.parametrize("shape", ["list", "recursive-union", "tree"])
def test_time_is_linear(shape: str, side: str) -> None:
    few, many = (_measured(shape, side, count)["cpu"] for count in (4_096, 16_384))
    assert many <= 10 * few + 0.2


@pytest.mark.parametrize("text", [b"{},", b"[],", b'{"a":1},', b"1,"])
def test_dense_json_is_recognised_before_it_is_parsed(text: bytes) -> None:
    limit = 1_000_000
    dense = b"[" + text * (limit // len(text))
    assert takes_more(dense, limit)
    assert not takes_more(b'["' + dense.replace(b'"', b"'") + b'"]', limit)


def test_json_with_long_values_is_not_dense() -> None:
    assert not takes_more(b"[" + b'{"name": "%s"},' % (b"a" * 200) * 5_000, 1_000_000)


class Node(Model):
    id: str
    kids: list[Node] | None = None


def nested(levels: int, inner: str) -> bytes:
    return ('{"kids":[' * levels + inner + "]}" * levels).encode()


def test_a_deep_value_of_a_recursive_type_has_one_error() -> None:
    with pytest.raises(ValidationError) as caught:
        coarse(TypeAdapter(Node), nested=True).validate_json(nested(60, "1"))
    assert caught.value.error_count() == 1
    assert coarse(TypeAdapter(Node), nested=True).validate_json('{"id":"a","kids":[{"id":"b"}]}').kids[0].id == "b"


def test_the_levels_of_an_invalid_response_are_validated_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[bytes] = []
    real = lenient._validated
    monkeypatch.setattr(lenient, "_validated", lambda tp, text, most: texts.append(text) or real(tp, text, most))
    body = nested(25, ",".join(['{"id":1}'] * 500))
    assert len(lenient.parse_json(Node, body)[1]) == lenient.MAX_DRIFTS
    assert sum(map(len, texts)) < 12 * len(body)


def test_levels_are_counted_where_each_has_a_copy() -> None:
    flat, deep = b"[" + b"{}," * 10_000 + b"{}]", nested(60, ",".join(["{}"] * 10_000))
    assert not nests_more(flat, 2**20)
    assert nests_more(deep, 2**20)
