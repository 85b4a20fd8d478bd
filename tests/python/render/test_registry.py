from __future__ import annotations

from codegen.config import FORMATTERS as CONFIGURABLE
from codegen.python.render import FORMATTERS


def test_every_formatter_can_be_configured() -> None:
    assert sorted(FORMATTERS) == sorted(CONFIGURABLE)
