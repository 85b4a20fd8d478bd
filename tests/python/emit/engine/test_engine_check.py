"""The allow-list accepts the output of the models engine and nothing else."""

from __future__ import annotations

import ast

import pytest

from codegen.core.errors import InternalError
from codegen.python.emit.engine.check import check_module

IMPORTS = """\
from __future__ import annotations
from dataclasses import dataclass, field
from datetime import date as date_aliased
from typing import Annotated, Any, Literal, NotRequired, TypeAlias, TypedDict, Union
from typing_extensions import TypeAliasType
from msgspec import Meta, Struct, UNSET, UnsetType
from pydantic import BaseModel, ConfigDict, Field
"""
CLASS = '''
class Coupon(BaseModel):
    """Words: __import__("os")."""
    model_config = ConfigDict(extra='allow', populate_by_name=True)
    id: Annotated[str, Field(alias="__import__('os')", max_length=5, pattern="a")]
    """More words."""
    kind: Literal["a", 1, True, -2] | str = "a"
    parts: list[tuple[int, Coupon]] | None = None
    labels: dict[str, Any] = Field(default_factory=lambda: {"a": [1, -2.5, None, {"b": "c"}]})
    day: date_aliased | None = None
'''
GOOD = {
    "class": CLASS,
    "dataclass": "@dataclass\nclass Coupon:\n    id: str\n    parts: list[int] = field(default_factory=list)\n",
    "struct": "class Coupon(Struct):\n    id: Annotated[str, Meta(max_length=5)] | UnsetType = UNSET\n",
    "typed_dict": "class Coupon(TypedDict):\n    id: NotRequired[str]\n",
    "functional": "Coupon = TypedDict('Coupon', {'a b': NotRequired['Coupon'], 'b': str})\n",
    "alias": "Coupon: TypeAlias = Union[str, list['Coupon'], dict[str, 'Coupon']]\n",
    "alias_type": "Coupon = TypeAliasType('Coupon', Union[str, 'list[Coupon]'])\n",
}
BAD_MEMBERS = {
    "method": "def a(self): ...",
    "statement": "import os",
    "call_as_statement": "print()",
    "assignment": "a = 1",
    "call_as_default": "a: int = open('x')",
    "name_as_default": "a: int = os",
    "call_in_a_hint": "a: list[print()]",
    "attribute_in_a_hint": "a: os.PathLike",
    "code_in_text": "a: 'print()'",
    "code_in_a_quoted_union": "a: int | 'os.PathLike'",
    "text_in_text": """a: 'list["print()"]'""",
    "unknown_name": "a: Evil",
    "unknown_generic": "a: Evil[int]",
    "lambda_in_a_hint": "a: Annotated[int, lambda: 1]",
    "validator_in_a_hint": "a: Annotated[int, AfterValidator(print)]",
    "name_in_a_literal": "a: Literal[os]",
    "f_string": "a: str = f'{os}'",
    "value_of_an_argument": "a: Annotated[int, Field(alias=os)]",
    "positional_argument": "a: Annotated[int, Field(print())]",
    "stars": "a: Annotated[int, Field(**x)]",
    "call_in_a_factory": "a: int = Field(default_factory=lambda: [print()])",
    "arguments_of_a_factory": "a: int = Field(default_factory=lambda x=print(): [])",
    "comprehension": "a: int = Field(default_factory=lambda: [x for x in y])",
    "walrus": "a: int = (b := 1)",
    "dunder": "__init__: int",
    "config_with_a_call": "model_config = ConfigDict(extra=print())",
    "target_with_an_index": "a[print()]: int",
}
BAD_MODULES = {
    "decorator": "@print\nclass Coupon(BaseModel): pass",
    "base": "class Coupon(Evil): pass",
    "two_bases": "class Coupon(BaseModel, Evil): pass",
    "metaclass": "class Coupon(BaseModel, metaclass=Evil): pass",
    "function": "def Coupon(): ...",
    "other_class": "class Evil(BaseModel): pass",
    "class_twice": "class Coupon(BaseModel): pass\nclass Coupon(BaseModel): pass",
    "statement": "print()",
    "alias_with_a_call": "Coupon: TypeAlias = print()",
    "typed_dict_with_a_call": "Coupon = TypedDict(print(), {})",
    "other_call": "Coupon = print()",
    "nothing": "",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_output_of_the_engine_passes(text: str) -> None:
    assert check_module(IMPORTS + text, {"Coupon"}) == {"Coupon"}


@pytest.mark.parametrize("member", BAD_MEMBERS.values(), ids=BAD_MEMBERS)
def test_members_that_are_not_on_the_list(member: str) -> None:
    with pytest.raises(InternalError, match="the models engine wrote"):
        check_module(f"{IMPORTS}class Coupon(BaseModel):\n    {member}\n", {"Coupon"})


@pytest.mark.parametrize("module", BAD_MODULES.values(), ids=BAD_MODULES)
def test_modules_that_are_not_on_the_list(module: str) -> None:
    with pytest.raises(InternalError, match="the models engine wrote"):
        check_module(IMPORTS + module, {"Coupon"})


@pytest.mark.parametrize(
    "statement",
    [
        "from os import system",
        "from typing import no_type_check",
        "from pydantic import AfterValidator",
        "from pydantic.v1 import Field",
        "from .evil import Coupon",
        "from . import Coupon",
        "from typing import Any as __all__",
        "import os",
    ],
)
def test_forbidden_imports(statement: str) -> None:
    with pytest.raises(InternalError):
        check_module(f"{IMPORTS}{statement}\n{CLASS}", {"Coupon"})


def test_long_unions_need_no_recursion() -> None:
    union = " | ".join(["int"] * 500)
    assert check_module(f"{IMPORTS}class Coupon(BaseModel):\n    a: {union}\n", {"Coupon"})
    assert ast.parse(union)
