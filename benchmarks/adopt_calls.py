"""Make the same calls with an SDK and with the package that adopted its names, and compare them. Usage: see README.txt.

Both send their requests to a recorder on the loopback interface. Arguments are generated from the document, with a
fixed seed. Without a document, one is derived from the requests that the SDK sends for marked arguments: then names,
order of arguments, encoding of requests and headers are compared, but not the types of the document, which are guesses.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, TypeAlias
from urllib.parse import unquote

from call_recorder import Recorder, Request, recording

from codegen.adopt.read import load_sdk
from codegen.cli import main as codegen
from codegen.config import load_config
from codegen.core.diagnostic import Diagnostics
from codegen.ir.lookup import resolved as resolved_type
from codegen.ir.lookup import success_type
from codegen.ir.types import Scalar
from codegen.mock.schema import Schemas
from codegen.mock.values import Values
from codegen.pipeline.steps import prepare, read
from codegen.python.emit.arguments import Argument, call_arguments
from codegen.python.parts import PARTS

Value: TypeAlias = Any
"""A value of an SDK, or JSON."""
PACKAGE = "adopted_api"
SETTINGS = {
    *("self", "timeout", "extra_headers", "extra_query", "extra_body", "idempotency_key", "stream", "request_options"),
    *("retries", "server_url", "timeout_ms", "http_headers", "accept_header_override", "options", "kwargs", "params"),
    *("security", "accept", "betas", "_request_timeout", "_request_auth", "_content_type", "_headers", "_host_index"),
}
"""Arguments of SDKs that set options of one request."""
MARK = "mark{}mark"
_DUMPS: dict[str, dict[str, Any]] = {
    "model_dump": {"mode": "json", "by_alias": True, "exclude_unset": True},
    "to_dict": {},
    "dict": {},
}
"""Methods of models that return JSON, with their arguments."""
_SHARE = 0.3
"""Share of the optional arguments that a call has."""
_COMPARED = ("authorization", "x-api-key", "xi-api-key", "content-type")


@dataclass
class Probe:
    """The request that an SDK sends, and the position of each argument in it, by name."""

    request: Request
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Outcome:
    """The requests and the response of one call, or its error."""

    requests: list[Request]
    response: Any = None
    error: str = ""


def resolved(client: object, name: str) -> Callable[..., Any] | None:
    """Return the method at a dotted name of a client."""
    try:
        for part in name.removeprefix("root.").split("."):
            client = getattr(client, part)
    except (AttributeError, ImportError, TypeError):
        return None
    return client if callable(client) else None


def run(method: Callable[..., Any], arguments: list[Any], keywords: dict[str, Any], recorder: Recorder) -> Outcome:
    """Call a method, and return what it sent and returned."""
    recorder.requests.clear()
    try:
        response = method(*arguments, **keywords)
        if inspect.isgenerator(response):
            response = next(response, None)
    except Exception as error:  # noqa: BLE001 - any error of an SDK is an outcome
        return Outcome(recorder.requests[:], error=f"{type(error).__name__}: {error}"[:200])
    return Outcome(recorder.requests[:], response=plain(response))


def plain(value: Value) -> Value:
    """Return a response as JSON: of a page its items, of a download its content."""
    if "Page" in type(value).__name__ or type(value).__name__ == "ListObject":
        return [plain(item) for item in value.data]
    content = getattr(value, "content", None)
    if isinstance(content, bytes):
        return json.loads(content)
    for name, settings in _DUMPS.items():
        method = getattr(value, name, None)
        if callable(method) and not isinstance(value, (dict, list)):
            value = method(**settings)
            break
    return json.loads(json.dumps(value, default=str))


def guesses(annotation: object, mark: str, number: int) -> Iterator[Any]:
    """Yield values for an argument; the annotation decides which one is first."""
    text = str(annotation).lower()
    found: list[Any] = [mark, [mark], {"mark": mark}, [{"role": "user", "content": mark}], 70_000 + number, True]
    words = {"int": 4, "float": 4, "bool": 5, "iterable": 3, "list": 1, "sequence": 1, "dict": 2, "mapping": 2}
    first = next((found[at] for word, at in words.items() if re.search(rf"\b{word}\b", text)), mark)
    yield first
    yield from (item for item in found if item is not first)


def located(request: Request, mark: str, value: Value) -> tuple[str, str] | None:
    """Return where a request has a marked value: the place, and the name there."""
    marks = (mark, str(value))
    for name, sent in request.query:
        if any(one in sent for one in marks):
            return "query", name
    for name, sent in request.body.items() if isinstance(request.body, dict) else ():
        if any(one in json.dumps(sent) for one in marks):
            return "body", name
    return None


def probe(method: Callable[..., Any], recorder: Recorder) -> Probe | None:
    """Call a method with marked arguments: all required ones, then each optional one alone."""
    try:
        every = inspect.signature(method).parameters.values()
    except (TypeError, ValueError):
        return None
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    parameters = [item for item in every if item.name not in SETTINGS and item.kind not in several]
    marks = {item.name: MARK.format(n) for n, item in enumerate(parameters)}
    needed = [item for item in parameters if item.default is item.empty]
    values, sent = _required(method, needed, marks, recorder)
    if len(sent.requests) != 1:
        return None
    found = Probe(sent.requests[0], values=dict(values))
    for item in parameters:
        if item in needed:
            place = located(found.request, marks[item.name], values[item.name])
        else:
            place = _optional(method, item, marks[item.name], values, found, recorder)
        if place is not None:
            found.places[item.name] = place
    return found


def _required(
    method: Callable[..., Any], needed: list[inspect.Parameter], marks: Mapping[str, str], recorder: Recorder
) -> tuple[dict[str, Any], Outcome]:
    """Return values for the required arguments with which a method sends a request, and the outcome."""
    values = {item.name: next(guesses(item.annotation, marks[item.name], n)) for n, item in enumerate(needed)}
    sent = run(method, [], values, recorder)
    for n, item in enumerate(needed):
        for value in guesses(item.annotation, marks[item.name], n) if not sent.requests else ():
            sent = run(method, [], {**values, item.name: value}, recorder)
            if sent.requests:
                values[item.name] = value
                break
    return values, sent


def _optional(
    method: Callable[..., Any],
    item: inspect.Parameter,
    mark: str,
    needed: dict[str, Any],
    found: Probe,
    recorder: Recorder,
) -> tuple[str, str] | None:
    for value in guesses(item.annotation, mark, len(found.values)):
        sent = run(method, [], {**needed, item.name: value}, recorder)
        place = located(sent.requests[0], mark, value) if len(sent.requests) == 1 else None
        if place is not None:
            found.values[item.name] = value
            return place
    return None


def schema_of(value: Value) -> dict[str, Any]:
    """Return a schema of a marked value."""
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, (str, int)):
        return {"type": "string" if isinstance(value, str) else "integer"}
    if isinstance(value, list):
        return {"type": "array", "items": schema_of(value[0])}
    return {"type": "object", "properties": {name: schema_of(item) for name, item in value.items()}}


def observed(client: object, calls: Mapping[str, str], recorder: Recorder) -> dict[str, Any]:
    """Return a document of what an SDK sends. ``calls`` maps dotted names to verb and path."""
    paths: dict[str, dict[str, Any]] = {}
    for name, key in calls.items():
        method = resolved(client, name)
        found = probe(method, recorder) if method is not None else None
        if found is None or method is None:
            continue
        verb, path = key.split(" ", 1)
        required = {
            item.name
            for item in inspect.signature(method).parameters.values()
            if item.default is inspect.Parameter.empty
        }
        operation = paths.setdefault(path.partition("?")[0], {}).setdefault(
            verb.lower(), _operation(path, found, required)
        )
        operation.setdefault(
            "responses", {"200": {"description": "x", "content": {"application/json": {"schema": {}}}}}
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Observed", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "security": [{"key": []}],
        "paths": dict(sorted(paths.items())),
        "components": {"securitySchemes": {"key": _security(recorder)}},
    }


def _security(recorder: Recorder) -> dict[str, str]:
    for name in ("x-api-key", "xi-api-key"):
        if any(name in request.headers for request in recorder.every):
            return {"type": "apiKey", "in": "header", "name": name}
    return {"type": "http", "scheme": "bearer"}


def _operation(path: str, found: Probe, required: set[str]) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in dict.fromkeys(re.findall(r"\{([^{}]*)\}", path))
    ]
    properties: dict[str, Any] = {}
    needed = []
    for name, (place, wire) in found.places.items():
        schema = schema_of(found.values[name])
        if place == "query":
            parameters.append({"name": wire, "in": "query", "required": name in required, "schema": schema})
        else:
            properties[wire] = schema
            needed += [wire] if name in required else []
    operation: dict[str, Any] = {"parameters": parameters}
    if properties:
        schema = {"type": "object", "properties": properties, "required": needed}
        media = "application/x-www-form-urlencoded" if found.request.kind == "form" else "application/json"
        operation["requestBody"] = {"required": bool(needed), "content": {media: {"schema": schema}}}
    return operation


@dataclass
class Case:
    """A call: the operation, the name of the method, arguments by Python name and by wire name, and the response."""

    operation: str
    name: str
    positional: list[Any]
    keywords: dict[str, Any]
    wires: dict[str, Any]
    answer: Any

    def given(self, method: Callable[..., Any]) -> dict[str, Any]:
        """Return the keyword arguments for the method of an SDK, which may take a dictionary ``params``."""
        if "params" not in inspect.signature(method).parameters:
            return self.keywords
        return {"params": self.wires} if self.wires else {}


@dataclass
class Comparison:
    """Counts of equal requests and responses, and the differences."""

    total: int = 0
    requests: int = 0
    responses: int = 0
    compared: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    different: list[str] = field(default_factory=list)


def canonical(request: Request, compared: tuple[str, ...]) -> tuple[Any, ...]:
    """Return the parts of a request that must be equal."""
    headers = {name: request.headers[name].partition(";")[0] for name in compared if name in request.headers}
    if request.body is None:
        headers.pop("content-type", None)
    path = unquote(request.path)
    return request.method, path, sorted(request.query), request.body, sorted(headers.items())


def compare(
    sdk: object, own: object, cases: list[Case], recorder: Recorder, compared: tuple[str, ...], number: int
) -> Comparison:
    """Make calls with both clients until enough are compared, and compare requests and responses."""
    found = Comparison()
    for case in cases:
        if found.total == number:
            break
        recorder.answer = case.answer
        theirs, ours = resolved(sdk, case.name), resolved(own, case.name if "." in case.name else f"root.{case.name}")
        if theirs is None or ours is None:
            found.skipped[f"{case.name}: not in both"] += 1
            continue
        first = run(theirs, case.positional, case.given(theirs), recorder)
        if not first.requests:
            found.skipped[f"{case.name}: the SDK rejects the arguments: {first.error[:90]}"] += 1
            continue
        second = run(ours, case.positional, case.keywords, recorder)
        sent = [[canonical(item, compared) for item in one.requests] for one in (first, second)]
        found.total += 1
        found.requests += sent[0] == sent[1]
        if sent[0] != sent[1]:
            found.different.append(f"{case.operation} {case.name}\n    {sent[0]}\n    {sent[1]} {second.error}")
        if first.error:  # the SDK rejects the response
            continue
        found.compared += 1
        found.responses += same(first.response, second.response)
        if not same(first.response, second.response):
            pair = f"    {first.response!r:.300}\n    {second.response!r:.300} {second.error}"
            found.different.append(f"{case.operation} {case.name}: response\n{pair}")
    return found


def same(left: Value, right: Value) -> bool:
    """Return whether two parsed responses are equal: times in any notation, no value equal to a missing one."""
    if isinstance(left, dict) and isinstance(right, dict):
        keys = {*left, *right}
        return all(same(left.get(key), right.get(key)) for key in keys)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right or str(left).replace("+00:00", "Z") == str(right).replace("+00:00", "Z")


def cases_of(target: Value, matched: Mapping[str, str], number: int, seed: int) -> list[Case]:
    """Return calls with arguments and answers from the document."""
    reading = read(target)
    prepared = prepare(reading).prepared
    if prepared is None:
        sys.exit("the document cannot be generated")
    random = Random(seed)  # noqa: S311 - test data
    api = prepared.api
    documents = {name: item.value for name, item in reading.documents.items()}
    operations = [item for item in api.operations if item.id in matched]
    cases = []
    for n in range(number):
        operation = operations[n] if n < len(operations) else random.choice(operations)
        values = Values(api, Schemas(documents), random)
        names = prepared.names.operations[operation.id]
        chosen = [
            item
            for item in call_arguments(api, operation, names)
            if str(item.name) != "stream" and (item.required or random.random() < _SHARE)
        ]
        made = {str(item.name): _made(values, item) for item in chosen}
        positional = [made[str(item.name)] for item in chosen if item.positional]
        keywords = {str(item.name): made[str(item.name)] for item in chosen if not item.positional}
        wires = {wire: made[str(name)] for (_, wire), name in names.params.items() if str(name) in keywords}
        wires |= {wire: made[str(name)] for wire, name in names.body.items() if str(name) in keywords}
        response = success_type(operation)
        answer = {"id": "m1", "name": "x"} if response is None else values.value(response)
        cases.append(Case(operation.id, matched[operation.id], positional, keywords, wires, answer or {"id": "m1"}))
    return cases


def _made(values: Values, item: Argument) -> Value:
    value = values.value(item.type)
    node = resolved_type(values.api, item.type)
    if isinstance(node, Scalar) and node.format == "binary":
        return str(value).encode()
    return re.sub(r"[/.%?#]", "-", value) or "x" if item.positional and isinstance(value, str) else value


def measure(args: argparse.Namespace) -> Comparison:
    """Adopt the SDK in a temporary folder, generate the package, and compare calls."""
    module, _, expression = args.client.partition(":")
    package = importlib.import_module(module)
    sdk = load_sdk(args.sdk, Path.cwd())
    with tempfile.TemporaryDirectory() as scratch, recording() as recorder:
        used = {name: getattr(package, name) for name in re.findall(r"\w+", expression) if hasattr(package, name)}
        client = eval(expression, {**used, "url": recorder.address})  # noqa: S307 - given by the user
        spec = Path(args.document).resolve() if args.document else Path(scratch, "observed.json")
        if not args.document:
            public = {call.name: call.key for call in sdk.calls if call.order and call.order[0] == 0}
            spec.write_text(json.dumps(observed(client, public, recorder)), encoding="utf-8")
        os.chdir(scratch)
        for command in (["adopt", str(args.sdk), "--spec", str(spec), "--target", PACKAGE], ["generate", PACKAGE]):
            if codegen(command):
                sys.exit(f"{' '.join(command)} failed")
        config = load_config(Path("codegen.toml"), Diagnostics(), PARTS)
        if config is None:
            sys.exit("codegen.toml cannot be read")
        target = config.targets[0]
        own_names = {key: name for key, name in target.names.items() if not key.startswith("#")}
        sys.path.insert(0, "generated")
        url = recorder.address + args.base
        own = importlib.import_module(PACKAGE).Client(api_key=args.key, base_url=url, max_retries=0)
        declared = prepare(read(target)).prepared
        compared = _COMPARED if declared is not None and declared.api.security_schemes else ("content-type",)
        return compare(
            client, own, cases_of(target, own_names, 2 * args.calls, args.seed), recorder, compared, args.calls
        )


def main() -> None:
    """Print the shares of equal requests and responses, and the differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sdk", help="wheel or folder of the SDK, which must be installed, too")
    parser.add_argument("client", help="MODULE:EXPRESSION, which makes a client; 'url' is the address of the recorder")
    parser.add_argument("document", nargs="?", default="", help="document of the API (default: derived from the SDK)")
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--key", default="secret", help="API key of both clients")
    parser.add_argument("--base", default="", help="path of the base URL of the generated client")
    args = parser.parse_args()
    found = measure(args)
    print(f"requests equal  {found.requests} of {found.total} ({found.requests / max(found.total, 1):.1%})")
    print(f"responses equal {found.responses} of {found.compared} ({found.responses / max(found.compared, 1):.1%})")
    for reason, count in found.skipped.most_common(20):
        print(f"  not compared {count}: {reason}")
    for line in found.different[:40]:
        print("  differs", line)


if __name__ == "__main__":
    # it has stripe.py
    sys.path = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]
    main()
