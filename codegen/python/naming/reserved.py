"""Names that generated code needs for itself, whatever its parts are."""

from __future__ import annotations

import builtins
import keyword

from pydantic import BaseModel

from codegen.python.reserved import Reserved, merged

BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))

ANNOTATION_NAMES = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str", "tuple"})
"""Builtins that annotations of models are made of: a field of that name would hide them from the fields below it."""

MODEL_FIELDS = (
    frozenset(name for kind in (BaseModel, type(BaseModel)) for name in dir(kind) if not name.startswith("_"))
    | ANNOTATION_NAMES
)
"""Attributes of pydantic models and of their metaclass (``register``, ``mro``), which a field must not hide."""

MODULES = frozenset({"con", "prn", "aux", "nul"}) | frozenset(
    f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)
)
"""Device names of Windows, which no file may have."""

_ALWAYS = Reserved(
    model_classes=BUILTINS,
    resource_classes=BUILTINS,
    model_modules=MODULES,
    resource_modules=MODULES,
    methods=frozenset(keyword.kwlist),
)


def complete(reserved: Reserved) -> Reserved:
    """Return what the parts reserve, with what Python and file systems do."""
    return merged((_ALWAYS, reserved))
