from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest

from codegen.config.positions import KeyPath, key_positions

_TEXT = '''\
a = 1 # b = 2
b.c = [1, "]", {x = 1, "y z" = """
q = 2
"""}, [[2], []]]
[targets.x]
s = 'it"s #'
e = ""
[targets . "y.z".client] # [c]
headers = { A = "b", 'C' = "d", E.F = {} }
d = 1979-05-27 07:32:00
\tt = """a "quoted" \\" [x] """""
u = \'\'\'
[no]
\'\'\'
"" = 1
[[arr]]
k = 1
[[arr]]
k = 2
[arr.sub]
z = true
[[arr.more]]
y = 1
'''


def _paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _paths(item, (*path, index))


@pytest.mark.parametrize("text", [_TEXT, _TEXT.replace("\n", "\r\n"), "", "a=1", "\n\n# only a comment"])
def test_every_key_has_a_position(text: str) -> None:
    assert set(key_positions(text)) == set(_paths(tomllib.loads(text)))


@pytest.mark.parametrize(
    ("path", "position"),
    [
        (("a",), (1, 1)),
        (("b", "c", 2, "y z"), (2, 24)),
        (("targets", "x", "s"), (6, 1)),
        (("targets", "y.z", "client"), (8, 2)),
        (("targets", "y.z", "client", "headers", "C"), (9, 22)),
        (("targets", "y.z", "client", "t"), (11, 2)),
        (("targets", "y.z", "client", ""), (15, 1)),
        (("arr", 1, "k"), (19, 1)),
        (("arr", 1, "more", 0, "y"), (23, 1)),
    ],
)
def test_positions(path: KeyPath, position: tuple[int, int]) -> None:
    assert key_positions(_TEXT)[path] == position
