"""Names reserved in generated code independently of its parts."""

from __future__ import annotations

import builtins
import keyword

from pydantic import BaseModel

from codegen.python.reserved import Reserved, merged

BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))

ANNOTATION_NAMES = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str", "tuple"})
"""Builtins used in annotations of models: a field of that name would shadow them for the fields after it."""

_ALIASED = frozenset({"date_aliased", "datetime_aliased"})
"""Names under which the models engine imports types that a field would shadow."""

MODEL_FIELDS = (
    frozenset(name for kind in (BaseModel, type(BaseModel)) for name in dir(kind) if not name.startswith("_"))
    | ANNOTATION_NAMES
    | _ALIASED
)
"""Attributes of pydantic models and of their metaclass (``register``, ``mro``), which a field must not shadow."""

MODULES = frozenset({"con", "prn", "aux", "nul"}) | frozenset(
    f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)
)
"""Windows device names, which are invalid as file names."""

_ALWAYS = Reserved(
    model_classes=BUILTINS,
    resource_classes=BUILTINS,
    model_modules=MODULES,
    resource_modules=MODULES,
    methods=frozenset(keyword.kwlist),
)


def complete(reserved: Reserved) -> Reserved:
    """Return the names that parts reserve together with those that Python and file systems reserve."""
    return merged((_ALWAYS, reserved))
