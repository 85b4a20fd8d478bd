"""Tests that the registry of parts is complete and consistent."""

from __future__ import annotations

import ast
from itertools import combinations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import InternalError
from codegen.python.assemble import emit_parts, report_parts
from codegen.python.emit.features import FEATURES, needed_features
from codegen.python.emitter import EmitInput, Emitted
from codegen.python.parts import PARTS, exports, find_parts, load_builder, load_report, public_modules
from tests.support.documents import emit_input, prepared
from tests.support.mutations import PETS

NAMES = [row.name for row in PARTS if row.selectable]
WEBHOOKS = "codegen.python.emit.webhooks:build_webhooks"
"""Returns nothing for a document without webhooks."""
BUILDERS = list(dict.fromkeys(path for row in PARTS if row.selectable for path in row.builders))


def ignore(_: str) -> None:
    """Ignore the steps."""


@pytest.fixture(scope="module")
def given() -> EmitInput:
    return emit_input(prepared(PETS), document=PETS)


@pytest.fixture(scope="module")
def whole(given: EmitInput) -> Emitted:
    return emit_parts(given, NAMES, ignore)


def test_parts_are_in_dependency_order() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for index, row in enumerate(PARTS):
        assert set(row.needs) <= set(NAMES[:index])


def test_no_names_mean_the_default_parts() -> None:
    default = [row.name for row in PARTS if row.default]
    assert [row.name for row in find_parts(())] == default == ["models", "client", "server"]
    assert [row.name for row in find_parts(["server"])] == ["models", "server"]
    with pytest.raises(KeyError):
        find_parts(["cleint"])


@pytest.mark.parametrize("row", PARTS, ids=lambda row: row.name)
def test_functions_of_a_row_exist(row: object) -> None:
    (part,) = (item for item in PARTS if item is row)
    assert all(callable(load_builder(path)) for path in part.builders)
    assert all(callable(load_report(path)) for path in part.reports)
    assert part.conditional.keys() <= part.exports.keys()
    assert {*part.conditional.values()} <= {feature.name for feature in FEATURES}


def test_no_file_has_two_builders(given: EmitInput) -> None:
    made = [load_builder(path)(given) for path in BUILDERS]
    assert [path for path, item in zip(BUILDERS, made, strict=True) if not item.code and not item.data] == [WEBHOOKS]
    for one, two in combinations(made, 2):
        assert not {*one.code, *one.data} & {*two.code, *two.data}


def test_a_file_of_two_emitters_is_an_internal_error(given: EmitInput) -> None:
    emitted = load_builder(BUILDERS[0])(given)
    with pytest.raises(InternalError, match="two emitters write models/"):
        emitted.update(load_builder(BUILDERS[0])(given))


@pytest.mark.slow
@pytest.mark.parametrize("part", NAMES)
def test_all_parts_equal_the_sum_of_each(given: EmitInput, whole: Emitted, part: str) -> None:
    some = emit_parts(given, [part], ignore)
    both = {path for path in some.code if path != "__init__.py"}
    assert both
    assert {path: whole.code[path] for path in both} == {path: some.code[path] for path in both}
    own = {path for path in some.data if not path.startswith("_runtime/")}  # each has what its parts use
    assert {path: whole.data[path] for path in own} == {path: some.data[path] for path in own}


def test_every_module_compiles_and_defines_its_names(whole: Emitted) -> None:
    for path, code in whole.code.items():
        compile(code, path, "exec", dont_inherit=True)
    assert whole.defines.keys() <= whole.code.keys()
    assert any(path.startswith("models/") for path in whole.defines)
    assert any(path.startswith("_operations/") for path in whole.defines)


@pytest.mark.slow
@pytest.mark.parametrize("part", NAMES)
def test_exports_and_public_modules_are_in_the_package(given: EmitInput, part: str) -> None:
    rows = find_parts([part])
    emitted = emit_parts(given, [part], ignore)
    files = {*emitted.code, *emitted.data}
    for name, target in exports(rows, needed_features(given, emitted.code.values())).items():
        module = target.rstrip(":").removeprefix(".").replace(".", "/")
        assert {f"{module}.py", f"{module}/__init__.py"} & files, name
    for name in {*public_modules(rows)} - {"webhooks"}:  # which this document does not have
        assert {f"{name}.py", f"{name}/__init__.py"} & files, name


@pytest.mark.slow
@pytest.mark.parametrize("part", NAMES)
def test_files_of_a_resource_match_the_row(given: EmitInput, part: str) -> None:
    (row,) = (item for item in PARTS if item.name == part)
    files = emit_parts(given, [part], ignore).code
    modules = [resource.module for resource in given.names.resources.values()]
    for template in row.per_resource:
        assert any(template.format(module) in files for module in modules), template
    for listing in row.listings:
        assert any(path == listing or path.startswith(listing) for path in files), listing
    assert set(row.whole) <= row.exports.keys()


def test_names_that_modules_import_are_reserved(whole: Emitted) -> None:
    """Check that names imported by resource modules are reserved for resource classes."""
    reserved = set[str]().union(*(row.reserved.resource_classes for row in PARTS))
    for path, code in whole.code.items():
        if path.startswith("resources/"):
            for node in ast.walk(ast.parse(code)):
                if isinstance(node, ast.ImportFrom) and "_runtime" in (node.module or ""):
                    names = {alias.name for alias in node.names if alias.name[0].isupper()}
                    assert names <= reserved, path


def test_steps_are_named_after_builders(given: EmitInput) -> None:
    steps: list[str] = []
    emit_parts(given, ["models"], steps.append)
    assert steps == ["models", "package"]


def test_reports_run_for_the_generated_parts(given: EmitInput) -> None:
    found = Diagnostics()
    report_parts(given, NAMES, found)
    assert not found.failed
