"""Tests that the allow-list accepts the output of our templates and nothing else."""

from __future__ import annotations

import ast

import pytest

from codegen.core.errors import InternalError
from codegen.python.emit.models.check import check_classes, check_imports

GOOD = '''
class Coupon(Model):
    """Words: __import__("os")."""

    model_config = ConfigDict(extra="forbid")
    __pydantic_extra__: dict[str, int | None] = Field(init=False)
    id: Annotated[str, Field(alias="__import__('os')", max_length=5, pattern="a")]
    """More words."""
    kind: Literal["a", 1, True, -2] | str = "a"
    parts: list[tuple[int, Coupon]] | None = None
    labels: dict[str, Any] = Field(default_factory=lambda: {"a": [1, -2.5, None, {"b": "c"}]})
    __nullable__: ClassVar[frozenset[str]] = frozenset({"parts"})
'''
KNOWN = frozenset({"Any", "Coupon"})
FIELDS = {"Coupon": frozenset({"id", "kind", "parts", "labels"})}
BAD_MEMBERS = {
    "method": "def a(self): ...",
    "statement": "import os",
    "call_as_statement": "print()",
    "assignment": "a = 1",
    "plain_assignment_of_config": "model_config = dict(extra='forbid')",
    "other_config": "model_config = ConfigDict(extra='allow', json_encoders={})",
    "call_as_default": "a: int = open('x')",
    "name_as_default": "a: int = os",
    "call_in_a_hint": "a: list[print()]",
    "attribute_in_a_hint": "a: os.PathLike",
    "text_as_a_hint": "a: 'int'",
    "text_in_a_union": "a: int | 'str'",
    "unknown_name": "a: Evil",
    "unknown_generic": "a: Evil[int]",
    "lambda_in_a_hint": "a: Annotated[int, lambda: 1]",
    "validator_in_a_hint": "a: Annotated[int, AfterValidator(print)]",
    "name_in_a_literal": "a: Literal[os]",
    "f_string": "a: str = f'{os}'",
    "argument_of_field": "a: Annotated[int, Field(default_factory=print)]",
    "value_of_an_argument": "a: Annotated[int, Field(alias=os)]",
    "positional_argument": "a: Annotated[int, Field(print())]",
    "stars": "a: Annotated[int, Field(**x)]",
    "call_in_a_factory": "a: int = Field(default_factory=lambda: [print()])",
    "arguments_of_a_factory": "a: int = Field(default_factory=lambda x=print(): [])",
    "unpacking_in_a_factory": "a: int = Field(default_factory=lambda: {**x})",
    "comprehension": "a: int = Field(default_factory=lambda: [x for x in y])",
    "walrus": "a: int = (b := 1)",
    "dunder": "__init__: int",
    "dunder_with_a_value": "__pydantic_extra__: dict[str, int] = print()",
    "hint_of_the_unknown": "__pydantic_extra__: dict[str, print()] = Field(init=False)",
    "nullable_with_a_call": "__nullable__: ClassVar[frozenset[str]] = frozenset({print()})",
    "target_with_an_index": "a[print()]: int",
    "target_in_brackets": "(a): int = 1",
}
BAD_MODULES = {
    "decorator": "@print\nclass Coupon(Model): pass",
    "base": "class Coupon(Evil): pass",
    "two_bases": "class Coupon(Model, Evil): pass",
    "metaclass": "class Coupon(Model, metaclass=Evil): pass",
    "function": "def f(): ...",
    "other_class": "class Evil(Model): pass",
    "statement": "print()",
    "a_field_too_few": "class Coupon(Model): pass",
    "a_field_too_many": GOOD + "    more: int\n",
    "a_field_twice": GOOD + "    id: int\n",
}


def test_output_of_the_template_passes() -> None:
    check_classes(ast.parse(GOOD), FIELDS, KNOWN)


@pytest.mark.parametrize("member", BAD_MEMBERS.values(), ids=BAD_MEMBERS)
def test_members_that_are_not_on_the_list(member: str) -> None:
    with pytest.raises(InternalError, match="the models engine wrote"):
        check_classes(ast.parse(f"class Coupon(Model):\n    {member}\n"), {"Coupon": frozenset({"a"})}, KNOWN)


@pytest.mark.parametrize("module", BAD_MODULES.values(), ids=BAD_MODULES)
def test_modules_that_are_not_on_the_list(module: str) -> None:
    with pytest.raises(InternalError, match="the models engine wrote"):
        check_classes(ast.parse(module), FIELDS, KNOWN)


@pytest.mark.slow
def test_long_unions_need_no_recursion() -> None:
    hint = ast.parse("a: int").body[0]
    assert isinstance(hint, ast.AnnAssign)
    for _ in range(20_000):
        hint.annotation = ast.BinOp(hint.annotation, ast.BitOr(), ast.Name("int"))
    owner = ast.parse("class Coupon(Model): pass").body[0]
    assert isinstance(owner, ast.ClassDef)
    owner.body = [hint]
    check_classes(ast.Module([owner], []), {"Coupon": frozenset({"a"})}, KNOWN)


def test_allowed_imports() -> None:
    pairs = [
        ("typing", "Any"),
        ("datetime", "date as date_aliased"),
        ("pydantic", "Field"),
        (".._runtime.shared.model", "Model"),
        (".coupon", "Coupon as Coupon_1"),
    ]
    check_imports(pairs, {".coupon": {"Coupon"}})


@pytest.mark.parametrize(
    "pair",
    [
        ("os", "system"),
        ("typing", "no_type_check"),
        ("pydantic", "AfterValidator"),
        ("pydantic.v1", "Field"),
        (".._runtime.client.base", "run"),
        (".evil", "Coupon"),
        (".coupon", "Evil"),
        (".coupon", "Coupon as __all__"),
        ("..coupon", "Coupon"),
    ],
)
def test_forbidden_imports(pair: tuple[str, str]) -> None:
    with pytest.raises(InternalError, match="the import of"):
        check_imports([pair], {".coupon": {"Coupon"}})
