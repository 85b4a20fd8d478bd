"""schemathesis looks for server errors and for responses that violate their schema."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.e2e.schemathesis_hooks import COUPON
from tests.e2e.service import KEY, ROOT, missing, service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance"
)
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "20")
_RUNNING = re.compile(r"Uvicorn running on (http://\S+)")


def attack(url: str, document: str, folder: Path) -> dict[str, Any]:
    """Run schemathesis against a server and return its report."""
    if importlib.util.find_spec("schemathesis") is None:
        missing("schemathesis is not installed")
    program = Path(sys.executable).with_name("st")
    command = [program, "run", document, "--url", url, "--header", f"Authorization: Bearer {KEY}", "--checks", CHECKS]
    command += ["--max-examples", EXAMPLES, "--seed", "1", "--no-color", "--warnings", "off", "--continue-on-failure"]
    command += ["--report", "json", "--report-json-path", folder / "report.json"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.e2e.schemathesis_hooks"}
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=300, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return report


@contextmanager
def mocked(target: str) -> Iterator[str]:
    command = [sys.executable, "-m", "codegen", "mock", target, "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            found = next(filter(None, map(_RUNNING.search, process.stderr)), None)
            assert found is not None
            yield found[1]
        finally:
            process.terminate()
            process.communicate(timeout=30)


def clean(report: dict[str, Any], least: int, name: str, record_property: Callable[[str, object], None]) -> None:
    cases = report["test_cases"]
    assert (report["failures"], report["errors"]) == ([], [])
    assert report["operations"]["tested"] == report["operations"]["total"]
    assert cases["generated"] >= least
    record_property("counts", f"schemathesis on {name}: {cases['generated']} requests, no finding")


def test_the_example_service(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    database_folder: Path,
    record_property: Callable[[str, object], None],
) -> None:
    with service(f"sqlite:///{database_folder}/schemathesis.db") as served:
        headers = {"authorization": f"Bearer {KEY}", "content-type": "application/x-www-form-urlencoded"}
        with httpx2.Client(base_url=served.url, headers=headers) as http:
            assert http.post("/v1/coupons", content=f"percent_off=10&id={COUPON}".encode()).is_success
            report = attack(served.url, f"{served.url}/openapi.json", tmp_path)
            clean(report, 300, "the example service", record_property)
            assert http.get("/v1/promotion_codes").json()["data"], "no request succeeded"
        catalog = str(ROOT / "examples/promotion_service/openapi.yaml")
        report = attack(served.url, catalog, tmp_path_factory.mktemp("catalog"))
        clean(report, 300, "its coupons and customers", record_property)


def test_the_mock(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    with mocked("promotion_codes_clover") as url:
        clean(attack(url, f"{url}/openapi.json", tmp_path), 300, "the mock", record_property)
