from __future__ import annotations

from pathlib import Path

import pytest

from codegen.python.render.places import templates_root
from tests.support.template_lint import lint_template

_OURS = sorted(templates_root().rglob("*.jinja"))


@pytest.mark.parametrize("path", _OURS, ids=lambda path: path.relative_to(templates_root()).as_posix())
def test_every_template_is_clean(path: Path) -> None:
    assert lint_template(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "plain text",
        "{{ a }} {{ a.b.c }} {{ a | doc(4) }} {{ a | join(', ') | indent(4) }}",
        "{% for a, b in rows %}{{ a }}{% if not loop.last and (b is defined or c == 'x') %}, {% endif %}{% endfor %}",
        "{{ a if b else c }}",
        "{% include 'x.jinja' %}{% extends 'y.jinja' %}{% block z %}{% endblock %}",
        "{# a comment #}",
    ],
)
def test_allowed(source: str) -> None:
    assert lint_template(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "{{ a() }}",
        "{{ a.upper() }}",
        "{{ super() }}",
        "{% macro m() %}{% endmacro %}",
        "{% set a = b %}",
        "{% set a %}x{% endset %}",
        "{% call m() %}{% endcall %}",
        "{% filter indent %}x{% endfilter %}",
        "{% autoescape true %}x{% endautoescape %}",
        "{% import 'x' as x %}",
        "{% from 'x' import y %}",
        "{% include name %}",
        "{% extends name %}",
        "{{ a ~ b }}",
        "{{ a + b }}",
        "{{ -a }}",
        "{{ a % b }}",
        "{{ a[1:] }}",
        "{{ [a] }}",
        "{{ (a, b) }}",
        "{{ {'a': b} }}",
        "{{ 'text' }}",
        "{{ 1 }}",
        "{{ a | upper }}",
        "{{ a | safe }}",
        "{{ a | join(b) }}",
        "{{ a | join(separator=', ') }}",
        "{{ a.__class__ }}",
        "{% for a in b recursive %}{% endfor %}",
        "{% if",
    ],
)
def test_forbidden(source: str) -> None:
    problems = lint_template("\n" + source)
    assert problems
    assert {problem.line for problem in problems} == {2}
