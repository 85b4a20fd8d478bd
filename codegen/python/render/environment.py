"""The jinja environments. What a template prints is ``Code``, in pages ``Markdown``, or rendering stops."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import jinja2

from codegen.core.errors import InternalError
from codegen.python.code import Code, comment, docstring, indent, join, literal, trusted_template
from codegen.python.markdown import Markdown, trusted_page
from codegen.python.render.places import templates_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def _only(printed: type[str]) -> Callable[[object], str]:
    """Return the guard of every ``{{ }}`` of every template, constants of the template included."""

    def guard(value: object) -> str:
        if isinstance(value, printed):
            return value
        if isinstance(value, jinja2.Undefined):
            str(value)  # raises, and names what is missing
        msg = f"a template may only print {printed.__name__}, not {type(value).__name__}: {value!r:.80}"
        raise TypeError(msg)

    return guard


def _lit(value: object) -> Code:
    return literal(value)


def _doc(text: str, width: int = 0) -> Code:
    return docstring(text, width)


def _cmt(text: str) -> Code:
    return comment(text)


def _indent(text: Code, width: int = 4) -> Code:
    return indent(text, width)


def _join(parts: Iterable[Code], separator: str = "") -> Code:
    return join(separator, parts)


FILTERS: dict[str, Callable[..., Code]] = {"lit": _lit, "doc": _doc, "cmt": _cmt, "indent": _indent, "join": _join}
"""Every filter that a template may use. Each returns ``Code``; jinja's own, which return ``str``, are taken out."""


def make_environment(loader: jinja2.BaseLoader, printed: type[str] = Code) -> jinja2.Environment:
    """Return a guarded environment: undefined names raise, one type is printed, no globals, our filters alone."""
    environment = jinja2.Environment(
        loader=loader,
        autoescape=False,  # noqa: S701 - the output is Python, not HTML; ``finalize`` is the guard
        undefined=jinja2.StrictUndefined,
        finalize=_only(printed),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.filters.update(FILTERS)
    return environment


@cache
def _environment(printed: type[str]) -> jinja2.Environment:
    return make_environment(jinja2.FileSystemLoader(templates_root()), printed)


def _render(environment: jinja2.Environment, template: str, view: dict[str, object]) -> str:
    try:
        return environment.get_template(template).render(view)
    except jinja2.TemplateSyntaxError as error:
        msg = f"{template}:{error.lineno}: {error.message}"
        raise InternalError(msg) from error
    except (jinja2.TemplateError, TypeError, ValueError) as error:
        msg = f"{template}:{_line_of(error, template)}: {error}"
        raise InternalError(msg) from error


def _line_of(error: Exception, template: str) -> int:
    """Return the template line that a rendering error came from; jinja maps the frames of a template to its lines."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.replace("\\", "/").endswith(template):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def render_with(environment: jinja2.Environment, template: str, view: dict[str, object]) -> Code:
    """Render with an environment of ``make_environment``. Raises ``InternalError`` naming the template and its line."""
    return trusted_template(_render(environment, template, view))


def render(template: str, /, **view: object) -> Code:
    """Render a template (a path below ``templates_root()``) with prepared values.

    Raises ``InternalError`` when the template prints anything but ``Code``, uses an unknown name, or is broken.
    """
    return render_with(_environment(Code), template, view)


def render_page(template: str, /, **view: object) -> Markdown:
    """Render a template of a page likewise; it prints nothing but ``Markdown``."""
    return trusted_page(_render(_environment(Markdown), template, view))
