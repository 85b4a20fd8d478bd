"""An API in two versions, and helpers that scan and rewrite programs against it."""

from __future__ import annotations

import json
import textwrap
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from codegen.diff.audience.callers.breaks import Break, find_breaks
from codegen.diff.audience.callers.rewrites import Moves, propose
from codegen.diff.inputs.documents import compare_sides
from codegen.diff.match.compared_api import ComparedApi
from codegen.migrate.rewrite.service import Fix, fix
from codegen.migrate.scan.service import Question, Scan, scan
from tests.diff.apis import api, body, operation, response, side

Json: TypeAlias = Any

PACKAGE = "pkg"
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}


def enum(*values: str) -> Json:
    return {"type": "string", "enum": list(values)}


def obj(required: str = "", **fields: Json) -> Json:
    return {"type": "object", "properties": fields, "required": required.split()}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


ID = {"name": "id", "in": "path", "required": True, "schema": TEXT}


def zoo(kinds: Json, one: str, cage: str, **schemas: Json) -> Json:
    """Return a version by its kinds, the path of one animal, and the name of the cage's schema."""
    animal = obj("id name kind home", id=TEXT, name=TEXT, kind=kinds, weight=NUMBER, home=ref(cage))
    listing = {"type": "array", "items": ref("Animal")}
    kind = {"name": "kind", "in": "query", "schema": kinds}
    return api(
        {
            "GET /animals": operation(operationId="listAnimals", parameters=[kind], **response(listing)),
            "POST /animals": operation(
                operationId="createAnimal", **body(ref("NewAnimal"), required=True), **response(ref("Animal"))
            ),
            f"GET {one}": operation(operationId="getAnimal", parameters=[ID], **response(ref("Animal"))),
        },
        components={"schemas": {"Animal": animal, **schemas}},
    )


_OLD = enum("cat", "dog", "bird_of_prey")
_NEW = enum("cat", "dog", "bird-of-prey")
OLD = zoo(
    _OLD,
    "/animals/{id}",
    "Cage",
    Cage=obj("number", number=NUMBER, keeperName=TEXT),
    NewAnimal=obj("name", name=TEXT, kind=_OLD, cage_number=NUMBER, food=obj("perDay", perDay=NUMBER, sort=TEXT)),
)
NEW = zoo(
    _NEW,
    "/creatures/{id}",
    "Enclosure",
    Enclosure=obj("number", number=NUMBER, keeper_full_name=TEXT),
    NewAnimal=obj(
        "name", name=TEXT, kind=_NEW, enclosure_number=NUMBER, food=obj("per_day", per_day=NUMBER, sort=TEXT)
    ),
)


@cache
def _two(old: str, new: str) -> tuple[ComparedApi, ComparedApi, tuple[Break, ...]]:
    both = side(json.loads(old), "old"), side(json.loads(new), "new")
    return *both, find_breaks(compare_sides(*both), *both)


def sides(old: Json = OLD, new: Json = NEW) -> tuple[ComparedApi, ComparedApi]:
    return _two(json.dumps(old), json.dumps(new))[:2]


def scanned(
    folder: Path, files: dict[str, str], old: Json = OLD, new: Json = NEW, package: str = PACKAGE
) -> tuple[Scan, Moves, tuple[ComparedApi, ComparedApi]]:
    """Write a program and scan it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    before, after, breaks = _two(json.dumps(old), json.dumps(new))
    both = before, after
    question = Question(old=both[0], new=both[1], breaks=breaks, package=package)
    return scan([folder], folder, question), propose(breaks, *both), both


def uses(folder: Path, text: str, **options: Json) -> list[str]:
    """Return the uses of a program of one file, each as ``line: symbol: words (confidence)``."""
    found, _, _ = scanned(folder, {"main.py": text}, **options)
    assert found.broken == ()
    return [f"{item.line}: {item.use.symbol}: {item.use.words} ({item.use.confidence})" for item in found.places]


def fixed(folder: Path, text: str, **options: Json) -> tuple[str, Fix]:
    """Return the rewritten program of one file."""
    found, moves, both = scanned(folder, {"main.py": text}, **options)
    made = fix(found, moves, both)
    content = made.files[0].content if made.files else found.sources[0].content
    return content.decode(), made
