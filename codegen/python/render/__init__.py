"""Renders templates in a restricted jinja environment, formats the result and verifies it."""

from codegen.python.render.environment import render, render_page
from codegen.python.render.formatter import FORMATTERS, format_files, format_source, is_equivalent
from codegen.python.render.places import SOURCES, runtime_root, templates_root
from codegen.python.render.selfcheck import top_level_names, verify_source

__all__ = [
    "FORMATTERS",
    "SOURCES",
    "format_files",
    "format_source",
    "is_equivalent",
    "render",
    "render_page",
    "runtime_root",
    "templates_root",
    "top_level_names",
    "verify_source",
]
