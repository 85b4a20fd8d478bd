from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from codegen.core.json import visible


def test_what_cannot_be_seen_is_escaped() -> None:
    assert visible('{"é": "a\u202eb\x7f\U000e0001"}\n') == '{"é": "a\\u202eb\\u007f\\udb40\\udc01"}\n'


@given(st.dictionaries(st.text(), st.lists(st.text())))
def test_the_value_stays(value: dict[str, list[str]]) -> None:
    text = visible(json.dumps(value, ensure_ascii=False, indent=1))
    assert json.loads(text) == value
    assert all(line.isprintable() for line in text.split("\n"))
