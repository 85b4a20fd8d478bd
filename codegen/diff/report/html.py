"""One self-contained page: the findings as data, and a script that filters them. It loads nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.diff.report.json import report_value
from codegen.diff.report.view import summary

if TYPE_CHECKING:
    from codegen.diff.model import Report
    from codegen.diff.report.view import Options

_PAGE = Path(__file__).with_name("page.html")
_MARK = "__REPORT__"


def render_html(report: Report, options: Options) -> str:  # noqa: ARG001 - the shape of every format
    """Return the page. The data stands in a script element of type JSON; nothing in it can end the element."""
    value = report_value(report) | {"summary": summary(report)}
    text = json.dumps(value, separators=(",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return _PAGE.read_text(encoding="utf-8").replace(_MARK, text)
