"""Imports the Python objects that a configuration names, and tries them, in a process of its own.

Reads a JSON list of requests from standard input, and writes one JSON line per request: what is wrong, if anything.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from types import new_class
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

if TYPE_CHECKING:
    from types import ModuleType

    from codegen.core.json import Json

_SHOWN = 60
_MODEL_METHODS = frozenset({"_validated", "__iter__"})
_UNCHANGEABLE = frozenset(
    {
        *("__init__", "__new__", "__init_subclass__", "__class_getitem__", "__getattr__", "__getattribute__"),
        *("__setattr__", "__delattr__", "__slots__", "__dict__", "__get_pydantic_core_schema__", "__iter__"),
        *("__get_pydantic_json_schema__", "__fields__", "__fields_set__"),
    }
)


def main() -> None:
    """Answer the requests on standard input; what the imported modules print is dropped."""
    requests: list[dict[str, Any]] = json.load(sys.stdin)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        with Path(os.devnull).open("w", encoding="utf-8") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
        for request in requests:
            answers.write(json.dumps(answer(request)) + "\n")
            answers.flush()


def answer(request: dict[str, Any]) -> dict[str, str]:
    """Return the problem of one request, and the file of its module."""
    try:
        module = importlib.import_module(request["module"])
    except BaseException as error:  # noqa: BLE001 - a module may raise anything
        return {"problem": f"{request['module']} cannot be imported: {_text(error)}", "file": ""}
    file = getattr(module, "__file__", None) or ""
    try:
        return {"problem": _PROBES[request["kind"]](module, request), "file": file}
    except BaseException as error:  # noqa: BLE001 - the code of a type may raise anything
        return {"problem": _text(error), "file": file}


def _text(error: BaseException) -> str:
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {line}" if line else type(error).__name__


def _try_type(module: ModuleType, request: dict[str, Any]) -> str:
    """Return why no sample value survives being read from JSON, and written."""
    if not hasattr(module, request["name"]):
        return f"{request['module']} has no {request['name']}"
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(module, request["name"]))
    problems: list[str] = []
    for sample in request["samples"]:
        problem = _round_trip(adapter, sample)
        if not problem:
            return ""
        problems.append(problem)
    return problems[0] if problems else "there is no sample value"


def _round_trip(adapter: TypeAdapter[Any], sample: Json) -> str:
    shown = json.dumps(sample)
    shown = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
    try:
        built = adapter.validate_json(json.dumps(sample), strict=True)
        adapter.validate_python(sample)
        adapter.validate_python(built)
    except Exception as error:  # noqa: BLE001 - validators may raise anything
        message = error.errors(include_input=False)[0]["msg"] if isinstance(error, ValidationError) else _text(error)
        return f"does not accept {shown}: {message}"
    written = json.loads(adapter.dump_json(built, by_alias=True, exclude_unset=True))
    return "" if written == sample else f"does not round-trip: {shown} becomes {json.dumps(written)}"


def _try_mixin(module: ModuleType, request: dict[str, Any]) -> str:
    """Return why a class cannot be a base class of a model."""
    if not hasattr(module, request["name"]):
        return f"{request['module']} has no {request['name']}"
    mixin: Any = getattr(module, request["name"])
    if not isinstance(mixin, type):
        return "is not a class"
    if issubclass(mixin, BaseModel):
        return "is a pydantic model; a mixin is a plain class"
    names = {name for base in mixin.__mro__[:-1] for name in vars(base)}
    clash = sorted(names & set(request["fields"]))
    if clash:
        return f"defines {clash[0]!r}, which is a field of {request['model']}"
    methods = {name for name in dir(BaseModel) if not name.startswith("__")} | _MODEL_METHODS | _UNCHANGEABLE
    clash = sorted((names - {"__dict__", "__slots__", "_abc_impl"}) & methods)
    if clash:
        return f"defines {clash[0]!r}, which is a method of every model"
    made: Any = new_class("Probe", (mixin, BaseModel))
    declared = sorted(made.model_fields)
    if declared:
        return f"declares the field {declared[0]!r}: annotate it below 'if TYPE_CHECKING:'"
    return ""


def _try_shared(module: ModuleType, request: dict[str, Any]) -> str:
    """Return which model a shared package lacks, or has with other fields."""
    for name, fields in request["models"].items():
        model = getattr(module, name, None)
        if model is None:
            return f"{request['module']} has no {name}"
        if fields is None or not isinstance(model, type) or not issubclass(model, BaseModel):
            continue
        known = {info.alias or key for key, info in model.model_fields.items()}
        other = sorted(known.symmetric_difference(fields))
        if other:
            return f"{request['module']}:{name} has other fields: {', '.join(other)}"
    return ""


_PROBES = {"type": _try_type, "mixin": _try_mixin, "shared": _try_shared}
