"""From templates to text: one guarded jinja environment, the formatters, and the check of what was written."""

from codegen.render.environment import render
from codegen.render.formatter import FORMATTERS, format_files, format_source
from codegen.render.places import templates_root
from codegen.render.selfcheck import top_level_names, verify_source

__all__ = [
    "FORMATTERS",
    "format_files",
    "format_source",
    "render",
    "templates_root",
    "top_level_names",
    "verify_source",
]
