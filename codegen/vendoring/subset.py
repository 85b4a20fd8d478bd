"""Take a subset of a generated package: the requested parts, and every module that they import."""

from __future__ import annotations

import ast
import difflib
import fnmatch
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.python.emit.lazy import lazy_package
from codegen.python.render import format_files
from codegen.vendoring.modules import INIT, Package, lazy_table
from codegen.vendoring.resources import choose, keep_resources, resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_CLIENT = frozenset(
    {
        *("models", "Ref", "Client", "AsyncClient", "ClientCredentials", "errors", "params", "Omit", "omit"),
        *("RequestOptions", "testing", "webhooks"),
    }
)
PARTS: Mapping[str, frozenset[str]] = {
    "models": frozenset({"models", "Ref"}),
    "client": _CLIENT,
    "server": frozenset({"models", "Ref", "server"}),
}
"""Names at the top of a package that ``--only`` keeps."""

_ALL = _CLIENT | PARTS["server"]
_WHOLE_API = frozenset({"testing", "webhooks"})  # modules that import every resource or event
_MODELS = f"models/{INIT}"


def take_subset(files: Mapping[str, bytes], only: str, include: Sequence[str]) -> dict[str, bytes]:
    """Return the files of a subset of a package.

    ``only`` is a key of ``PARTS`` or empty for all; ``include`` are shell patterns of model classes and of resources,
    which exclude all others. Unused modules are dropped, and packages export the remaining names. Raises ``UsageError``
    for unknown names.
    """
    if not only and not include:
        return dict(files)
    package = Package(files)
    top = package.lazy(INIT) if INIT in files else {}
    known = resources(package)
    modules = {name: choose(known, name) for name in include}
    chosen = set().union(*modules.values())
    _refuse_unknown(package, known, [name for name, found in modules.items() if not found])
    part = only or ("" if chosen or not include else "models")
    wanted = PARTS.get(part, _ALL) - (_WHOLE_API if chosen else frozenset())
    if not top or (only and not any(name in top for name in wanted - {"models", "Ref"} or wanted)):
        msg = f"the source has no {only or 'models'}"
        raise UsageError(msg)
    rewritten: set[str] = set()
    if chosen:
        package, rewritten = keep_resources(package, known, chosen)
    shown = {name: top[name] for name in top if name in wanted}
    keep = package.closure(_roots(package, shown, include, chosen))
    result = {path: content for path, content in package.files.items() if path in keep or _is_data_of(path, keep)}
    names = {name for name, place in shown.items() if place in keep}
    return result | _formatted(package, rewritten & keep) | _packages(package, keep, names)


def _refuse_unknown(package: Package, known: Iterable[str], patterns: Sequence[str]) -> None:
    """Raise ``UsageError`` for a pattern that matches no model and no resource."""
    names = [*(package.lazy(_MODELS) if _MODELS in package.files else ()), *known]
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(name, pattern) for name in names):
            near = difflib.get_close_matches(pattern, names, n=1)
            msg = f"no model or resource named {pattern!r}{f': did you mean {near[0]!r}?' if near else ''}"
            raise UsageError(msg)


def _roots(package: Package, top: Mapping[str, str], include: Sequence[str], chosen: Iterable[str]) -> list[str]:
    """Return the files to start from."""
    models = package.lazy(_MODELS) if _MODELS in package.files else {}
    places = {place for path in set(top.values()) for place in package.lazy(path).values()}
    if not include:
        return [INIT, *top.values(), *places]
    named = [place for name, place in models.items() if any(fnmatch.fnmatchcase(name, item) for item in include)]
    modules = [f"{folder}{name}.py" for name in chosen for folder in ("resources/", "server/")]
    if "client" not in _parts(top) and "server" not in _parts(top):
        reached = package.closure(modules)
        return [
            INIT,
            _MODELS,
            "_runtime/shared/ref.py",
            *named,
            *(place for place in models.values() if place in reached),
        ]
    code = [place for place in top.values() if place not in {_MODELS, "params/" + INIT}]
    server = [place for place in places if place.startswith(("server/", "_runtime/"))]
    selected = [path for path in modules if path.partition("/")[0].replace("resources", "client") in _parts(top)]
    return [INIT, _MODELS, *code, *server, *selected, *named]


def _parts(top: Mapping[str, str]) -> set[str]:
    return {part for part, name in (("client", "Client"), ("server", "server")) if name in top}


def _is_data_of(path: str, keep: set[str]) -> bool:
    """Return whether a data file belongs to a folder whose modules are kept."""
    if path.endswith(".py"):
        return False
    folder = path.rpartition("/")[0]
    modules = (other for other in keep if not other.endswith(INIT))
    return not folder or any(other.rpartition("/")[0] == folder for other in modules)


def _formatted(package: Package, paths: Iterable[str]) -> dict[str, bytes]:
    texts = {path: package.files[path].decode() for path in paths}
    return {path: text.encode() for path, text in format_files(texts, "black").items()}


def _packages(package: Package, keep: set[str], shown: set[str]) -> dict[str, bytes]:
    """Return the ``__init__`` of lazy packages with the remaining names."""
    texts: dict[str, str] = {}
    for path in sorted(keep):
        places = package.lazy(path)
        left = {name for name in places if places[name] in keep and (path != INIT or name in shown)}
        if not places or left == set(places):
            continue
        table = lazy_table(package.tree(path))
        doc = ast.get_docstring(package.tree(path)) or ""
        code = lazy_package(doc, {name: table[name] for name in left}, up="." * (path.count("/") + 1))
        texts[path] = str(code)
    return {path: text.encode() for path, text in format_files(texts, "black").items()}
