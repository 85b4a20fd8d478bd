"""Runs datamodel-code-generator; no other module imports it.

The engine provides structure: one module per root definition, the order of classes, type hints and their imports. The
text of classes comes from ``templates/models``; names, defaults, constraints and docstrings come from the IR.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from typing import TYPE_CHECKING, cast

from datamodel_code_generator import generate
from datamodel_code_generator.config import GenerateConfig
from datamodel_code_generator.enums import DataModelType, InputFileType
from datamodel_code_generator.format import PythonVersion
from datamodel_code_generator.parser import LiteralType

from codegen.core.errors import InternalError
from codegen.python.code import Code, trusted_template
from codegen.python.emit.formats import RUNTIME
from codegen.python.emit.models.synthetic import PACKAGE
from codegen.python.render.places import templates_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.core.json import Json
    from codegen.python.emit.models.views import ClassView

_IMPORT = re.compile(r"^from (\S+) import (.+)$")
_REBUILD = re.compile(r"^\w+\.model_rebuild\(\)$")


def run_engine(document: dict[str, Json], views: Mapping[str, ClassView]) -> dict[str, Code]:
    """Return the unformatted code of each models module by module name, without header.

    ``views`` holds the values of the class template by component key. Raises ``InternalError`` when the engine rejects
    the synthetic document or does not return modules: both are errors of this program, not of the input.
    """
    data = {
        key: {
            "doc": view.doc,
            "places": view.fields,
            "extra": view.extra,
            "closed": view.closed,
            "nullable": view.nullable,
            "filled": view.filled,
            "required": view.required,
            "withheld": view.withheld,
            "rule": view.rule,
        }
        for key, view in views.items()
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = generate(json.dumps(document), config=_config(data))
        except Exception as error:
            msg = f"the models engine rejected the synthetic document: {type(error).__name__}: {error}"
            raise InternalError(msg) from error
    if not isinstance(result, dict):
        msg = "the models engine did not return modules"
        raise InternalError(msg)
    modules = cast("Mapping[tuple[str, ...], str]", result)
    return {path[0].removesuffix(".py"): _clean(text) for path, text in modules.items() if path != ("__init__.py",)}


def _config(data: dict[str, dict[str, object]]) -> GenerateConfig:
    return GenerateConfig(
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        formatters=[],
        disable_timestamp=True,
        target_python_version=PythonVersion.PY_311,
        base_class=f"{PACKAGE}.{RUNTIME}.model.Model",
        custom_class_name_generator=lambda name: name,
        custom_template_dir=templates_root() / "models",
        extra_template_data=data,  # type: ignore[arg-type]
        enum_field_as_literal=LiteralType.All,
        use_annotated=True,
        field_constraints=True,
        use_standard_collections=True,
        use_union_operator=True,
        use_typed_nullable_map_values=True,
        use_exact_imports=True,
        use_type_alias=True,
        custom_file_header="",
    )


def _clean(text: str) -> Code:
    """Remove the engine's header and ``model_rebuild`` calls, and make imports of the output's package relative."""
    lines: list[str] = []
    for line in text.splitlines():
        found = _IMPORT.match(line)
        if line.startswith("#") and not lines:
            continue
        if found and found.group(1).startswith(PACKAGE + "."):
            module = found.group(1).removeprefix(PACKAGE + ".")
            relative = "." + module.removeprefix("models.") if module.startswith("models.") else ".." + module
            lines.append(f"from {relative} import {found.group(2)}")
        elif not _REBUILD.match(line):
            lines.append(line)
    return trusted_template("\n".join(lines).strip() + "\n")


def split_imports(code: Code) -> tuple[list[tuple[str, str]], Code]:
    """Split a module into the (module, name) pairs that it imports, and the remaining text."""
    tree = ast.parse(code)
    pairs: list[tuple[str, str]] = []
    last = 0
    for statement in tree.body:
        if not isinstance(statement, ast.ImportFrom):
            break
        last = statement.end_lineno or last
        module = "." * statement.level + (statement.module or "")
        pairs.extend(
            (module, alias.name + (f" as {alias.asname}" if alias.asname else "")) for alias in statement.names
        )
    return pairs, trusted_template("\n".join(code.split("\n")[last:]).strip() + "\n")
