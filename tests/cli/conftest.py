from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from codegen.cli.commands.check import check
from codegen.cli.commands.generate import generate
from codegen.cli.console import Console
from codegen.cli.entry import make_parser
from codegen.config import Target
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.core.location import Location
from codegen.openapi.document import Document, Syntax
from codegen.output import MANIFEST, FileTree, Manifest
from codegen.pipeline.generate import build
from codegen.pipeline.stages import Result


@dataclass
class Pipeline:
    """A pipeline that copies the document into the package; lines that start with a severity become diagnostics."""

    runs: list[Target] = field(default_factory=list)

    def __call__(self, target: Target, found: Diagnostics) -> Result:
        self.runs.append(target)
        path = target.root / target.spec
        if not path.is_file():
            found.error("file-not-found", "the file does not exist", Location(target.spec))
            return Result(target=target, found=found, documents={})
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.split("\n"), 1):
            at = Location(target.spec, "", number, 1)
            if line.startswith(("error", "incomplete", "warning")):
                getattr(found, line.split()[0])("invalid-value", line.partition(" ")[2], at, "do better")
        files = {"__init__.py": text.encode(), "sub/x.py": b"x = 1\n"}
        manifest = Manifest(generator="1", outputs=Manifest.digests(files)).to_bytes()
        read = Document(name=target.spec, path=path, text=text, sha256="", syntax=Syntax.YAML, value=None)
        tree = FileTree({**files, MANIFEST: manifest})
        return Result(target=target, found=found, documents={target.spec: read}, tree=tree)


@dataclass
class Shell:
    """Runs a command in a folder with the pipeline above."""

    cwd: Path
    pipeline: Pipeline = field(default_factory=Pipeline)
    out: str = ""
    err: str = ""

    def __call__(self, *argv: str) -> int:
        out, err = io.StringIO(), io.StringIO()
        console = Console(out=out, err=err, cwd=self.cwd, environ={})
        args = make_parser(argv[0]).parse_args(argv)
        try:
            return {"generate": generate, "check": check}[argv[0]](
                args, console, lambda targets: build(targets, self.pipeline)
            )
        except UsageError as error:
            console.fail(str(error))
            return 2
        finally:
            self.out, self.err = out.getvalue(), err.getvalue()

    def write(self, path: str, text: str) -> Path:
        file = self.cwd / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    @property
    def files(self) -> list[str]:
        return sorted(path.relative_to(self.cwd).as_posix() for path in self.cwd.rglob("*") if path.is_file())


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(cwd=tmp_path)
