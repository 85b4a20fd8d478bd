from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from runtime.server.annotations import form_type_of
from runtime.server.forms import Limits, split_pairs, tree
from runtime.server.formtypes import Reading
from runtime.server.violations import Violation, bracketed
from runtime.shared.formats import UnixTime
from runtime.shared.model import Model

OpenEnum = Literal["a", "b"] | str  # noqa: PYI051 - how open enums are generated
LIMITS = Limits(pairs=1000, depth=8)


class Tree(Model):
    name: str
    count: int | None = None
    ratio: float | None = None
    flag: bool | None = None
    tags: list[str] | None = None
    labels: dict[str, str] | None = None
    child: Tree | None = None
    children: list[Tree] | None = None
    by_key: dict[str, Tree] | None = None


class Card(Model):
    type: Literal["card"]
    number: int


class Bank(Model):
    type: Literal["bank"]
    number: str


def read(annotation: object, text: str) -> object:
    root = tree(split_pairs(text.encode(), LIMITS), LIMITS)
    return form_type_of(annotation).read(root.children["v"] if annotation is not Tree else root, ("v",), Reading())


def encode(value: object, name: str = "") -> list[str]:
    """Encode a value as clients do: brackets unescaped, the rest escaped."""
    if isinstance(value, dict):
        return [
            pair
            for key, item in value.items()
            for pair in encode(item, f"{name}[{quote_plus(key)}]" if name else quote_plus(key))
        ]
    if isinstance(value, list):
        return [pair for index, item in enumerate(value) for pair in encode(item, f"{name}[{index}]")]
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return [f"{name}={quote_plus(text)}"]


texts = st.text(st.characters(exclude_categories=("Cs",)))
keys = st.text(min_size=1).filter(lambda key: "][" not in key and not any("\ud800" <= c <= "\udfff" for c in key))
nodes = st.deferred(
    lambda: st.fixed_dictionaries(
        {"name": texts},
        optional={
            "count": st.integers(-(10**20), 10**20),
            "ratio": st.floats(allow_nan=False, allow_infinity=False),
            "flag": st.booleans(),
            "tags": st.lists(texts, min_size=1, max_size=3),
            "labels": st.dictionaries(keys, texts, min_size=1, max_size=3),
            "child": nodes,
            "children": st.lists(nodes, min_size=1, max_size=2),
            "by_key": st.dictionaries(keys, nodes, min_size=1, max_size=2),
        },
    )
)


@pytest.mark.slow
@given(nodes)
def test_encoded_values_are_parsed_back(value: dict[str, object]) -> None:
    limits = Limits(depth=200)
    root = tree(split_pairs("&".join(encode(value)).encode(), limits), limits)
    found = form_type_of(Tree).read(root, (), Reading())
    assert found == value
    assert TypeAdapter(Tree).validate_python(found).model_dump() == value


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (list[str], "v[]=a&v[]=b", ["a", "b"]),
        (list[str], "v=a&v=b", ["a", "b"]),
        (list[str], "v[1]=b&v[0]=a", ["a", "b"]),
        (
            list[Card],
            "v[][type]=card&v[][number]=1&v[][type]=card&v[][number]=2",
            [{"type": "card", "number": n} for n in (1, 2)],
        ),
        (list[str], "%76%5B0%5D=a", ["a"]),
        (dict[str, str], "v[0]=a", {"0": "a"}),
        (dict[str, str], "v[k[2]]=x", {"k[2]": "x"}),
        (dict[str, str], "v[a[b]=x", {"a[b": "x"}),
        (dict[str, str], "v[a]=", {"a": ""}),
        (dict[str, str] | Literal[""], "v=", ""),
        (dict[str, str] | Literal[""], "v[a]=1", {"a": "1"}),
        (int | list[int], "v=5", 5),
        (int | list[int], "v[]=5", [5]),
        (int | str, "v=5", 5),
        (int | str, "v=007", "007"),
        (Literal["now"] | int, "v=now", "now"),
        (OpenEnum, "v=c", "c"),
        (int | None, "v=", None),
        (str, "v=", ""),
        (Card | Bank, "v[type]=bank&v[number]=1", {"type": "bank", "number": "1"}),
        (Annotated[UnixTime, "created"], "v=1700000000", 1700000000),
        (tuple[int, str], "v[0]=1&v[1]=2", [1, "2"]),
        (object, "v[a][0]=1&v[a][1]=2", {"a": ["1", "2"]}),
        (object, "v", ""),
    ],
)
def test_types_determine_the_meaning_of_text(annotation: object, text: str, value: object) -> None:
    assert read(annotation, text) == value


@pytest.mark.parametrize(
    ("annotation", "text", "kind", "path"),
    [
        (int, "v=", "integer", "v"),
        (int, "v=1_0", "integer", "v"),
        (int, "v=%D9%A1", "integer", "v"),
        (int, "v=" + "9" * 5000, "integer", "v"),
        (float, "v=nan", "number", "v"),
        (float, "v=1e999", "number", "v"),
        (bool, "v=True", "boolean", "v"),
        (str, "v[a]=1", "string", "v"),
        (str, "v=a&v=b", "repeated", "v"),
        (dict[str, str], "v=1", "object", "v"),
        (dict[str, str], "v[]=1", "object", "v"),
        (dict[str, int], "v[a][b]=1", "integer", "v[a]"),
        (list[int], "v=1", "array", "v"),
        (list[int], "v[0]=1&v[2]=1", "array", "v"),
        (list[int], "v[1000000000]=1", "array", "v"),
        (list[int], "v[-1]=1", "array", "v"),
        (list[int], "v[a]=1", "array", "v"),
        (list[int], "v[]=1&v[0]=1", "array", "v"),
        (list[int], "v[0]=1&v[1]=x", "integer", "v[1]"),
        (Card | Bank, "v=1", "object", "v"),
        (Card | None, "v=x", "object", "v"),
        (int | Card, "v=x", "integer", "v"),
        (str, "v=%FF", "encoding", "v"),
    ],
)
def test_invalid_structures_are_refused_with_their_path(annotation: object, text: str, kind: str, path: str) -> None:
    with pytest.raises(Violation) as caught:
        read(annotation, text)
    assert (caught.value.kind, bracketed(caught.value.path)) == (kind, path)


@pytest.mark.parametrize("text", ["a=1&a[b]=2", "a[b]=2&a=1", "a[b]=1&a[b][c]=2"])
def test_a_name_is_either_a_value_or_an_object(text: str) -> None:
    with pytest.raises(Violation, match="both"):
        tree(split_pairs(text.encode(), LIMITS), LIMITS)


@pytest.mark.parametrize("text", ["&".join(["a=1"] * 1001), "a" + "[b]" * 9 + "=1"])
def test_forms_are_limited(text: str) -> None:
    with pytest.raises(Violation) as caught:
        tree(split_pairs(text.encode(), LIMITS), LIMITS)
    assert caught.value.kind == "limit"


def test_a_name_with_brackets_may_be_literal() -> None:
    root = tree(split_pairs(b"filter[name]=x&ids[]=1&[a]=2&b]=3&c[=4", LIMITS), LIMITS, {"filter[name]"})
    assert list(root.children) == ["filter[name]", "ids", "[a]", "b]", "c["]
