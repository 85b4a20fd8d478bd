"""Writes the document of an application to a file. Runs in a process of its own, with the standard library only.

Arguments: module, attribute path, result file, maximum number of bytes. The first line of the result is ``document`` or
``problem``; the text follows.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import inspect
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from types import ModuleType

_DEPTH = 4
_MAX_PROBLEM = 2000


class NoDocumentError(Exception):
    """An object has no document."""


def document_of(value: object, module: ModuleType, depth: int = _DEPTH) -> object:
    """Return the document of an object: a dict, or text. Raises ``NoDocumentError``."""
    if isinstance(value, (dict, str)):
        return value
    if not depth:
        msg = "the object makes another object again and again, and no document"
        raise NoDocumentError(msg)
    made = asyncio.run(_wait(value)) if inspect.isawaitable(value) else _made(value, module)
    if made is None:
        msg = (
            f"an object of the type {type(value).__name__} has no openapi(): name a function that returns the document"
        )
        raise NoDocumentError(msg)
    return document_of(made, module, depth - 1)


async def _wait(value: Awaitable[object]) -> object:
    return await value


def _made(value: object, module: ModuleType) -> object:
    """Return what an application, a generator of schemas or a factory makes; None for another object."""
    if inspect.isroutine(value) or inspect.isclass(value) or isinstance(value, functools.partial):
        return value()
    for make in (_openapi, _litestar, _starlette, _dumped):
        if (made := make(value, module)) is not None:
            return made
    return None


def _openapi(value: object, _: ModuleType) -> object:
    """Return ``value.openapi()``, as of FastAPI, or the attribute."""
    found = getattr(value, "openapi", None)
    return found() if callable(found) else found


def _litestar(value: object, _: ModuleType) -> object:
    """Return the schema of a Litestar application."""
    to_schema = getattr(getattr(value, "openapi_schema", None), "to_schema", None)
    return to_schema() if callable(to_schema) else None


def _starlette(value: object, module: ModuleType) -> object:
    """Return the schema that a generator of Starlette makes of the routes of an application.

    One of both is named; the other one is the only one in its module.
    """
    generator = value if hasattr(value, "get_schema") else _only(module, "get_schema")
    application = value if hasattr(value, "routes") else _only(module, "routes")
    if generator is None or application is None or value not in {generator, application}:
        return None
    return getattr(generator, "get_schema")(routes=getattr(application, "routes"))  # noqa: B009 - any object


def _dumped(value: object, _: ModuleType) -> object:
    """Return the value of a pydantic model."""
    dump = getattr(value, "model_dump", None)
    return dump(mode="json", by_alias=True, exclude_none=True) if callable(dump) else None


def _only(module: ModuleType, attribute: str) -> object:
    """Return the only object of a module, classes and modules apart, that has an attribute."""
    values = {id(item): item for item in vars(module).values() if not inspect.isclass(item)}
    found = [item for item in values.values() if not inspect.ismodule(item) and hasattr(item, attribute)]
    return found[0] if len(found) == 1 else None


def describe(error: BaseException, folder: str) -> str:
    """Return an exception with the last line of code in ``folder`` that it passed."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(folder + os.sep) and "site-packages" not in file:
            place = f" ({os.path.relpath(file, folder)}:{trace.tb_lineno})"
        trace = trace.tb_next
    return f"{type(error).__name__}: {error}{place}"


def make(module: str, name: str) -> str:
    """Return the document that an attribute path of a module names, as text."""
    loaded = importlib.import_module(module)
    value: object = functools.reduce(getattr, name.split("."), loaded)
    made = document_of(value, loaded)
    return made if isinstance(made, str) else json.dumps(made, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def main(module: str, name: str, result: str, most: str) -> None:
    """Write the result, and end the process with all of its threads."""
    folder = str(Path.cwd())
    sys.path.insert(0, folder)
    try:
        kind, text = "document", make(module, name).encode()
        if len(text) > int(most):
            kind, text = "problem", f"the document is larger than {most} bytes".encode()
    except NoDocumentError as error:
        kind, text = "problem", str(error).encode()
    except BaseException as error:  # noqa: BLE001 - SystemExit of the application, too
        kind, text = "problem", describe(error, folder)[:_MAX_PROBLEM].encode(errors="backslashreplace")
    Path(result).write_bytes(kind.encode() + b"\n" + text)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
