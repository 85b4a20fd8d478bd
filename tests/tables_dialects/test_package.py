"""A package generated from reference pages alone: it imports, type-checks, and its client talks to its server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codegen.config import Target
from codegen.core.diagnostic import Diagnostics
from codegen.pipeline.steps import generate
from tests.support.packages import run_python, write_tree

PAGES = Path(__file__).parent / "pages" / "discord"
CALLS = """
import asyncio
import httpx2
from plank import AsyncClient, models as m
from plank.server import WorkshopsBase, create_app

class Workshops(WorkshopsBase):
    async def create(self, body: m.WorkshopCreateParams, context: object) -> m.Workshop:
        return m.Workshop.model_validate({
            "id": "8", "name": body.name, "motto": body.motto, "owner_id": "1", "benches": [], "tags": body.tags,
            "founded_at": "2031-01-01T00:00:00Z", "seats": 4, "settings": None, "open": True,
        })

async def main() -> None:
    app = create_app(workshops=Workshops(), missing="501")
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))
    client = AsyncClient(base_url="http://docs.example", http_client=http, strict=True, max_retries=0)
    made = await client.workshops.create(name="Oak", tags=["wood"])
    print(made.name, made.tags, made.founded_at.year, made.motto)

asyncio.run(main())
"""


@pytest.mark.slow
def test_a_package_of_pages_alone_works(tmp_path: Path) -> None:
    found = Diagnostics()
    target = Target(
        name="plank", root=PAGES, spec="", tables=("*.mdx",), output=tmp_path, package="plank", formatter="none"
    )
    result = generate(target, found)
    assert result.tree is not None
    assert list(found) == []
    write_tree(result.tree, tmp_path / "plank")
    assert run_python(CALLS, tmp_path).split("\n")[0] == "Oak ['wood'] 2031 None"
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "plank"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
