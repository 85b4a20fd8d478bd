"""Measure how many names of an SDK `codegen adopt` takes over. Usage: see README.txt.

Method names: operations that both have, and of these the ones whose generated name is that of the SDK. Type names:
classes that both have (equal but for case and punctuation), and of these the ones with equal spelling. With CLIENT, an
expression such as `stripe:StripeClient("sk_x")`, the SDK is imported, and each name is looked up in the object: so the
reader of the SDK does not judge itself.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from codegen.adopt.facts import Sdk
from codegen.adopt.read import load_sdk
from codegen.adopt.service import adopt, read_api
from codegen.config import target_from_flags
from codegen.pipeline.steps import prepare, read


def derived(sdk: Sdk) -> dict[str, Any]:
    """Return a document with the requests of an SDK, and the fields of the classes that they return.

    Schemas have the names of the classes in snake case, so that default names are not those of the SDK by construction.
    """
    classes = {item.name: item for item in sdk.classes if item.fields}
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {}
    for call in sdk.calls:
        if not call.order or call.order[0] > 0:
            continue
        names = re.findall(r"\{([^{}]*)\}", call.path)
        numbered = iter(range(len(names)))
        path = re.sub(r"\{[^{}]*\}", lambda _: f"{{p{next(numbered)}}}", call.path)  # noqa: B023 - used at once
        parameters = [
            {"name": f"p{n}", "in": "path", "required": True, "schema": {"type": "string"}} for n in range(len(names))
        ]
        known = next((name for name in call.returns if name in classes), "")
        content = {}
        if known:
            key = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", known).lower()
            fields: dict[str, Any] = {classes[known].wires.get(name, name): {} for name in classes[known].fields}
            schemas[key] = {"type": "object", "properties": fields}
            content = {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{key}"}}}}
        operation = {"parameters": parameters, "responses": {"200": {"description": "x", **content}}}
        paths.setdefault(path, {}).setdefault(call.verb.lower(), operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Derived", "version": "1"},
        "servers": [{"url": (*sdk.client.base_urls, "https://api.example.com")[0]}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def fold(name: str) -> str:
    """Return a name without case and punctuation."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def resolves(client: object, name: str) -> bool:
    """Return whether an object has a callable at a dotted name."""
    try:
        for part in name.split("."):
            client = getattr(client, part)
    except (AttributeError, ImportError):
        return False
    return callable(client)


def measure(source: str, document: str, client: str) -> None:
    """Print the figures of one SDK."""
    started = time.process_time()
    sdk = load_sdk(source, Path.cwd())
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(document).resolve()
        if not document:
            path = Path(scratch, "derived.json")
            path.write_text(json.dumps(derived(sdk)), encoding="utf-8")
        target = target_from_flags(str(path), cwd=Path.cwd(), package="adopted_api")
        plain = read_api(target)
        result = adopt(sdk, target, plain)
        prepared = prepare(read(result.target)).prepared
    models = prepared.names.models.values() if prepared is not None else ()
    generated = {str(item.name) for item in models}
    classes = {item.name for item in sdk.classes if item.kind == "data"}
    folded = {fold(name) for name in generated}
    both = {fold(name) for name in classes} & folded
    equal = {fold(name) for name in classes & generated}
    print(f"{source} ({sdk.maker or 'maker not recognised'}), {document or 'its own requests'}")
    print(f"  method names {result.equal} of {result.matched} ({result.equal / result.matched:.1%})")
    print(f"  type names   {len(equal)} of {len(both)} ({len(equal) / max(len(both), 1):.1%})")
    if client:
        module, _, expression = client.partition(":")
        name = expression.partition("(")[0]  # packages may export it lazily
        known = {name: getattr(importlib.import_module(module), name)}
        value = eval(expression, known)  # noqa: S307 - given by the user
        own = [name for key, name in result.target.names.items() if not key.startswith("#")]
        found = sum(resolves(value, name.removeprefix("root.")) for name in own)
        print(f"  names that the imported client has {found} of {len(own)} ({found / len(own):.1%})")
    print(f"  CPU {time.process_time() - started:.1f} s")


if __name__ == "__main__":
    sys.path = [
        path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent
    ]  # it has stripe.py
    if len(sys.argv) <= 1:
        sys.exit("usage: python benchmarks/adopt.py SDK [DOCUMENT [MODULE:EXPRESSION]]")
    measure(*[*sys.argv[1:4], "", ""][:3])
