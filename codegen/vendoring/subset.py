"""Take a subset of a generated package: the requested parts, and every module that they import."""

from __future__ import annotations

import ast
import difflib
import fnmatch
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.python.emit.lazy import lazy_package
from codegen.python.parts import PARTS, exports, find_parts
from codegen.python.render import format_files
from codegen.vendoring.modules import INIT, Package, lazy_table
from codegen.vendoring.resources import choose, keep_resources, resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from codegen.python.parts import Part

SELECTABLE = tuple(row.name for row in PARTS if row.exports)
"""The parts that ``--only`` takes: those that are imported."""

_MODELS = f"models/{INIT}"
_PARAMS = f"params/{INIT}"
_REF = "_runtime/shared/ref.py"


def take_subset(files: Mapping[str, bytes], only: str, include: Sequence[str]) -> dict[str, bytes]:
    """Return the files of a subset of a package.

    ``only`` is one of ``SELECTABLE`` or empty for all; ``include`` are shell patterns of model classes and of
    resources, which leave out all other ones. Modules that nothing of the rest imports go, and packages export what is
    left.
    Raises ``UsageError`` for what is not there.
    """
    if not only and not include:
        return dict(files)
    package = Package(files)
    known = resources(package)
    chosen = _chosen(package, known, include)
    top = package.lazy(INIT)
    _refuse_absent(top, only)
    rewritten: set[str] = set()
    if chosen:
        package, rewritten = keep_resources(package, known, chosen)
    wanted = _exported(only, chosen, include)
    shown = {name: place for name, place in top.items() if name in wanted}
    keep = package.closure(_roots(package, shown, include, chosen))
    result = {path: content for path, content in package.files.items() if path in keep or _is_data_of(path, keep)}
    names = {name for name, place in shown.items() if place in keep}
    return result | _formatted(package, rewritten & keep) | _packages(package, keep, names)


def _chosen(package: Package, known: dict[str, str], include: Sequence[str]) -> set[str]:
    """Return the modules of the resources that patterns match. Raises ``UsageError`` for one that matches nothing."""
    modules = {pattern: choose(known, pattern) for pattern in include}
    _refuse_unknown(package, known, [pattern for pattern, found in modules.items() if not found])
    return set().union(*modules.values())


def _refuse_absent(top: Mapping[str, str], only: str) -> None:
    """Raise ``UsageError`` when a package exports nothing of the part that is asked for."""
    own = {name for row in PARTS if row.name == only for name in row.exports}
    if not top or (only and not own & top.keys()):
        msg = f"the source has no {only or 'models'}"
        raise UsageError(msg)


def _exported(only: str, chosen: AbstractSet[str], include: Sequence[str]) -> set[str]:
    """Return the names that the package may export: without resources, patterns take models alone."""
    part = only or ("models" if include and not chosen else "")
    rows = find_parts([part]) if part else PARTS
    whole = {name for row in rows for name in row.whole} if chosen else set()
    return exports(rows).keys() - whole


def _refuse_unknown(package: Package, known: Iterable[str], patterns: Sequence[str]) -> None:
    """Raise ``UsageError`` for a pattern that matches no model and no resource."""
    names = [*package.lazy(_MODELS), *known]
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(name, pattern) for name in names):
            near = difflib.get_close_matches(pattern, names, n=1)
            hint = f": did you mean {near[0]!r}?" if near else ""
            msg = f"no model or resource named {pattern!r}{hint} (renamed upstream: vendor update --rename OLD=NEW)"
            raise UsageError(msg)


def _roots(package: Package, top: Mapping[str, str], include: Sequence[str], chosen: AbstractSet[str]) -> list[str]:
    """Return the files to start from."""
    places = {place for path in set(top.values()) for place in package.lazy(path).values()}
    if not include:
        return [INIT, *top.values(), *places]
    named = _named_models(package, include)
    present = [row for row in PARTS if row.per_resource and row.exports.keys() & top.keys()]
    if not present:
        return [INIT, _MODELS, _REF, *named, *_models_of(package, chosen)]
    code = [place for place in top.values() if place not in {_MODELS, _PARAMS}]
    below = [place for place in places if not place.startswith(("models/", "params/"))]
    return [INIT, _MODELS, *code, *below, *_modules(present, chosen), *named]


def _models_of(package: Package, chosen: AbstractSet[str]) -> list[str]:
    """Return the files of the models that resources use."""
    reached = package.closure(_modules(PARTS, chosen))
    return [place for place in package.lazy(_MODELS).values() if place in reached]


def _named_models(package: Package, include: Sequence[str]) -> list[str]:
    """Return the files of the model classes that patterns match."""
    models = package.lazy(_MODELS)
    return [place for name, place in models.items() if any(fnmatch.fnmatchcase(name, item) for item in include)]


def _modules(rows: Iterable[Part], chosen: AbstractSet[str]) -> list[str]:
    """Return the files of some resources."""
    return [template.format(name) for name in sorted(chosen) for row in rows for template in row.per_resource]


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
