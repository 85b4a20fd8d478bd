from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from codegen.core.errors import UsageError
from codegen.output import Manifest
from codegen.python.parts import exports, find_parts
from codegen.vendoring.subset import take_subset

_PACKAGE = Path(__file__).parents[2] / "generated" / "promotion_codes_clover"


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    manifest = Manifest.from_bytes((_PACKAGE / "codegen.lock").read_bytes())
    return {path: (_PACKAGE / path).read_bytes() for path in manifest.outputs}


def run(files: Mapping[str, bytes], place: Path, program: str) -> str:
    for path, content in files.items():
        (place / "sub" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "sub" / path).write_bytes(content)
    done = subprocess.run([sys.executable, "-c", program], cwd=place, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


def dangling(files: Mapping[str, bytes]) -> list[str]:
    """Return the relative imports of missing modules."""
    found: list[str] = []
    for path, content in files.items():
        if not path.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(content)):
            if isinstance(node, ast.ImportFrom) and node.level:
                folder = path.split("/")[:-1]
                base = [*folder[: len(folder) - node.level + 1], *(node.module or "").split(".")]
                name = "/".join(part for part in base if part)
                places = [f"{name}.py", f"{name}/__init__.py".lstrip("/")]
                places += [f"{name}/{alias.name}.py".lstrip("/") for alias in node.names]
                found += [] if any(place in files for place in places) else [f"{path}: {name}"]
    return found


def test_without_options_everything_is_kept(files: Mapping[str, bytes]) -> None:
    assert take_subset(files, "", ()) == files


_FEATURES = frozenset({"downloads", "pages", "webhooks"})
_CLIENT = tuple(sorted(exports(find_parts(["client"]), _FEATURES)))
"""Everything that this package with a client exports, but the server."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("only", "exported", "absent", "program"),
    [
        ("models", "('Ref', 'models', 'naive_datetimes')",
         ("client.py", "server/", "params/", "_runtime/client/client.py", "_operations/"),
         "[getattr(sub.models, name) for name in sub.models.__all__]"),
        ("client", str(_CLIENT),
         ("server/", "_runtime/server/"), "sub.Client(api_key='x').promotion_codes.list; sub.errors.NotFoundError"),
        ("server", "('Ref', 'models', 'naive_datetimes', 'server')",
         ("client.py", "resources/", "_runtime/client/client.py"), "sub.server.create_app(missing='answer').openapi"),
    ],
)  # fmt: skip
def test_one_part_runs_alone(
    files: Mapping[str, bytes], tmp_path: Path, only: str, exported: str, absent: tuple[str, ...], program: str
) -> None:
    part = take_subset(files, only, ())
    assert dangling(part) == []
    assert [path for path in part if path.startswith(absent)] == []
    assert "py.typed" in part
    assert ("server/openapi.json" in part) == (only == "server")
    assert run(part, tmp_path, f"import sub\nprint(sub.__all__)\n{program}").strip() == exported


@pytest.mark.slow
def test_selected_models_include_references(files: Mapping[str, bytes], tmp_path: Path) -> None:
    part = take_subset(files, "", ("Deleted*", "Coupon"))
    assert dangling(part) == []
    models = sorted(path for path in part if path.startswith("models/"))
    assert models == [
        "models/__init__.py", "models/coupon.py", "models/coupon_applies_to.py", "models/coupon_currency_option.py",
        "models/deleted_customer.py",
    ]  # fmt: skip
    program = "import sub\nprint(*[getattr(sub.models, name).__name__ for name in sub.models.__all__])"
    assert run(part, tmp_path, program).split() == [
        "Coupon", "CouponAppliesTo", "CouponCurrencyOption", "DeletedCustomer",
    ]  # fmt: skip
    assert all(part[path] == files[path] for path in part if not path.endswith("__init__.py"))


def test_expandable_references_are_part_of_the_closure(files: Mapping[str, bytes]) -> None:
    part = take_subset(files, "models", ("PromotionCode",))
    assert {"models/customer.py", "models/deleted_customer.py", "models/coupon.py"} <= part.keys()
    assert "models/promotion_code_list.py" not in part


@pytest.mark.parametrize(("only", "include"), [("", ("Nope",)), ("", ("Coupn",)), ("", ("coupon",))])
def test_unknown_models_are_rejected(files: Mapping[str, bytes], only: str, include: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="no model or resource named"):
        take_subset(files, only, include)


def test_missing_parts_are_rejected(files: Mapping[str, bytes]) -> None:
    models = take_subset(files, "models", ())
    with pytest.raises(UsageError, match="the source has no server"):
        take_subset(models, "server", ())
    with pytest.raises(UsageError, match="the source has no models"):
        take_subset({"a.py": b""}, "models", ())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("only", "include"),
    [("models", ()), ("client", ()), ("server", ()), ("", ("promotion_codes",)), ("", ("Coupon*",))],
)
def test_reference_pages_are_left_out(files: Mapping[str, bytes], only: str, include: tuple[str, ...]) -> None:
    pages = {"docs/index.md": b"# A\n", "docs/promotion_codes.md": b"# B\n"}
    assert take_subset({**files, **pages}, only, include) == take_subset(files, only, include)
    assert take_subset({**files, **pages}, "", ()) == {**files, **pages}
