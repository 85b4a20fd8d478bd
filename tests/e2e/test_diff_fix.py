"""``codegen diff --fix`` turns a program for basil into one for clover, which type-checks and runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.cli import main
from tests.e2e.codes import Shop, serving

ROOT = Path(__file__).parents[2]
CHANGED = ("promotion_codes_basil", "promotion_codes_clover")

CLIENTS = '''\
"""How the program gets its clients."""

import promotion_codes_basil as api


class Shop:
    """Sells; its codes stand behind ``client``."""

    def __init__(self, client: api.Client) -> None:
        self.client = client
        self.codes = client.promotion_codes

    def make(self, coupon: str, text: str) -> api.models.PromotionCode:
        # the text is what customers type
        return self.codes.create(
            coupon=coupon,  # which discount
            code=text,
            metadata={"by": 'shop'},
        )


def connect(url: str) -> api.Client:
    return api.Client(api_key="sk_test_123", base_url=url)
'''

PROGRAM = """\
from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable

from promotion_codes_basil import AsyncClient
from promotion_codes_basil.models import PromotionCode

from clients import Shop, connect


def coupons(codes: Iterable[PromotionCode]) -> list[str]:
    return sorted({code.coupon.id for code in codes})


def show(code: PromotionCode) -> None:
    print(code.code, code.coupon.id, code.active)


def terms(code: PromotionCode) -> str:
    coupon = code.coupon
    return f"{coupon.percent_off} % {coupon.duration}"


async def later(url: str) -> None:
    async with AsyncClient(api_key="sk_test_123", base_url=url) as client:
        code = await client.promotion_codes.create(coupon="SPRING", code="LATER", active=False)
        if code.coupon.id != 'SPRING':
            raise SystemExit(1)
        show(code)
        async for other in client.promotion_codes.list(limit=5):
            show(other)


def main(url: str) -> None:
    with connect(url) as client:
        shop = Shop(client)
        made = shop.make("SPRING", "SPRING26")
        show(made)
        again = client.promotion_codes.retrieve(made.id, expand=["customer"])
        show(again)
        print(terms(again), again.coupon.valid)
        print(coupons(client.promotion_codes.list(limit=10)))
    asyncio.run(later(url))


if __name__ == "__main__":
    main(sys.argv[1])
"""

PRINTED = """\
SPRING26 SPRING True
SPRING26 SPRING True
25.5 % once True
['SPRING']
LATER SPRING False
LATER SPRING False
SPRING26 SPRING True
"""


CREATE = """\
code = await client.promotion_codes.create(promotion={"type": "coupon", "coupon": "SPRING"}, code="LATER", \
active=False, expand=["promotion.coupon"])"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "clients.py").write_text(CLIENTS, encoding="utf-8")
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    return tmp_path


def environment() -> dict[str, str]:
    generated = str(ROOT / "generated")
    return {**os.environ, "PYTHONPATH": generated, "MYPYPATH": generated, "PYTHONDONTWRITEBYTECODE": "1"}


def checked(program: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file="]
    files = ["program.py", "clients.py"]
    return subprocess.run(
        [*command, *files], cwd=program, env=environment(), capture_output=True, text=True, check=False
    )


def printed(program: Path, version: str) -> str:
    with serving(Shop(version).app()) as url:
        done = subprocess.run(
            [sys.executable, "program.py", url],
            cwd=program,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert not done.returncode, done.stderr
    return done.stdout


def fix(program: Path, *options: str) -> int:
    config = str(ROOT / "codegen.toml")
    return main(["diff", *CHANGED, "--config", config, "--scan", str(program), "--fix", *options])


@pytest.mark.slow
def test_the_rewritten_program_type_checks_and_runs(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(program).stdout == "Success: no issues found in 2 source files\n"
    assert printed(program, "basil") == PRINTED
    assert fix(program, "--write") == 0
    assert capsys.readouterr().err.splitlines()[-1] == "rewrote 2 files"
    done = checked(program)
    assert done.stdout == "Success: no issues found in 2 source files\n"
    assert printed(program, "clover") == PRINTED
    after = [(program / name).read_bytes() for name in ("clients.py", "program.py")]
    assert fix(program, "--write") == 0
    assert after == [(program / name).read_bytes() for name in ("clients.py", "program.py")]


@pytest.mark.slow
def test_the_patch_changes_only_broken_code(
    program: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(program)
    before = [(program / name).read_bytes() for name in ("clients.py", "program.py")]
    assert fix(program) == 0
    patch = capsys.readouterr().out
    assert before == [(program / name).read_bytes() for name in ("clients.py", "program.py")]
    assert [line[1:].strip() for line in patch.splitlines() if line.startswith("+") and not line.startswith("+++")] == [
        "import promotion_codes_clover as api",
        'expand=["promotion.coupon"],',
        'promotion={"type": "coupon", "coupon": coupon},  # which discount',
        "from promotion_codes_clover import AsyncClient",
        "from promotion_codes_clover.models import PromotionCode",
        "return sorted({code.promotion.coupon.id for code in codes if code.promotion.coupon is not None})",
        "assert code.promotion.coupon is not None",
        "print(code.code, code.promotion.coupon.id, code.active)",
        "assert not isinstance(code.promotion.coupon, str | None)",
        "coupon = code.promotion.coupon",
        CREATE,
        "assert code.promotion.coupon is not None",
        "if code.promotion.coupon.id != 'SPRING':",
        'async for other in client.promotion_codes.list(limit=5, expand=["data.promotion.coupon"]):',
        'again = client.promotion_codes.retrieve(made.id, expand=["customer", "promotion.coupon"])',
        "assert not isinstance(again.promotion.coupon, str | None)",
        "print(terms(again), again.promotion.coupon.valid)",
        'print(coupons(client.promotion_codes.list(limit=10, expand=["data.promotion.coupon"])))',
    ]
    (program / "fix.patch").write_text(patch, encoding="utf-8")
    subprocess.run(["git", "apply", "fix.patch"], cwd=program, check=True)  # noqa: S607 - as users do
    assert "promotion_codes_clover" in (program / "clients.py").read_text(encoding="utf-8")
