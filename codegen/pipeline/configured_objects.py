"""Checks the Python objects that a configuration names: a process with a time limit imports and tries them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codegen.core.diagnostic import Diagnostics
from codegen.core.suggest import closest
from codegen.ir.lookup import resolved
from codegen.ir.types import Object
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest
from codegen.passes.chosen import alias_of, is_decimal, uses_of
from codegen.pipeline.trial_values import trial_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from codegen.config import Target
    from codegen.config.places import Place
    from codegen.core.json import Json
    from codegen.ir.api import Api
    from codegen.ir.types import DefId
    from codegen.openapi.document import Document
    from codegen.pipeline.stages import Prepared
    from codegen.python.names import NameTable

SECONDS = 60
_MOST_SAMPLES = 64
"""Samples of a type in a generated package: enough for objects of two texts."""
_HINTS = {
    "type": "it is tried with the examples of its schemas, and with common texts and numbers",
    "mixin": "",
    "shared": "generate the other package from the same document first",
}
_START = "from codegen.pipeline.probe import main; main()"


@dataclass(frozen=True, slots=True)
class _Request:
    """A request to the process, the key of the configuration that it is about, and the place that it names."""

    key: str
    place: Place
    body: Mapping[str, Any]


def report_places(target: Target, prepared: Prepared, documents: Mapping[str, Document], found: Diagnostics) -> None:
    """Report keys of the configuration that name no schema, model or document. This imports nothing."""
    for _ in _requests(target, prepared, documents, found):
        continue


def try_places(target: Target, prepared: Prepared, documents: Mapping[str, Document], found: Diagnostics) -> None:
    """Report types that do not import or round-trip, unusable mixins, and shared packages of another version."""
    requests = list(_requests(target, prepared, documents, Diagnostics()))
    if not requests:
        return
    for request, answer in zip(requests, _answers(target, requests), strict=True):
        problem = str(answer["problem"])
        if not problem and request.body["kind"] == "shared":
            problem = _version_problem(Path(answer["file"]), documents[request.key].sha256, request.key)
        if problem:
            message = f"{request.key!r} = {str(request.place)!r}: {problem}"
            is_type_missing = request.body["kind"] == "type" and "does not" not in problem
            hint = "" if is_type_missing else _HINTS[request.body["kind"]]
            found.error("import-failed", message, request.place.location, hint)


def _requests(
    target: Target, prepared: Prepared, documents: Mapping[str, Document], found: Diagnostics
) -> Iterator[_Request]:
    api, names = prepared.api, prepared.names
    yield from _types(target, api, documents, found)
    yield from _mixins(target, api, names, found)
    yield from _shared(target, api, names, documents, found)


def _types(target: Target, api: Api, documents: Mapping[str, Document], found: Diagnostics) -> Iterator[_Request]:
    uses = uses_of(api, target.types, target.spec)
    for key, place in target.types.items():
        nodes = uses[key]
        is_own = "/targets/" in place.location.pointer  # other types are those of all targets
        if not nodes and is_own and "#" in key:
            message = f"{key!r} is the key of a type, but the document has no such schema"
            found.error("config-invalid", message, place.location, _similar(key, api, target.spec))
        elif not nodes and is_own:
            found.warning("unused-type", f"no schema of the document has the {key.replace(':', ' ')!r}", place.location)
        tried = [node for node in nodes if not is_decimal(resolved(api, node), place)]
        samples: list[Json] = [value for node in tried for value in trial_values(api, node, documents)]
        if tried:
            yield _Request(key, place, {**_body("type", place), "samples": _distinct(samples)})


def samples_of_types(target: Target, api: Api, documents: Mapping[str, Document]) -> list[Json]:
    """Return JSON values that the types of the configuration may accept, for samples in tests."""
    uses = uses_of(api, target.types, target.spec)
    return _distinct(
        value
        for key, place in target.types.items()
        for node in uses[key]
        if not is_decimal(resolved(api, node), place)
        for value in trial_values(api, node, documents)[:_MOST_SAMPLES]
    )


def _body(kind: str, place: Place) -> dict[str, Any]:
    return {"kind": kind, "module": place.module, "name": place.name}


def _distinct(samples: Iterable[Json]) -> list[Json]:
    return list({json.dumps(sample, sort_keys=True): sample for sample in samples}.values())


def _similar(key: str, api: Api, document: str) -> str:
    known = [
        "#" + item.location.pointer if item.location.file == document else str(item.id)
        for item in api.definitions.values()
    ]
    return closest(key, known) if known else ""


def _mixins(target: Target, api: Api, names: NameTable, found: Diagnostics) -> Iterator[_Request]:
    classes = models_by_name(api, names)
    for name, place in target.extend.items():
        key = classes.get(name)
        if key is None:
            message = f"{name!r} is extended, but it is not the class of a model"
            found.error("config-invalid", message, place.location, closest(name, sorted(classes)) if classes else "")
            continue
        node = api.definitions[key].type
        fields = [str(names.fields[key, item.name]) for item in (node.fields if isinstance(node, Object) else ())]
        yield _Request(name, place, {**_body("mixin", place), "model": name, "fields": fields})


def models_by_name(api: Api, names: NameTable) -> dict[str, DefId]:
    """Return the definitions that are classes, by the name of the class."""
    return {str(names.models[key].name): key for key, item in api.definitions.items() if isinstance(item.type, Object)}


def mixins(target: Target, api: Api, names: NameTable) -> dict[DefId, str]:
    """Return the base classes of models: ``module:Name as _Name``."""
    classes = models_by_name(api, names)
    return {
        classes[name]: f"{place} as {alias_of(place, alone=True)}"
        for name, place in target.extend.items()
        if name in classes
    }


def shared_models(target: Target, api: Api, names: NameTable) -> dict[DefId, str]:
    """Return the models that other packages have; the variant of a schema for requests is not one of them."""
    return {
        key: f"{target.shared[definition.location.file]}:{names.models[key].name} as _{names.models[key].name}"
        for key, definition in api.definitions.items()
        if definition.location.file in target.shared and ">request" not in key
    }


def _shared(
    target: Target, api: Api, names: NameTable, documents: Mapping[str, Document], found: Diagnostics
) -> Iterator[_Request]:
    shared = shared_models(target, api, names)
    for name, place in target.shared.items():
        models = {
            str(names.models[key].name): (
                [item.name for item in definition.type.fields] if isinstance(definition.type, Object) else None
            )
            for key in shared
            if (definition := api.definitions[key]).location.file == name
        }
        if name not in documents or not models:
            message = f"{name!r} is the key of a shared package, but the document refers to no schema of this file"
            known = sorted({item.location.file for item in api.definitions.values()} - {target.spec})
            found.error("config-invalid", message, place.location, closest(name, known) if known else "")
            continue
        yield _Request(name, place, {**_body("shared", place), "models": models})


def _version_problem(module: Path, digest: str, name: str) -> str:
    """Return why a package does not have the models of a document: its manifest names other inputs."""
    folder = next((above for above in module.parents if (above / MANIFEST).is_file()), None)
    if folder is None:
        return f"the package of {module.stem} has no {MANIFEST}: it was not generated by spec-codegen"
    try:
        manifest = Manifest.from_bytes((folder / MANIFEST).read_bytes())
    except (OSError, InvalidManifestError) as error:
        return f"{MANIFEST} of the package is unreadable: {error}"
    if digest in manifest.inputs.values():
        return ""
    return (
        f"the package was generated from another version of {name}: its {MANIFEST} does not list sha256 {digest[:12]}…"
    )


def _answers(target: Target, requests: list[_Request]) -> list[dict[str, str]]:
    """Run the requests; the first one without an answer stopped the process, or took too long."""
    folders = [target.root, target.root / "src", target.output]
    paths = [str(folder) for folder in folders if folder.is_dir()]
    modules = os.pathsep.join([*paths, *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": modules, "PYTHONDONTWRITEBYTECODE": "1"}
    text = json.dumps([request.body for request in requests])
    try:
        run = subprocess.run(  # noqa: S603 - this interpreter; the configuration of the user names the modules
            [sys.executable, "-c", _START],
            input=text.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=target.root,
            timeout=SECONDS,
            check=False,
        )
        output, reason = run.stdout, f"the process that imports it ended with status {run.returncode}"
    except subprocess.TimeoutExpired as error:
        output, reason = error.stdout or b"", f"importing and trying it takes more than {SECONDS} seconds"
    answers: list[dict[str, str]] = [json.loads(line) for line in output.splitlines()]
    if len(answers) < len(requests):
        answers.append({"problem": reason, "file": ""})
    return [*answers, *[{"problem": "", "file": ""}] * (len(requests) - len(answers))]
