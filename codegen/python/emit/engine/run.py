"""Runs datamodel-code-generator; no other module imports it."""

from __future__ import annotations

import json
import re
import warnings
from typing import TYPE_CHECKING

from datamodel_code_generator import generate
from datamodel_code_generator.config import GenerateConfig
from datamodel_code_generator.enums import DataModelType, InputFileType
from datamodel_code_generator.format import PythonVersion
from datamodel_code_generator.parser import LiteralType

from codegen.core.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.core.json import Json

MODEL_TYPES = {
    "plain": DataModelType.PydanticV2BaseModel,
    "dataclass": DataModelType.DataclassesDataclass,
    "msgspec": DataModelType.MsgspecStruct,
    "typed-dict": DataModelType.TypingTypedDict,
}
_REBUILD = re.compile(r"^\w+\.model_rebuild\(\)$")


def run_engine(document: Mapping[str, Json], kind: str, aliases: Mapping[str, str]) -> str:
    """Return the unformatted module with all classes of a document, without header.

    Raises ``InternalError`` when the engine rejects the document or returns several modules: both are errors of this
    program, not of the input.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = generate(json.dumps(document), config=_config(kind, aliases))
        except Exception as error:
            msg = f"the models engine rejected its document: {type(error).__name__}: {error}"
            raise InternalError(msg) from error
    if not isinstance(result, str):
        msg = "the models engine did not return one module"
        raise InternalError(msg)
    lines = result.splitlines()
    start = next(index for index, line in enumerate([*lines, ""]) if not line.startswith("#"))
    return "\n".join(line for line in lines[start:] if not _REBUILD.match(line)).strip() + "\n"


def _config(kind: str, aliases: Mapping[str, str]) -> GenerateConfig:
    return GenerateConfig(
        input_file_type=InputFileType.OpenAPI,
        output_model_type=MODEL_TYPES[kind],
        formatters=[],
        disable_timestamp=True,
        target_python_version=PythonVersion.PY_311,
        custom_class_name_generator=lambda name: name,
        aliases=dict(aliases),
        allow_population_by_field_name=kind == "plain",
        extra_fields="allow" if kind == "plain" else None,
        enum_field_as_literal=LiteralType.All,
        use_annotated=True,
        field_constraints=True,
        use_schema_description=True,
        use_field_description=True,
        use_standard_collections=True,
        use_union_operator=True,
        use_exact_imports=True,
        use_type_alias=True,
        keep_model_order=True,
        custom_file_header="",
    )
