"""The jinja environments: templates may print only ``Code``, page templates only ``Markdown``."""

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
    """Return the ``finalize`` function that checks every ``{{ }}``, constants of the template included."""

    def check(value: object) -> str:
        if isinstance(value, printed):
            return value
        if isinstance(value, jinja2.Undefined):
            str(value)  # raises UndefinedError with the name
        msg = f"a template may only print {printed.__name__}, not {type(value).__name__}: {value!r:.80}"
        raise TypeError(msg)

    return check


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
"""The filters of templates. Each returns ``Code``; jinja's own filters, which return ``str``, are removed."""


def make_environment(loader: jinja2.BaseLoader, printed: type[str] = Code) -> jinja2.Environment:
    """Return a restricted environment: undefined names raise, one printable type, no globals, only our filters."""
    environment = jinja2.Environment(
        loader=loader,
        autoescape=False,  # noqa: S701 - the output is Python, not HTML; ``finalize`` checks the type
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
    """Return the template line of a rendering error; jinja maps frames to template lines."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.replace("\\", "/").endswith(template):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def render_with(environment: jinja2.Environment, template: str, view: dict[str, object]) -> Code:
    """Render with an environment of ``make_environment``. Raises ``InternalError`` with template and line."""
    return trusted_template(_render(environment, template, view))


def render(template: str, /, **view: object) -> Code:
    """Render a template (a path below ``templates_root()``) with prepared values.

    Raises ``InternalError`` when the template prints anything but ``Code``, uses an unknown name, or is broken.
    """
    return render_with(_environment(Code), template, view)


def render_page(template: str, /, **view: object) -> Markdown:
    """Render a page template, which may print only ``Markdown``; see ``render``."""
    return trusted_page(_render(_environment(Markdown), template, view))
