"""Configuration from ``codegen.toml``, ``[tool.codegen]`` in pyproject.toml, or command-line flags.

docs/configuration.md describes the keys.
"""

from codegen.config.discover import find_config
from codegen.config.flags import target_from_flags
from codegen.config.load import load_config
from codegen.config.model import FORMATTERS, Authority, Config, Selection, Target
from codegen.config.source import Address, AppAddress, GitAddress, PackageAddress, WebAddress, parse_address
from codegen.config.tables import Accepted, TablesSettings
from codegen.config.target import allowed_refs

__all__ = [
    "FORMATTERS",
    "Accepted",
    "Address",
    "AppAddress",
    "Authority",
    "Config",
    "GitAddress",
    "PackageAddress",
    "Selection",
    "TablesSettings",
    "Target",
    "WebAddress",
    "allowed_refs",
    "find_config",
    "load_config",
    "parse_address",
    "target_from_flags",
]
