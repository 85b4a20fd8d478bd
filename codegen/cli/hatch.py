"""A build hook of hatchling, which generates packages while a project is built.

hatchling loads this module by its entry point; no other module imports it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.plugin import hookimpl

from codegen.cli.entry import main
from codegen.config import load_config
from codegen.config.discover import CONFIG, PYPROJECT
from codegen.core.diagnostic import Diagnostics
from codegen.core.suggest import closest
from codegen.python.parts import PARTS

_KEYS = ("config", "targets")
_OF_HATCHLING = ("dependencies", "enable-by-default", "require-runtime-dependencies", "require-runtime-features")
_TABLE = "[tool.hatch.build.hooks.spec-codegen]"


class GenerateHook(BuildHookInterface[BuilderConfig]):
    """Generates the targets of a configuration, and adds their packages to the build even if git ignores them."""

    PLUGIN_NAME = "spec-codegen"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - of hatchling's interface
        """Generate before the files of the build are collected; a failure ends the build."""
        problem = _problem(self.config)
        if problem:
            self.app.abort(f"{PYPROJECT}: {_TABLE}: {problem}")
        root = Path(self.root)
        given = self.config.get("config")
        path = root / (given or (CONFIG if (root / CONFIG).is_file() else PYPROJECT))
        names = self.config.get("targets", [])
        if main(["generate", "--quiet", "--config", str(path), *names]):
            self.app.abort(f"{PYPROJECT}: {_TABLE}: the packages cannot be generated (see above)")
        config = load_config(path, Diagnostics(), PARTS)
        folders = [target.folder for target in config.targets if not names or target.name in names] if config else []
        for folder in folders:
            if folder.is_relative_to(root):
                place = folder.relative_to(root).as_posix()
                build_data["artifacts"] += [f"/{place}/**", f"!/{place}/.codegen/**"]


def _problem(config: dict[str, Any]) -> str:
    """Return what is wrong with the table of the hook, or an empty string."""
    for key, value in config.items():
        if key == "config" and not isinstance(value, str):
            return "config must be a string"
        if key == "targets" and not (isinstance(value, list) and all(isinstance(name, str) for name in value)):
            return "targets must be a list of strings"
        if key not in (*_KEYS, *_OF_HATCHLING):
            hint = closest(key, _KEYS)
            return f"unknown key {key!r}" + (f": {hint}" if hint else "")
    return ""


@hookimpl
def hatch_register_build_hook() -> type[GenerateHook]:
    """Return the hook for hatchling."""
    return GenerateHook
