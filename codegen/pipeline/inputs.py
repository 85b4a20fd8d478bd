"""Keep the inputs of a package beside its merge base, so that an update can report changes of the API."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from codegen.config import Selection, Target
from codegen.config.tables import TablesSettings
from codegen.core.options import DEFAULT_NAMES, NameSettings
from codegen.core.paths import UnsafePathError, check_path
from codegen.tables.dialects.registry import configured

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.config.model import Authority

SETTINGS = "target.json"
DOCUMENT = "server/openapi.json"
_UP = "@"  # placeholder for a parent folder whose name must not be recorded
_KEYS = ("spec", "tables", "overlays", "package", "authority")


def keep_inputs(target: Target, names: Iterable[str]) -> dict[str, bytes]:
    """Return the inputs of a target by path, and the settings under which they were read.

    ``names`` are relative to the target's root. Returns nothing when one of them cannot be kept; later updates then do
    not compare the API.
    """
    listed = sorted(names)
    depth = max((_climbs(name) for name in listed), default=0)
    files: dict[str, bytes] = {}
    try:
        for name in listed:
            place = _place(name, depth)
            check_path(place)
            files[place] = (target.root / name).read_bytes().replace(b"\r\n", b"\n")
    except (OSError, ValueError, UnsafePathError):
        return {}
    return {**files, SETTINGS: _settings(target, depth)}


def document_inputs(document: bytes) -> dict[str, bytes]:
    """Return inputs for a package that is described by its document alone."""
    target = Target(name="api", root=Path(), spec="openapi.json", output=Path(), package="api")
    return {"openapi.json": document, SETTINGS: _settings(target, 0)}


def restore_inputs(inputs: Mapping[str, bytes], folder: Path) -> Target | None:
    """Write kept inputs into an empty folder and return a target over them; None when they cannot be used."""
    try:
        value = json.loads(inputs[SETTINGS])
        for path, content in inputs.items():
            check_path(path)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        return _target(value, folder)
    except (KeyError, TypeError, ValueError, OSError):
        return None


def _climbs(name: str) -> int:
    parts = name.split("/")
    return next((count for count, part in enumerate(parts) if part != ".."), len(parts))


def _place(name: str, depth: int) -> str:
    """Return a name relative to the folder ``depth`` levels above the root."""
    climbs = _climbs(name)
    return "/".join([*[_UP] * (depth - climbs), *name.split("/")[climbs:]])


def _settings(target: Target, depth: int) -> bytes:
    tables = target.tables_settings
    value = {
        **{key: getattr(target, key) for key in _KEYS},
        "root": "/".join([_UP] * depth),
        "names": dict(target.names),
        **({} if target.naming == DEFAULT_NAMES else {"naming": asdict(target.naming)}),
        "authority_overrides": dict(target.authority_overrides),
        "include": asdict(target.include),
        "exclude": asdict(target.exclude),
        "tables_settings": {
            item.name: getattr(tables, item.name)
            for item in fields(tables)
            if item.name not in {"accept", "dialect"} or (item.name == "dialect" and tables.dialect)
        },
    }
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=dict) + "\n").encode()


def _target(value: Mapping[str, object], folder: Path) -> Target:
    """Parse settings. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for invalid settings."""
    root = str(value["root"])
    if set(root.split("/")) - {_UP} and root:
        msg = f"unexpected root {root!r}"
        raise ValueError(msg)
    depth = root.count(_UP)
    return Target(
        name=str(value["package"]),
        root=folder / root,
        spec=_inside(str(value["spec"]), depth),
        tables=tuple(_inside(item, depth) for item in _texts(value["tables"])),
        overlays=tuple(_inside(item, depth) for item in _texts(value["overlays"])),
        allow_refs=("/".join([".."] * len(root.split("/"))),) if root else (),
        output=folder,
        package=str(value["package"]),
        authority=_side(value["authority"]),
        authority_overrides={key: _side(side) for key, side in _mapping(value["authority_overrides"]).items()},
        names=_mapping(value["names"]),
        naming=NameSettings(**_mapping(value.get("naming", {}))),
        include=_selection(value["include"]),
        exclude=_selection(value["exclude"]),
        tables_settings=_tables_settings(value["tables_settings"]),
    )


def _tables_settings(value: object) -> TablesSettings:
    """Parse the settings of tables. Raises ``TypeError`` or ``ValueError`` for an invalid dialect, too."""
    known = {item.name for item in fields(TablesSettings)}
    settings = TablesSettings(**{key: item for key, item in cast("dict[str, Any]", value).items() if key in known})
    configured(settings.dialect)
    return settings


def _inside(name: str, depth: int) -> str:
    """Return a name inside the inputs. Raises ``ValueError`` for any other: locks are untrusted."""
    parts = name.split("/")
    if _climbs(name) > depth or ".." in parts[_climbs(name) :] or Path(name).is_absolute() or "\\" in name:
        msg = f"{name!r} is outside of the inputs"
        raise ValueError(msg)
    return name


def _side(value: object) -> Authority:
    return "tables" if value == "tables" else "document"


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in cast("Sequence[object]", value))


def _mapping(value: object) -> dict[str, str]:
    return {str(key): str(item) for key, item in cast("Mapping[object, object]", value).items()}


def _selection(value: object) -> Selection:
    rows = cast("Mapping[str, object]", value)
    return Selection(tags=_texts(rows["tags"]), paths=_texts(rows["paths"]), operations=_texts(rows["operations"]))
