"""The official npm SDK drives the example service."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.service import KEY, missing, service

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

SCRIPTS = Path(__file__).with_name("js")


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the script in a folder with the installed SDK."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        missing("node or npm is not installed")
    folder = tmp_path_factory.mktemp("node")
    for name in ("package.json", "drive.mjs"):
        shutil.copy(SCRIPTS / name, folder)
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines()
        missing(f"npm could not install stripe: {reason[0] if reason else done.returncode}")
    return folder / "drive.mjs"


def test_the_npm_sdk(script: Path, new_address: Callable[[], str]) -> None:
    node = shutil.which("node")
    assert node is not None
    with service(new_address()) as served:
        command = [node, script.name, served.url, KEY]
        done = subprocess.run(command, cwd=script.parent, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "all went well\n"
