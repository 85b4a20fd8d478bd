from __future__ import annotations

import jinja2
import pytest
from markupsafe import Markup

from codegen.core.errors import InternalError
from codegen.python.code import Code, ident
from codegen.python.render.environment import FILTERS, make_environment, render_with


class Loader(jinja2.BaseLoader):
    """Loads one template with a path, like those on disk."""

    def __init__(self, source: str) -> None:
        self.source = source

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, None]:
        del environment
        return self.source, f"/templates/{template}", None


def render(source: str, **view: object) -> Code:
    return render_with(make_environment(Loader(source)), "t.jinja", view)


def test_code_is_printed_unchanged() -> None:
    text = render("class {{ name }}:\n    pass\n", name=ident("Coupon"))
    assert text == "class Coupon:\n    pass\n"
    assert isinstance(text, Code)


@pytest.mark.parametrize("value", ["text", "", None, 1, True, 1.5, [ident("a")], Markup("x"), object()])
def test_anything_but_code_is_rejected(value: object) -> None:
    with pytest.raises(InternalError, match=r"t\.jinja:2: a template may only print Code"):
        render("\n{{ value }}\n", value=value)


@pytest.mark.parametrize("source", ["{{ 'text' }}", "{{ 1 }}", "{{ none }}", "{{ name ~ name }}", "{{ name.upper() }}"])
def test_constants_and_strings_of_a_template_are_rejected(source: str) -> None:
    with pytest.raises(InternalError):
        render(source, name=ident("a"))


def test_an_unknown_name_is_rejected() -> None:
    with pytest.raises(InternalError, match="missing"):
        render("{{ missing }}")


def test_unknown_names_in_conditions_are_rejected() -> None:
    with pytest.raises(InternalError, match="missing"):
        render("{% if missing %}x{% endif %}")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ value | lit }}", '"a\\n\'\\u202e"'),
        ("{{ value | cmt }}", "# a '\\u202e"),
        ("{{ value | doc(4) }}", '"""a\n    \'\\\\u202e\n    """'),
        ("{{ value | lit | indent(2) }}", '"a\\n\'\\u202e"'),
    ],
)
def test_filters_make_code_of_hostile_text(source: str, expected: str) -> None:
    assert render(source, value="a\n'\u202e") == expected


def test_join_accepts_only_code() -> None:
    assert render("{{ names | join(', ') }}", names=[ident("a"), ident("b")]) == "a, b"
    with pytest.raises(InternalError, match="not Code"):
        render("{{ names | join(', ') }}", names=[ident("a"), "b"])


def test_builtin_filters_of_jinja_are_removed() -> None:
    environment = make_environment(jinja2.BaseLoader())
    assert set(environment.filters) == set(FILTERS) == {"lit", "doc", "cmt", "indent", "join"}
    assert not environment.globals


def test_block_lines_are_removed() -> None:
    assert render("a\n  {% if yes %}\nb\n  {% endif %}\n", yes=True) == "a\nb\n"
