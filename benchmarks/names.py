"""Counts the generated method names that equal those of published SDKs, and prints a table; see README.txt."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sdk_methods import Row, Sdk, read_sdk

from codegen.config import Target
from codegen.core.options import DEFAULT_NAMES
from codegen.pipeline.stages import Prepared
from codegen.pipeline.steps import prepare, read
from codegen.python.naming.choose import choose_places
from codegen.python.naming.identifiers import snake, split_words
from codegen.python.naming.plurals import singular

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
STRIPE = SHARED / "specs" / "stripe" / "stripe-2022-04-12.json"
CORPUS = SHARED / "corpus"
_SDKS = (
    "anthropic arcadepy browserbase cerebras-cloud-sdk cloudflare dodopayments finch-api gcore groq imagekitio increase"
    " knockapi letta-client lithic llama-stack-client metronome-sdk modern-treasury openai orb-billing retell-sdk"
    " runloop-api-client stripe together writer-sdk"  # Stainless, and Stripe's own generator
    " cohere elevenlabs mistralai squareup"  # Fern and Speakeasy
)
SDKS = _SDKS.split()
BEFORE = Path(__file__).with_name("names-before.json")
VERSIONS = ("v1", "v2", "v3")


def main() -> None:
    """Measure the SDKs that are named, or all of ``SDKS``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder for the SDKs; they are downloaded unless they are there")
    parser.add_argument("sdks", nargs="*", help="names on PyPI")
    parser.add_argument("--save", type=Path, help="write the shares to a file")
    parser.add_argument("--before", type=Path, default=BEFORE, help="shares of an earlier run (default: %(default)s)")
    parser.add_argument("--corpus", action="store_true", help="count the names by operationId in the corpus instead")
    parser.add_argument("--list", action="store_true", help="print every name that differs")
    args = parser.parse_args()
    if args.corpus:
        count_fallbacks(sorted(CORPUS.rglob("*.json")))
        return
    before = json.loads(args.before.read_text(encoding="utf-8"))
    shares = print_table(args.sdks or SDKS, args.folder, before, show=args.list)
    if args.save:
        args.save.write_text(json.dumps(shares, indent=2) + "\n", encoding="utf-8")


def print_table(names: Iterable[str], folder: Path, before: Mapping[str, float], *, show: bool) -> dict[str, float]:
    """Print a row for each SDK, and return the shares of equal names."""
    shares: dict[str, float] = {}
    print("| SDK | operations | exact before | exact now | but for groups |\n|---|---:|---:|---:|---:|")
    for name in names:
        found = compare(name, read_sdk(download(name, folder)), show=show)
        if found.total:
            shares[name] = found.share(found.exact)
            print(
                f"| {name} | {found.total} | {before.get(name, '')} | {shares[name]} | {found.share(found.grouped)} |",
                flush=True,
            )
    return shares


def download(name: str, folder: Path) -> Path:
    """Return the wheel of an SDK; it is never installed or imported."""
    stem = name.replace("-", "_")
    found = sorted(folder.glob(f"{stem}-*.whl"))
    if not found:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--only-binary=:all:",
            "-d",
            folder,
            name,
        ]
        subprocess.run(command, check=True)  # noqa: S603 - a fixed command
        found = sorted(folder.glob(f"{stem}-*.whl"))
    return found[-1]


@dataclass
class Counts:
    """The numbers of operations named as in the SDK: exactly, or apart from groups that the path does not contain."""

    total: int = 0
    exact: int = 0
    grouped: int = 0

    def share(self, number: int) -> float:
        """Return a number as a percentage of all operations."""
        return round(100 * number / self.total, 1)


def compare(name: str, sdk: Sdk, *, show: bool) -> Counts:
    """Compare the names of the operations that a document and an SDK both have."""
    truth: dict[tuple[str, str], set[str]] = {}
    for row in sdk.rows:
        truth.setdefault(_key(row.verb, row.path), set()).add(_unversioned(row.name))
    if name == "stripe" and STRIPE.is_file():
        names = method_names(STRIPE)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "openapi.json")
            path.write_text(json.dumps(document(name, sdk.rows)), encoding="utf-8")
            names = method_names(path)
    counts = Counts()
    for operation, ours in names.items():
        verb, _, path = operation.partition(" ")
        wanted = truth.get(_key(verb, path))
        if wanted is None:
            continue
        equal = _unversioned(ours) in wanted
        counts.total += 1
        counts.exact += equal
        counts.grouped += equal or _unversioned(ours) in {_without_groups(one, path) for one in wanted}
        if show and not equal:
            print(f"{verb:6} {path:70} {ours:50} {' | '.join(sorted(wanted))}")
    return counts


def document(title: str, rows: Iterable[Row]) -> dict[str, object]:
    """Return a document with the operations of an SDK: verbs, paths, and whether the response is a list."""
    paths: dict[str, dict[str, object]] = {}
    for row in rows:
        names = [part.partition("}")[0] for part in row.path.split("{")[1:]]
        params = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in set(names)]
        content = {"application/json": {"schema": row.response}}
        paths.setdefault(row.path, {}).setdefault(
            row.verb.lower(), {"parameters": params, "responses": {"200": {"description": "", "content": content}}}
        )
    return {"openapi": "3.1.0", "info": {"title": title, "version": "1"}, "paths": paths}


def method_names(path: Path) -> dict[str, str]:
    """Return the dotted name of each operation of a document, without configuration."""
    ready = preparation(path)
    if ready is None:
        return {}
    return {str(key): ".".join((*name.resource, name.method)) for key, name in ready.names.operations.items()}


def preparation(path: Path) -> Prepared | None:
    """Prepare a document without configuration: IR and names."""
    target = Target(name="sdk", root=path.parent, spec=path.name, output=path.parent, package="sdk")
    return prepare(read(target)).prepared


def count_fallbacks(documents: Iterable[Path]) -> None:
    """Print how many operations are named by their operationId although the plain name is free."""
    counts: Counter[str] = Counter()
    for path in documents:
        ready = preparation(path)
        if ready is None:
            continue
        plain = {key: snake(place.method) for key, place in choose_places(ready.api, {}, DEFAULT_NAMES).items()}
        used = {(item.resource, str(item.method)) for item in ready.names.operations.values()} | {
            (resource[:-1], resource[-1]) for resource in ready.names.resources
        }
        for operation in ready.api.operations:
            counts["operations"] += 1
            name = ready.names.operations[operation.id]
            by_id = name.method == snake(split_words(operation.operation_id)) and name.method != plain[operation.id]
            counts["by operationId"] += by_id
            counts["plain name was free"] += by_id and (name.resource, str(plain[operation.id])) not in used
    share = 100 * counts["plain name was free"] / max(counts["operations"], 1)
    print(*(f"{name}: {count:,}" for name, count in counts.items()), f"share: {share:.2f} %", sep="\n")


def _key(verb: str, path: str) -> tuple[str, str]:
    parts = path.split("{")
    return verb.upper(), parts[0] + "".join("{}" + part.partition("}")[2] for part in parts[1:])


def _without_groups(name: str, path: str) -> str:
    """Return the name of a method without the leading groups (``beta``, ``admin``) that its path says nothing about."""
    known = {singular(word) for part in path.split("/") if "{" not in part for word in split_words(part)}
    *groups, last, method = name.split(".") if "." in name else ("", name)
    while groups and not known & {singular(word) for word in split_words(groups[0])}:
        groups.pop(0)
    return ".".join((*groups, last, method))


def _unversioned(name: str) -> str:
    first, _, rest = name.partition(".")
    return rest if first in VERSIONS and rest else name


if __name__ == "__main__":
    main()
