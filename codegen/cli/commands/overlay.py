"""``codegen overlay``: write, apply and check OpenAPI Overlays."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from codegen.cli.reporter import Reporter
from codegen.cli.stdin import STDIN, STDIN_NAME, read_stdin
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import InternalError, UsageError
from codegen.core.json import is_same
from codegen.openapi.document import Syntax, load, parse
from codegen.openapi.document.dump import dump_file, dump_printed
from codegen.openapi.overlay import InexpressibleError, apply_overlay, difference

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from codegen.cli.console import Console
    from codegen.core.json import Json
    from codegen.openapi.document import Document

EXIT_NO_EFFECT = 1
EXIT_INVALID = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    made = actions.add_parser(
        "from-diff", help="write the overlay that turns one document into another", allow_abbrev=False
    )
    made.add_argument("old", metavar="OLD", help="the document that the overlay is for; - for standard input")
    made.add_argument("new", metavar="NEW", help="the edited document; - for standard input")
    _add_output(made, "yaml, and json for a FILE that ends in .json")
    apply = actions.add_parser("apply", help="write a document with overlays applied", allow_abbrev=False)
    _add_documents(apply)
    _add_output(apply, "that of the document")
    check = actions.add_parser(
        "check", help="fail when actions of overlays do not apply to a document", allow_abbrev=False
    )
    _add_documents(check)
    check.add_argument("--format", choices=("text", "json", "github"), default="text", help="format (default: text)")


def _add_documents(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("document", metavar="DOC", help="OpenAPI document; - for standard input")
    parser.add_argument("overlays", metavar="OVERLAY", nargs="+", help="overlays to apply, in order")


def _add_output(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument("--output", metavar="FILE", help="write to a file instead of standard output")
    parser.add_argument("--format", choices=("json", "yaml"), help=f"format (default: {default})")


def run(args: argparse.Namespace, console: Console) -> int:
    """Run one of the actions. Raises ``UsageError`` for an output that cannot be written."""
    return {"from-diff": _from_diff, "apply": _apply, "check": _check}[args.action](args, console)


def _load(names: Sequence[str], console: Console, found: Diagnostics) -> list[Document] | None:
    """Load documents; None if one of them is invalid, which is reported."""
    documents: list[Document | None] = []
    for name in names:
        if name == STDIN:
            path = console.cwd / STDIN_NAME
            documents.append(parse(read_stdin(console), name=STDIN_NAME, path=path, found=found))
        else:
            documents.append(load(console.cwd / name, name=name, found=found))
    loaded = [document for document in documents if document is not None]
    return None if found.failed or len(loaded) < len(documents) else loaded


def _report(found: Diagnostics, documents: Sequence[Document], console: Console, form: str = "text") -> Reporter:
    """Print diagnostics."""
    reporter = Reporter(console=console, format=form)
    by_name: Mapping[str, Document] = {document.name: document for document in documents}
    reporter.add(found, console.cwd, by_name)
    reporter.flush()
    return reporter


def _from_diff(args: argparse.Namespace, console: Console) -> int:
    found = Diagnostics()
    documents = _load([args.old, args.new], console, found)
    _report(found, documents or [], console)
    if documents is None:
        return EXIT_INVALID
    old, new = documents
    try:
        overlay = difference(old, new)
    except InexpressibleError as error:
        raise UsageError(str(error)) from error
    _verify(overlay, old, new)
    by_suffix = Syntax.JSON if (args.output or "").lower().endswith(".json") else Syntax.YAML
    _write(overlay, Syntax(args.format or by_suffix), args.output, console)
    if is_same(old.value, new.value):
        console.note("the documents are equal: the overlay changes nothing")
    return 0


def _verify(overlay: dict[str, Json], old: Document, new: Document) -> None:
    """Check that an overlay turns one document into the other. Raises ``UsageError`` if it exceeds a limit."""
    found = Diagnostics()
    written = parse(dump_file(overlay, Syntax.JSON).encode(), name="overlay", found=found)
    result = apply_overlay(old, written, found) if written is not None else None
    if found.failed:
        msg = f"the documents differ too much for an overlay: {next(iter(found)).message}"
        raise UsageError(msg)
    if result is None or not is_same(result.value, new.value):
        msg = "the overlay does not turn the old document into the new one"
        raise InternalError(msg)


def _apply(args: argparse.Namespace, console: Console) -> int:
    found = Diagnostics()
    documents = _load([args.document, *args.overlays], console, found)
    result = _applied(documents, found)
    _report(found, documents or [], console)
    if result is None or found.failed:
        return EXIT_INVALID
    _write(result.value, Syntax(args.format) if args.format else result.syntax, args.output, console)
    return 0


def _applied(documents: Sequence[Document] | None, found: Diagnostics) -> Document | None:
    """Return the first document with all others applied to it as overlays."""
    if documents is None:
        return None
    result, *overlays = documents
    for overlay in overlays:
        result = apply_overlay(result, overlay, found)
    return result


def _check(args: argparse.Namespace, console: Console) -> int:
    found = Diagnostics()
    documents = _load([args.document, *args.overlays], console, found)
    _applied(documents, found)
    reporter = _report(found, documents or [], console, args.format)
    code = EXIT_INVALID if documents is None or found.failed else _count_failures(documents, found, reporter)
    reporter.finish("overlay check")
    return code


def _count_failures(documents: Sequence[Document], found: Diagnostics, reporter: Reporter) -> int:
    """Print how many actions have an effect."""
    actions = sum(_count(overlay) for overlay in documents[1:])
    failing = len({(item.location.file, item.location.pointer.split("/")[2]) for item in found})
    text = f"{documents[0].name}: {actions - failing} of {actions} actions apply"
    if reporter.format != "github":
        reporter.result(text, kind="overlay", document=documents[0].name, actions=actions, failing=failing)
    return EXIT_NO_EFFECT if failing else 0


def _count(overlay: Document) -> int:
    """Return the number of actions of a valid overlay."""
    actions = overlay.value.get("actions") if isinstance(overlay.value, dict) else None
    return len(actions) if isinstance(actions, list) else 0


def _write(value: Json, syntax: Syntax, output: str | None, console: Console) -> None:
    """Print a document, or write it to a file. Raises ``UsageError`` if the file cannot be written."""
    if output is None:
        console.result(dump_printed(value, syntax))
        return
    path = console.output_path(output)
    with _saving(output):
        path.write_text(dump_file(value, syntax), encoding="utf-8", newline="\n")
    console.note(f"wrote {output}")


@contextmanager
def _saving(output: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        msg = f"{output} cannot be written: {error.strerror or error}"
        raise UsageError(msg) from error
