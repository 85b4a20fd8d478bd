"""Writes JSON values as JSON or YAML that the loader reads back unchanged, in the order of their members."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import yaml

from codegen.core.printed import json_text
from codegen.openapi.document.model import Syntax
from codegen.openapi.document.positions import RefusedError
from codegen.openapi.document.yamlscalars import plain_scalar

if TYPE_CHECKING:
    from codegen.core.json import Json

_STRING = "tag:yaml.org,2002:str"


def dump_file(value: Json, syntax: Syntax) -> str:
    """Return the text of a file. Long texts of YAML are written as blocks."""
    if syntax is Syntax.JSON:
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    return yaml.dump(value, Dumper=_FileDumper, sort_keys=False, allow_unicode=True, width=math.inf)


def dump_printed(value: Json, syntax: Syntax) -> str:
    """Return text for a terminal or CI log: in ASCII, without a final line break and without commands of CI systems."""
    if syntax is Syntax.JSON:
        return json_text(value, indent=2)
    text = yaml.dump(value, Dumper=_PrintDumper, sort_keys=False, allow_unicode=False, width=math.inf)
    return text.removesuffix("\n").replace("##", "#\\x23")


class _FileDumper(yaml.SafeDumper):
    """Quotes strings that the core schema of YAML 1.2 reads as another type, and writes no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - overrides a method
        """Return True: each value is written where it stands."""
        return True


class _PrintDumper(_FileDumper):
    """Writes strings in one line, so that no line of the output starts with a CI command."""


def _is_plain(text: str) -> bool:
    """Return whether a plain scalar of this text is a string for the loader."""
    try:
        return plain_scalar(text, 0) == text
    except RefusedError:
        return False


def _in_file(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    if not text.replace("\n", "").isprintable():
        style: str | None = '"'
    elif "\n" in text.strip():
        style = "|"
    else:
        style = None if _is_plain(text) else "'"
    return dumper.represent_scalar(_STRING, text, style=style)


def _in_line(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if text.isprintable() and "##" not in text and _is_plain(text) else '"'
    return dumper.represent_scalar(_STRING, text, style=style)


_FileDumper.add_representer(str, _in_file)
_PrintDumper.add_representer(str, _in_line)
