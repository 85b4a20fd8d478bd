"""Imports untrusted generated packages in forked processes without network, with limits on memory and time.

``python -m tests.support.sandboxed SECONDS`` reads packages from standard input and writes results to standard output
for ``sandbox.Sandbox``. Common imports (pydantic, the libraries of client and server, the compiled runtime) are loaded
once; each package is then imported in a fork of its own: every module is imported, every model is built, and every type
of an operation is resolved.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import importlib.abc
import importlib.util
import os
import resource
import select
import signal
import sys
import traceback
import warnings
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import IO, Any, Literal, get_args, get_origin

from tests.support.sandbox import Imported, receive, send

PACKAGE, PAYLOAD = "pkg", "pwned_call"
MEMORY = 2 * 1024**3
_WARM = (
    "anyio.to_thread",
    "fastapi",
    "fastapi.openapi.docs",
    "httpx2",
    "multipart",
    "pydantic",
    "pydantic_core",
    "starlette.routing",
    "zoneinfo",
)
_REFUSED = (
    "ctypes.",
    "fcntl.",
    "ftplib.",
    "http.client.",
    "mmap.",
    "os.",
    "pty.",
    "shutil.",
    "signal.",
    "smtplib.",
    "socket.",
    "sqlite3.",
    "subprocess.",
    "syslog.",
    "tempfile.",
    "urllib.",
    "webbrowser.",
)
_HARMLESS = frozenset({"os.listdir", "os.scandir", "os.walk", "os.fwalk", "socket.__new__", "socket.gethostname"})


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports a package from memory."""

    def __init__(self, files: Mapping[str, bytes], compiled: Mapping[bytes, CodeType]) -> None:
        self._compiled = compiled
        self._files = {
            f"{PACKAGE}.{path.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}": content
            for path, content in files.items()
            if path.endswith(".py") and path != "__init__.py"
        }
        self._files[PACKAGE] = files["__init__.py"]
        self._packages = {PACKAGE} | {
            f"{PACKAGE}.{path.removesuffix('/__init__.py').replace('/', '.')}"
            for path in files
            if path.endswith("/__init__.py")
        }

    @property
    def names(self) -> Sequence[str]:
        return sorted(self._files)

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        del path, target
        if name not in self._files:
            return None
        place = f"/nowhere/{name.replace('.', '/')}.py"
        return importlib.util.spec_from_loader(name, self, origin=place, is_package=name in self._packages)

    def is_package(self, fullname: str) -> bool:
        return fullname in self._packages

    def get_source(self, fullname: str) -> str:
        return self._files[fullname].decode()

    def get_code(self, fullname: str) -> CodeType:
        content = self._files[fullname]
        known = self._compiled.get(content)
        return known or compile(content, f"/nowhere/{fullname}.py", "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = f"/nowhere/{module.__name__.replace('.', '/')}.py"
        exec(self.get_code(module.__name__), module.__dict__)  # noqa: S102 - to run it is what this process is for


class RefusedError(BaseException):
    """A package did something that generated packages never do."""


def _guard(known: frozenset[str]) -> None:
    """Forbid network, processes, writing, and modules that packages do not need."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "import":
            if arguments[0].partition(".")[0] not in known:
                message = f"it imports {arguments[0]!r}"
                raise RefusedError(message)
        elif event == "open":
            if isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                message = f"it writes {arguments[0]!r}"
                raise RefusedError(message)
        elif event.startswith(_REFUSED) and event not in _HARMLESS:
            message = f"it does {event}"
            raise RefusedError(message)

    def payload(*_: object) -> None:
        message = "it ran the payload"
        raise RefusedError(message)

    setattr(builtins, PAYLOAD, payload)
    sys.addaudithook(refuse)


def _look(finder: _Finder) -> Imported:
    for name in finder.names:
        importlib.import_module(name)
    models = importlib.import_module(f"{PACKAGE}.models")
    pydantic = importlib.import_module("pydantic")
    classes: dict[str, dict[str, frozenset[object]]] = {}
    for name in models.__all__:
        kind = getattr(models, name)
        assert pydantic.TypeAdapter(kind).core_schema
        if isinstance(kind, type) and issubclass(kind, pydantic.BaseModel):
            kind.model_rebuild()  # completes the fields of recursive classes
            classes[name] = {
                key if item.alias is None else item.alias: frozenset(_literals(item.annotation))
                for key, item in kind.model_fields.items()
            }
    routes = importlib.import_module(f"{PACKAGE}.server._app")._ROUTES
    for route in routes:
        for thunk in _thunks(route.operation):
            assert pydantic.TypeAdapter(thunk()) is not None
    operations = {route.operation.id: frozenset(param.name for param in route.operation.params) for route in routes}
    facts: set[tuple[str, ...]] = set()
    if f"{PACKAGE}._api" in finder.names:
        api = importlib.import_module(f"{PACKAGE}._api").API
        facts |= {("scheme", scheme.name) for scheme in api.security} | {("server", api.base_url.rstrip("/"))}
    facts |= {fact for route in routes for fact in _facts(route.operation)}
    return Imported(models=classes, operations=operations, facts=frozenset(facts))


def _facts(operation: Any) -> list[tuple[str, ...]]:
    """Return the facts of an operation, in the form of ``inventory.facts``."""
    made: list[tuple[str, ...]] = [(operation.id, str(param.where), param.name) for param in operation.params]
    made += [(operation.id, "body", item.content_type) for item in (operation.body.media if operation.body else ())]
    made += [(operation.id, "reply", reply.status) for reply in operation.responses]
    made += [(operation.id, "reply", r.status, item.content_type) for r in operation.responses for item in r.media]
    return made + [(operation.id, "security", name) for names in operation.security for name in names]


def _literals(kind: Any) -> list[object]:
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [value for part in get_args(kind) for value in _literals(part) if not isinstance(part, str)]


def _thunks(operation: Any) -> list[Any]:
    media = [*(operation.body.media if operation.body else ()), *(m for r in operation.responses for m in r.media)]
    given = [operation.query, *(param.type for param in operation.params), *(item.type for item in media)]
    return [thunk for thunk in given if thunk is not None]


def _child(files: Mapping[str, bytes], compiled: Mapping[bytes, CodeType], answer: IO[bytes]) -> None:
    """Import a package and report its content; then exit the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    finder = _Finder(files, compiled)
    sys.meta_path.insert(0, finder)
    warnings.simplefilter("error")
    _guard(frozenset({PACKAGE, *sys.stdlib_module_names, *(name.partition(".")[0] for name in sys.modules)}))
    try:
        made = _look(finder)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the answer
        made = Imported(problem="".join(traceback.format_exception(error, limit=-6)))
    send(answer, made)


def _load(files: Mapping[str, bytes], compiled: dict[bytes, CodeType], seconds: float) -> Imported:
    for path, content in files.items():
        if path.startswith("_runtime/") and content not in compiled:
            name = f"/nowhere/{PACKAGE}/{path}"
            compiled[content] = compile(content, name, "exec", dont_inherit=True)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        with os.fdopen(writer, "wb") as answer:
            _child(files, compiled, answer)
            answer.flush()
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        ready, _, _ = select.select([answer], [], [], seconds)
        made = receive(answer) if ready else Imported(problem=f"it takes more than {seconds:g} seconds")
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return made if isinstance(made, Imported) else Imported(problem=f"it ended the process: {status}")


def serve(seconds: float) -> None:
    """Process packages until the input ends. ``seconds`` is the time limit per package."""
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # keep output of packages apart from results
    for name in _WARM:
        importlib.import_module(name)
    compiled: dict[bytes, CodeType] = {}
    gc.freeze()
    while (files := receive(stdin)) is not None:
        assert isinstance(files, dict)
        send(stdout, _load(files, compiled, seconds))


if __name__ == "__main__":
    serve(float(sys.argv[1]))
