from __future__ import annotations

from pathlib import Path

import pytest

from codegen.config import Config, Selection, find_config, load_config, target_from_flags
from codegen.config.target import KEYS, SELECTION_KEYS
from codegen.core.diagnostic import Diagnostics
from codegen.core.options import NO_OPTIONS
from codegen.python.parts import PARTS

_ROOT = Path(__file__).parents[2]


def load(folder: Path, text: str, name: str = "codegen.toml") -> tuple[Config | None, list[str]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    found = Diagnostics()
    config = load_config(path, found, PARTS)
    lines = [f"{item.location.line}:{item.location.column} {item.code}: {item.message}" for item in found]
    return config, [f"{at} ({item.hint})" if item.hint else at for at, item in zip(lines, found, strict=True)]


def test_defaults(tmp_path: Path) -> None:
    config, found = load(tmp_path, '[targets.shop]\nspec = "spec/../openapi.yaml"\n')
    assert found == []
    assert config is not None
    (target,) = config.targets
    assert (target.name, target.package, target.spec) == ("shop", "shop", "openapi.yaml")
    assert target.folder == tmp_path / "generated" / "shop"
    assert (target.emit, target.formatter, target.authority) == (("models", "client", "server"), "black", "document")
    assert not target.include
    assert target.options == NO_OPTIONS


def test_every_key(tmp_path: Path) -> None:
    config, found = load(
        tmp_path,
        """
        [targets.x]
        spec = "api.yaml"
        tables = ["tables/*.md"]
        overlays = ["x/../overlay.yaml"]
        output = "../out"
        package = "shop"
        emit = ["client", "models"]
        formatter = "ruff"
        authority = "tables"
        authority_overrides = { promotion_code = "document" }
        names = { "#/components/schemas/foo" = "Foo", "GET /v1/x" = "x.list" }
        include = { tags = ["a"], paths = ["/v1/*"] }
        exclude.operations = ["DELETE *"]
        [targets.x.client]
        version_header = "Stripe-Version"
        idempotency_header = "Idempotency-Key"
        env_prefix = "STRIPE"
        headers = { "X-A" = "b" }
        """,
    )
    assert found == []
    assert config is not None
    (target,) = config.targets
    assert target.folder == tmp_path.parent / "out" / "shop"
    assert target.tables == ("tables/*.md",)
    assert target.overlays == ("overlay.yaml",)
    assert target.emit == ("models", "client")
    assert target.authority_overrides == {"promotion_code": "document"}
    assert target.names["GET /v1/x"] == "x.list"
    assert target.include == Selection(tags=("a",), paths=("/v1/*",))
    assert target.exclude == Selection(operations=("DELETE *",))
    assert target.options.table("client", "headers") == {"X-A": "b"}
    assert target.options.text("client", "env_prefix") == "STRIPE"


@pytest.mark.parametrize("table", ["codegen", "spec-codegen"])
def test_pyproject(tmp_path: Path, table: str) -> None:
    text = f'[project]\nname = "x"\n[tool.{table}.targets.shop]\nspec = "a.yaml"\nemits = []\n'
    _, found = load(tmp_path, text, "pyproject.toml")
    assert found == ["5:1 unknown-config-key: unknown key 'emits' (did you mean 'emit'?)"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[targets.x\n", ["1:11 config-syntax: expected ']' at the end of a table declaration"]),
        ("a = ", ["1:5 config-syntax: invalid value"]),
        ("a = '''", ["1:8 config-syntax: expected \"'''\""]),
        ("a = 1\na = 2", ["2:6 config-syntax: cannot overwrite a value"]),
        ("", ["1:1 config-invalid: no target is configured (add a [targets.NAME] table with a spec)"]),
        ("target = 1", ["1:1 unknown-config-key: unknown key 'target' (did you mean 'targets'?)"]),
        ("targets = 1", ["1:1 config-invalid: 'targets': must be a table"]),
        ("[targets.x]", ["1:2 config-invalid: the target 'x' has no spec and no tables (set spec, tables, or both)"]),
        ("[targets.x]\nspec = 1", ["2:1 config-invalid: 'spec': must be a string"]),
        ("[targets.x]\nspec = ''", ["2:1 config-invalid: 'spec': must be a path"]),
        (
            "[targets.x-y]\nspec='a'",
            ["1:2 config-invalid: 'x-y' is not a valid Python package name (set package)"],
        ),
        (
            "[targets.x]\nspec='a'\npackage='class'",
            ["3:1 config-invalid: 'package': 'class' is not a valid Python package name"],
        ),
        ("[targets.x]\nspec='a'\ntables='b'", ["3:1 config-invalid: 'tables': must be a list of strings"]),
        ("[targets.x]\nspec='a'\ntables=[\n'b',\n2]", ["5:1 config-invalid: 'tables': must contain strings only"]),
        (
            "[targets.x]\nspec='a'\nemit=['models', 'cleint']",
            ["3:17 config-invalid: 'emit': unknown value 'cleint' (did you mean 'client'?)"],
        ),
        ("[targets.x]\nspec='a'\nemit=[]", ["3:1 config-invalid: 'emit': must not be empty"]),
        (
            "[targets.x]\nspec='a'\ngrouping='tag'",
            ["3:1 config-invalid: 'grouping': must be one of extensions, path, tags (did you mean 'tags'?)"],
        ),
        (
            "[targets.x]\nspec='a'\nnaming='operationid'\npositional=true",
            [
                "3:1 config-invalid: 'naming': must be one of auto, path, operation_id (did you mean 'operation_id'?)",
                "4:1 config-invalid: 'positional': must be one of all, last (expected one of: all, last)",
            ],
        ),
        (
            "[targets.x]\nspec='a'\nformatter='blac'",
            ["3:1 config-invalid: 'formatter': must be one of black, ruff, none (did you mean 'black'?)"],
        ),
        (
            "[targets.x]\nspec='a'\n[targets.x.authority_overrides]\ny='z'",
            ["4:1 config-invalid: 'y': must be one of document, tables (expected one of: document, tables)"],
        ),
        (
            "[targets.x]\nspec='a'\nnames={a='b.1'}",
            ["3:8 config-invalid: 'a': '1' is not a valid Python name"],
        ),
        (
            "[targets.x]\nspec='a'\n[targets.x.arguments]\n'GET /a' = ['id', 'b=1c', '*', 'id']\nb = 'c'",
            [
                "4:19 config-invalid: 'GET /a': '1c' is not a valid Python name",
                "4:32 config-invalid: 'GET /a': 'id' is listed twice",
                "5:1 config-invalid: 'b': must be a list of strings",
            ],
        ),
        (
            "[targets.x]\nspec='a'\nclient={base_url='api.example.com'}",
            ["3:9 config-invalid: 'base_url': must be an absolute URL such as https://api.example.com"],
        ),
        (
            "[targets.x]\nspec='a'\nclient={header={}}",
            ["3:9 unknown-config-key: unknown key 'header' (did you mean 'headers'?)"],
        ),
        (
            "[targets.x]\nspec='a'\nclient={headers={'a b'='c\\n', D=\"e\\n\"}, env_prefix='1'}",
            [
                "3:18 config-invalid: 'a b': is not a valid header name",
                "3:31 config-invalid: 'D': must be printable ASCII",
                "3:41 config-invalid: 'env_prefix': must be upper-case letters, digits and underscores",
            ],
        ),
        (
            "[targets.x]\nspec='a'\n[targets.y]\nspec='b'\npackage='x'",
            ["3:2 config-invalid: 'y': writes to the same folder as the target 'x' (set another output or package)"],
        ),
    ],
)
def test_errors_are_reported_with_their_location(tmp_path: Path, text: str, expected: list[str]) -> None:
    config, found = load(tmp_path, text)
    assert found == expected
    assert config is None


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for name, content, code in (("gone", None, "file-not-found"), ("b.toml", b"\xff", "not-text")):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        found = Diagnostics()
        assert load_config(tmp_path / name, found, PARTS) is None
        assert [item.code for item in found] == [code]
    found = Diagnostics()
    assert load_config(tmp_path, found, PARTS) is None
    assert [item.code for item in found] == ["file-unreadable"]


def test_deep_nesting_is_a_syntax_error(tmp_path: Path) -> None:
    assert load(tmp_path, "a = " + "[" * 100_000 + "]" * 100_000)[1] == [
        "0:0 config-syntax: values are nested too deeply"
    ]


@pytest.mark.parametrize("table", ["codegen", "spec-codegen"])
def test_the_nearest_configuration_is_found(tmp_path: Path, table: str) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_config(below) is None or tmp_path not in find_config(below).parents  # type: ignore[union-attr]
    (tmp_path / "codegen.toml").touch()
    assert find_config(below) == tmp_path / "codegen.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert find_config(below) == tmp_path / "codegen.toml"
    (tmp_path / "a" / "pyproject.toml").write_text(f"[tool.{table}]\n")
    assert find_config(below) == tmp_path / "a" / "pyproject.toml"
    (tmp_path / "a" / "b" / "pyproject.toml").write_text("tool = 3")
    assert find_config(below) == tmp_path / "a" / "pyproject.toml"


def test_flags_do_not_depend_on_the_current_folder(tmp_path: Path) -> None:
    one = target_from_flags("spec/Pet-Store v2.yaml", cwd=tmp_path, tables=["tables/*.md"], output="out")
    other = target_from_flags(
        "../spec/Pet-Store v2.yaml", cwd=tmp_path / "x", tables=["../tables/*.md"], output="../out"
    )
    assert one == other
    assert (one.package, one.spec, one.tables) == ("pet_store_v2", "Pet-Store v2.yaml", ("../tables/*.md",))
    assert one.folder == tmp_path / "out" / "pet_store_v2"


def test_flags_without_a_valid_package_name_are_rejected(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'1' is not a valid Python package name: choose one with --package"):
        target_from_flags("1.yaml", cwd=tmp_path)
    with pytest.raises(ValueError, match="'a-b' is not a valid"):
        target_from_flags("1.yaml", cwd=tmp_path, package="a-b")


def test_the_settings_digest_covers_the_settings_that_change_the_output(tmp_path: Path) -> None:
    def digest(text: str) -> str:
        config, _ = load(tmp_path, text)
        assert config is not None
        return config.targets[0].settings_digest

    base = digest("[targets.x]\nspec='a'")
    assert base == digest("[targets.y]\nspec='b'\npackage='x'\noutput='z'")
    for line in (
        "formatter='none'",
        "emit=['models']",
        "names={a='B'}",
        "grouping='tags'",
        "naming='operation_id'",
        "positional='last'",
        "include={tags=['a']}",
        "client={env_prefix='A'}",
        "pagination={'GET /a'={kind='none'}}",
        "[tables]\ninferred=true",
    ):
        assert digest(f"[targets.x]\nspec='a'\n{line}") != base


def test_every_key_is_documented() -> None:
    text = (_ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    of_parts = [
        key for part in PARTS if part.selectable for key in (part.name, *(option.name for option in part.options))
    ]
    missing = [
        key for key in (*KEYS, *SELECTION_KEYS, *of_parts) if f"`{key}`" not in text and f'`"{key}"`' not in text
    ]
    assert missing == []
