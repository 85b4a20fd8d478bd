"""Loads the shipped dialects, and chooses the dialect of a page: the configured one, else the detected one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.config.dialect import DIALECTS, parse_dialect
from codegen.core.diagnostic import Diagnostics
from codegen.tables.dialects.model import PLAIN, Dialect, compiled

if TYPE_CHECKING:
    from codegen.core.json import Json

_MAX_LOOKED_AT = 2_000_000
_ENOUGH = 2
"""Different signs that make a page one of a dialect."""


@cache
def shipped(name: str) -> Dialect:
    """Return a shipped dialect. Raises ``KeyError`` for an unknown name."""
    if name not in DIALECTS:
        raise KeyError(name)
    text = Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
    data = parse_dialect(text, f"{name}.toml", Diagnostics())
    return compiled(name, data or {})


def configured(rules: Mapping[str, Json]) -> Dialect | None:
    """Compile the rules of the configuration; None without any. Raises ``ValueError`` for rules that are invalid."""
    if not rules:
        return None
    base = str(rules.get("extends") or "")
    return compiled(base or "configured", rules, shipped(base) if base in DIALECTS else PLAIN)


def dialects_of(texts: Mapping[str, str]) -> dict[str, Dialect]:
    """Return the dialect of each page: the detected one, else the only one of at least half of the pages."""
    found = {name: detected(text) for name, text in texts.items()}
    known = {dialect.name: dialect for dialect in found.values() if dialect.name}
    of_most = sum(bool(dialect.name) for dialect in found.values()) * 2 >= len(found)
    usual = next(iter(known.values())) if len(known) == 1 and of_most else PLAIN
    return {name: dialect if dialect.name else usual for name, dialect in found.items()}


def detected(text: str) -> Dialect:
    """Return the dialect of which a page has the most signs, ``PLAIN`` where it has not enough of any."""
    page = text[:_MAX_LOOKED_AT]
    scores = {name: sum(sign in page for sign in shipped(name).signs) for name in DIALECTS}
    best = max(DIALECTS, key=lambda name: scores[name])
    return shipped(best) if scores[best] >= _ENOUGH else PLAIN
