"""Reads the code blocks of Markdown pages, and runs those of a page in a folder, in their order.

A fence with a title (```` ```yaml title="api.yaml" ````) is a file. ``sh`` is a script that succeeds, ``console`` has
commands after ``$`` with their output, in which ``…`` stands for any text, and ``python`` is a program.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^( *)```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_ELSEWHERE = ("pip install ", "git clone ")
"""Commands that need another machine; the environment of the tests has what they install."""
_SERVE = re.compile(r"^uvicorn (\S+) --port (\d+)$", re.MULTILINE)
_ACCEPTED = (0, 1)
"""Exit codes of a command in ``console``: 1 is what a check or a gate answers."""


@dataclass(frozen=True, slots=True)
class Block:
    """A code block: its language, title, text, and line."""

    language: str
    title: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    """Return the code blocks of a page."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(match[2], match[3] or "", dedent(match[4]), text.count("\n", 0, match.start()) + 1)
        for match in _FENCE.finditer(text)
    ]


@dataclass
class Runner:
    """Runs blocks in a folder. ``ports`` maps the ports of a page to those of its servers."""

    folder: Path
    environ: dict[str, str]
    stack: ExitStack
    ports: dict[str, str] = field(default_factory=dict)

    def run(self, block: Block) -> None:
        """Write the file of a block, or run it, and compare its output."""
        if block.title:
            path = self.folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            self._script(block)
        elif block.language == "console":
            self._console(block)
        elif block.language == "python":
            code, out = self._process([sys.executable, "-W", "error", "-c", self._moved(block.text)])
            assert code == 0, f"line {block.line}: {out}"

    def _script(self, block: Block) -> None:
        text = block.text
        for name, value in re.findall(r"^export (\w+)=(\S+)$", text, re.MULTILINE):
            self.environ[name] = value
        for app, port in _SERVE.findall(text):
            self.ports[port] = self.stack.enter_context(served(app, self.folder, self.environ))
        lines = _SERVE.sub("", text).splitlines()
        script = "\n".join(line for line in lines if not line.startswith(_ELSEWHERE))
        code, out = self._process(["bash", "-euc", script])
        assert code == 0, f"line {block.line}: {out}"

    def _console(self, block: Block) -> None:
        for entry in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            command, _, expected = entry.partition("\n")
            code, out = self._process(["bash", "-uc", self._moved(command)])
            assert code in _ACCEPTED, f"line {block.line}: {command}: {code}\n{out}"
            lines = ("(?:.*\n)*?" if line == "…" else _pattern(line) for line in expected.splitlines())
            text = "".join(f"{line.rstrip()}\n" for line in out.splitlines() if line)
            assert re.fullmatch("".join(lines), text), f"line {block.line}: {command}\n{out}\n!= {expected}"

    def _moved(self, text: str) -> str:
        """Return the text with the ports that the servers have here; programs of files are changed in their file."""
        for path in self.folder.glob("*.py"):
            content = path.read_text(encoding="utf-8")
            path.write_text(_replaced(content, self.ports), encoding="utf-8")
        return _replaced(text, self.ports)

    def _process(self, argv: list[str]) -> tuple[int, str]:
        done = subprocess.run(
            argv,
            cwd=self.folder,
            env=self.environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=240,
        )
        assert "Traceback" not in done.stdout, done.stdout
        return done.returncode, done.stdout


def _pattern(line: str) -> str:
    return ".*".join(map(re.escape, line.split("…"))) + "\n"


def _replaced(text: str, ports: dict[str, str]) -> str:
    for old, new in ports.items():
        text = text.replace(f"127.0.0.1:{old}", f"127.0.0.1:{new}")
    return text


@contextmanager
def served(app: str, folder: Path, environ: dict[str, str]) -> Iterator[str]:
    """Serve an application with uvicorn on an inherited socket, which queues connections from the start."""
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        number = listener.fileno()
        command = [sys.executable, "-m", "uvicorn", app, "--fd", str(number), "--ws", "none"]
        server = subprocess.Popen(
            command,
            cwd=folder,
            env=environ,
            pass_fds=[number],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            yield str(listener.getsockname()[1])
        finally:
            server.terminate()
            said, _ = server.communicate(timeout=20)
    assert "Traceback" not in said, said
