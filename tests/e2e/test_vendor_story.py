"""A consumer's repository, over two versions of an API: vendor, edit, update, verify, type-check, remove."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASIL, CLOVER = (ROOT / "generated" / f"promotion_codes_{name}" for name in ("basil", "clover"))
pytestmark = pytest.mark.slow

MODEL = Path("src/stripe_api/models/promotion_code.py")

METHOD = '''
    def has_room(self) -> bool:
        """Whether the code can be redeemed at least once more."""
        return self.max_redemptions is None or self.times_redeemed < self.max_redemptions
'''
PROGRAM = """\
from stripe_api import models


def offer(code: models.PromotionCode) -> str | None:
    return code.code if code.has_room() else None
"""


@dataclass(frozen=True)
class Consumer:
    """A repository with its own program, whose upstream is a sibling folder."""

    folder: Path

    def codegen(self, *argv: str, code: int = 0) -> str:
        arguments = [sys.executable, "-m", "codegen", "vendor", *argv]
        done = subprocess.run(
            arguments, cwd=self.folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def python(self, *argv: str, code: int = 0) -> str:
        """Run Python without access to codegen."""
        environ = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run(
            [sys.executable, *argv], cwd=self.folder / "src", env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def upstream(self, package: Path) -> None:
        place = self.folder.parent / "upstream"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(package, place, ignore=shutil.ignore_patterns("__pycache__"))

    def edit(self, old: str, new: str) -> None:
        text = (self.folder / MODEL).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (self.folder / MODEL).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def consumer(tmp_path: Path) -> Consumer:
    consumer = Consumer(tmp_path / "consumer")
    (consumer.folder / "src").mkdir(parents=True)
    (consumer.folder / "src" / "shop.py").write_text(PROGRAM)
    consumer.upstream(BASIL)
    consumer.codegen("add", "../upstream", "--into", "src", "--package", "stripe_api", "--only", "models")
    return consumer


def test_edits_survive_an_update_to_the_next_version(consumer: Consumer) -> None:
    assert consumer.codegen("verify") == "src/stripe_api: matches its manifest\n"
    text = (consumer.folder / MODEL).read_text(encoding="utf-8")
    doc = next(line for line in text.splitlines() if line.startswith('    """What customers type'))
    consumer.edit(doc, '    """What customers type (our shop shows it in capitals), in the letter case it was created')
    with (consumer.folder / MODEL).open("a", encoding="utf-8") as file:
        file.write(METHOD)
    consumer.codegen("verify", code=1)

    consumer.upstream(CLOVER)
    assert "the source differs in" in consumer.codegen("status")
    told = consumer.codegen("update")
    assert "src/stripe_api/models/promotion_code.py: merged\n" in told
    assert "3 break callers" in told
    assert "suggested bump: major\n" in told
    assert "removed property `coupon` from `promotion_code` (possibly moved to `promotion.coupon`" in told
    assert "(2025-08-27.basil → 2025-12-15.clover)" in told

    accepted = "matches its manifest, with 1 accepted edit: models/promotion_code.py"
    assert consumer.codegen("verify") == f"src/stripe_api: {accepted}\n"
    text = (consumer.folder / MODEL).read_text(encoding="utf-8")
    assert "our shop shows it in capitals" in text
    assert METHOD in text
    assert "    promotion: PromotionCodesResourcePromotion" in text
    pristine = (CLOVER / "models" / "promotion_code.py").read_text(encoding="utf-8")
    assert {line for line in pristine.splitlines() if line.strip()} - set(text.splitlines()) == {doc}

    seen = "import shop, sys; print(*sorted({'codegen', 'httpx2', 'fastapi'} & sys.modules.keys()))"
    assert consumer.python("-c", seen).strip() == ""
    assert "Success" in consumer.python("-m", "mypy", "--strict", "shop.py", "stripe_api")

    consumer.codegen("remove", code=2)
    consumer.codegen("remove", "--force")
    assert [path.name for path in (consumer.folder / "src").iterdir() if path.name != "__pycache__"] == ["shop.py"]


def test_only_a_line_changed_on_both_sides_is_a_conflict(consumer: Consumer) -> None:
    package = consumer.folder / "src" / "stripe_api"
    top = package / "__init__.py"
    ours = top.read_text(encoding="utf-8").replace("version 2025-08-27.basil", "version of our shop")
    top.write_text(ours, encoding="utf-8")
    consumer.edit("    active: bool\n", "    active: bool = True\n")
    consumer.upstream(CLOVER)
    told = json.loads(consumer.codegen("update", "--format", "json", code=1))["results"]
    assert [row["bump"] for row in told if row["kind"] == "diff"] == ["major"]
    assert [(row["kind"], row["path"]) for row in told if row["kind"] == "conflict"] == [
        ("conflict", "src/stripe_api/__init__.py")
    ]
    text = top.read_text(encoding="utf-8")
    assert text.count("<<<<<<< local\n") == text.count("\n=======\n") == text.count(">>>>>>> upstream\n") == 1
    problems = json.loads(consumer.codegen("verify", "--format", "json", code=1))["results"][0]["problems"]
    assert [(item["kind"], item["path"]) for item in problems] == [("conflict", "__init__.py")]

    top.write_text(ours.replace("our shop", "our shop (clover)"), encoding="utf-8")
    consumer.codegen("update")
    accepted = "matches its manifest, with 2 accepted edits: __init__.py, models/promotion_code.py"
    assert consumer.codegen("verify") == f"src/stripe_api: {accepted}\n"
    assert "our shop (clover)" in top.read_text(encoding="utf-8")
    assert "    active: bool = True\n" in (consumer.folder / MODEL).read_text(encoding="utf-8")
