"""``codegen tables``: show, check, export and write schema tables."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from codegen.cli.report.tables import TABLES_FORMATS, TablesReport
from codegen.cli.reporter import Reporter
from codegen.cli.stdin import STDIN, STDIN_NAME, read_stdin
from codegen.config import Config, TablesSettings, find_config, load_config
from codegen.config.dialect import DIALECTS, load_dialect
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.errors import UsageError
from codegen.core.printed import json_text, visible_line
from codegen.core.suggest import closest
from codegen.openapi.document import Syntax
from codegen.openapi.document.dump import dump_printed
from codegen.output.folder import write_file
from codegen.python.parts import PARTS
from codegen.tables.check.documents import check_tables, export_tables, read_files
from codegen.tables.check.proposals import overlay_of, rank_of
from codegen.tables.dialects.registry import configured
from codegen.tables.learn import dialect_text, learn_types, rules_of, typed_share
from codegen.tables.show import reference_data, text_lines
from codegen.tables.write.document import written_tables

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from codegen.cli.console import Console
    from codegen.openapi.document import Document
    from codegen.tables.learn import LearnedType
    from codegen.tables.model import Reference

EXIT_CONTRADICTION = 1
EXIT_INVALID = 2
_SHOW_FORMATS = ("text", "json", "yaml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("show", help="print the parsed tables", allow_abbrev=False)
    _add_files(show)
    show.add_argument("--format", choices=_SHOW_FORMATS, default="text", help="format (default: text)")
    check = actions.add_parser("check", help="fail when tables contradict a document", allow_abbrev=False)
    _add_files(check)
    check.add_argument("--spec", metavar="FILE", required=True, help="OpenAPI document; - for standard input")
    check.add_argument(
        "--write-overlay", metavar="FILE", help="write an overlay that gives the document the facts of the pages"
    )
    check.add_argument("--format", choices=TABLES_FORMATS, default="text", help="format (default: text)")
    _add_config(check)
    export = actions.add_parser("export", help="convert tables to an OpenAPI 3.1 document", allow_abbrev=False)
    _add_files(export)
    export.add_argument("--title", default="Schema tables", help="title of the document")
    export.add_argument("--format", choices=("json", "yaml"), default="json", help="format (default: json)")
    export.add_argument("--output", metavar="FILE", help="write to a file instead of standard output")
    _add_config(export)
    learn = actions.add_parser(
        "learn", help="propose rules of a dialect from what is not understood", allow_abbrev=False
    )
    _add_files(learn)
    learn.add_argument("--output", metavar="FILE", help="write the rules as a dialect file")
    _add_config(learn)
    write = actions.add_parser("write", help="write a document as Markdown tables", allow_abbrev=False)
    write.add_argument("--spec", metavar="FILE", required=True, help="OpenAPI document; - for standard input")
    write.add_argument("--output", metavar="DIR", required=True, help="folder for the pages")


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="pages, folders of pages, or shell patterns")
    names = ", ".join(DIALECTS)
    parser.add_argument(
        "--dialect", metavar="NAME", help=f"a dialect file, or one of {names} (default: configured, else detected)"
    )
    parser.add_argument(
        "--allow-partial", action="store_true", help="go on with what can be read of pages with errors, and exit 0"
    )


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", metavar="FILE", help="configuration with a [tables] table (default: the nearest)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Run one of the actions. Raises ``UsageError`` for a missing configuration."""
    return {"show": _show, "check": _check, "export": _export, "learn": _learn, "write": _write}[args.action](
        args, console
    )


def _finish(
    found: Diagnostics, console: Console, root: Path, documents: Mapping[str, Document] = MappingProxyType({})
) -> int:
    """Print diagnostics to standard error; return 2 when the input is invalid."""
    reporter = Reporter(console=console, format="text")
    reporter.add(found, root, documents)
    reporter.flush()
    return EXIT_INVALID if found.count(Severity.ERROR) else 0


def _display(console: Console, root: Path, file: str) -> str:
    return console.display(root / file)


def _show(args: argparse.Namespace, console: Console) -> int:
    found = Diagnostics()
    reference = _read(args, console, TablesSettings(), found)

    def display(file: str) -> str:
        return _display(console, console.cwd, file)

    if args.format == "text":
        for line in text_lines(reference, display):
            console.result(visible_line(line))
    else:
        console.result(dump_printed(reference_data(reference, display), Syntax(args.format)))
    return _partial(args, _finish(found, console, console.cwd))


def _document(spec: str, console: Console) -> tuple[str, bytes | None]:
    """Return the name of a document, and its content if that is standard input."""
    return (STDIN_NAME, read_stdin(console)) if spec == STDIN else (spec, None)


def _partial(args: argparse.Namespace, code: int) -> int:
    return 0 if args.allow_partial else code


def _read(args: argparse.Namespace, console: Console, settings: TablesSettings, found: Diagnostics) -> Reference:
    """Read the pages with the dialect of the command line, else with the configured one, else as detected."""
    rules = settings.dialect
    if args.dialect and args.dialect not in DIALECTS:
        if not args.dialect.endswith(".toml"):
            msg = f"unknown dialect {args.dialect!r}: {closest(args.dialect, DIALECTS)}, or give a .toml file"
            raise UsageError(msg)
        rules = load_dialect(console.cwd / args.dialect, args.dialect, found) or {}
    elif args.dialect:
        rules = {"extends": args.dialect}
    return read_files(args.files, console.cwd, found, configured(rules))


def _settings(args: argparse.Namespace, console: Console, found: Diagnostics) -> TablesSettings | None:
    """Return the settings of the configuration, the defaults without one, None when it is invalid."""
    path = Path(os.path.normpath(console.cwd / args.config)) if args.config else find_config(console.cwd)
    if path is None:
        return TablesSettings()
    if args.config and not path.is_file():
        msg = f"the configuration {console.display(path)} does not exist"
        raise UsageError(msg)
    reported = Diagnostics()
    config: Config | None = load_config(path, reported, PARTS)
    found.items += [
        replace(
            item, location=replace(item.location, file=os.path.relpath(path.parent / item.location.file, console.cwd))
        )
        for item in reported
    ]
    return config.tables if config else None


def _check(args: argparse.Namespace, console: Console) -> int:
    found = Diagnostics()
    settings = _settings(args, console, found)
    if settings is None:
        return _finish(found, console, console.cwd) or EXIT_INVALID
    reference = _read(args, console, settings, found)
    name, content = _document(args.spec, console)
    reported, documents = check_tables(reference, console.cwd / name, settings, found, name=name, content=content)
    code = _finish(found, console, console.cwd, documents)
    if not reported and code:
        return code
    reported.sort(key=lambda row: rank_of(row.difference))
    report = TablesReport(reported, lambda file: _display(console, console.cwd, file))
    for line in TABLES_FORMATS[args.format](report):
        console.result(line)
    if args.write_overlay:
        actions = [action for row in reported if row.counts for action in row.proposal.actions]
        text = json_text(overlay_of(actions, f"Facts of the reference pages of {Path(name).name}"), indent=2)
        with _saving():
            console.output_path(args.write_overlay).write_text(text + "\n", encoding="utf-8", newline="\n")
    return _partial(args, code) or (EXIT_CONTRADICTION if report.contradictions else 0)


def _export(args: argparse.Namespace, console: Console) -> int:
    found = Diagnostics()
    settings = _settings(args, console, found)
    document = None
    if settings is not None:
        reference = _read(args, console, settings, found)
        document = export_tables(reference, settings, found, title=args.title)
    code = _partial(args, _finish(found, console, console.cwd))
    if document is None or code:
        return code or EXIT_INVALID
    text = dump_printed(document.value, Syntax(args.format))
    if args.output:
        path = console.output_path(args.output)
        with _saving():
            path.write_text(text + "\n", encoding="utf-8", newline="\n")
    else:
        console.result(text)
    return code


def _learn(args: argparse.Namespace, console: Console) -> int:
    """Print the proposed rules and the share of typed fields; write the rules if a file is named."""
    found = Diagnostics()
    settings = _settings(args, console, found)
    if settings is None:
        return _finish(found, console, console.cwd) or EXIT_INVALID
    output = _new_file(args, console)
    reference = _read(args, console, settings, found)
    learned = learn_types(reference)
    _print_rules(learned, console)
    base = args.dialect or next((name for _, name in reference.dialects), "")
    rules = rules_of(learned, base if base in DIALECTS else "")
    after = read_files(args.files, console.cwd, Diagnostics(), configured(rules))
    console.result(f"typed fields: {typed_share(reference)} before, {typed_share(after)} after")
    if output is not None and learned:
        with _saving():
            output.write_text(dialect_text(learned, base), encoding="utf-8", newline="\n")
        console.result(f"{console.display(output)}: {len(learned)} {'rule' if len(learned) == 1 else 'rules'}")
    return EXIT_INVALID if not reference.tables else 0


def _new_file(args: argparse.Namespace, console: Console) -> Path | None:
    """Return the path of the output file, if one is named. Raises ``UsageError`` when it exists, or is a link."""
    output = console.output_path(args.output) if args.output else None
    if output is not None and output.exists():
        msg = f"{console.display(output)} exists; name another file"
        raise UsageError(msg)
    return output


def _print_rules(learned: Sequence[LearnedType], console: Console) -> None:
    for rule in learned:
        at = console.display(console.cwd / rule.location.file)
        line = f"{rule.text!r} {rule.count}x, as {rule.words}? ({at}:{rule.location.line}:{rule.location.column})"
        console.result(visible_line(line))


@contextmanager
def _saving() -> Iterator[None]:
    """Convert an ``OSError`` to a ``UsageError``."""
    try:
        yield
    except OSError as error:
        msg = f"the output cannot be written: {error.strerror or error}"
        raise UsageError(msg) from error


def _write(args: argparse.Namespace, console: Console) -> int:
    found = Diagnostics()
    name, content = _document(args.spec, console)
    pages, documents = written_tables(console.cwd / name, found, name=name, content=content)
    code = _finish(found, console, console.cwd, documents)
    if code:
        return code
    folder = console.output_path(args.output)
    with _saving():
        folder.mkdir(parents=True, exist_ok=True)
        for page, text in pages.items():
            write_file(folder / page, text.encode())
    console.result(f"{console.display(folder)}: {len(pages)} {'page' if len(pages) == 1 else 'pages'}")
    return 0
