"""An SDK and the package that adopted its names make the same calls against a recorder on the loopback interface."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from codegen.cli import main
from codegen.config import load_config
from codegen.core.diagnostic import Diagnostics
from codegen.ir.lookup import resolved
from codegen.ir.types import Scalar
from codegen.pipeline.steps import prepare, read
from codegen.python.emit.arguments import call_arguments
from codegen.python.parts import PARTS
from tests.adopt.sdks import DOCUMENT, SDKS, write
from tests.support.packages import imported

pytestmark = pytest.mark.slow

PROGRAM = """
client = Forum(api_key="secret", base_url=ADDRESS)

first = client.threads.messages.add("t1", content="How do I reset a device?")
second = client.threads.messages.add("t1", content="Hold the button for ten seconds.")
print(first.id, second.content)

again = client.threads.messages.retrieve(first.id, thread_id="t1", include_all=True)
if again.content != first.content:
    raise SystemExit("the message changed")

words = []
for message in client.threads.messages.list("t1", after="k0"):
    words.extend(message.content.split())
print(len(words), words[0])

longest = max(words, key=len)
print(client.search.run(q=longest) is not None)

kept = [message.id for message in client.threads.messages.list("t1")]
for identifier in kept[:-1]:
    client.threads.messages.remove(identifier, thread_id="t1")
print("removed", len(kept) - 1)

with_defaults = client.threads.messages.retrieve("m9", thread_id="t/2")
print(with_defaults.id)
"""


class Recorder:
    """A server that records canonical requests: method, path, sorted query, JSON body, and the headers of the API."""

    def __init__(self) -> None:
        self.requests: list[Any] = []
        self.address = ""

    def reply(self, method: str, path: str, query: dict[str, str]) -> Any:
        if method == "GET" and path.endswith("/messages"):
            more = {} if query.get("from") == "k1" else {"next_key": "k1"}
            return {"rows": [{"id": "m1", "content": "plain answer"}, {"id": "m2", "content": "it works"}], **more}
        return {"id": "m1", "content": "How do I reset a device?"}


@contextmanager
def recording() -> Iterator[Recorder]:
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = sorted(parse_qsl(parts.query, keep_blank_values=True))
            sent = json.loads(body) if body else None
            recorder.requests.append((self.command, parts.path, query, sent, self.headers["forum-version"]))
            content = json.dumps(recorder.reply(self.command, parts.path, dict(query))).encode()
            self.send_response(204 if self.command == "DELETE" else 200)
            if self.command != "DELETE":
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "DELETE":
                self.wfile.write(content)

        do_GET = do_POST = do_DELETE = respond  # noqa: N815 - names of http.server

        def log_message(self, *_: object) -> None:
            """Do not log."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    recorder.address = f"http://127.0.0.1:{http.server_port}/v1"
    try:
        yield recorder
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with the SDK, the configuration that ``adopt`` writes, and the generated package."""
    place = tmp_path_factory.mktemp("adopted")
    (place / "forum.yaml").write_text(DOCUMENT, encoding="utf-8")
    write(place / "sdk", SDKS["Stainless"])
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert main(["adopt", "sdk", "--spec", "forum.yaml", "--target", "forum_api"]) == 0
        assert main(["generate"]) == 0
        yield place


def test_a_program_runs_with_its_import_changed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs, requests = [], []
    for place, line in ((folder / "sdk/forum", "Forum"), (folder / "generated/forum_api", "Client")):
        with imported(place) as package, recording() as recorder:
            capsys.readouterr()
            exec(PROGRAM, {"Forum": getattr(package, line), "ADDRESS": recorder.address})  # noqa: S102 - our own text
            outputs.append(capsys.readouterr().out)
            requests.append(recorder.requests)
    assert outputs[0] == outputs[1] != ""
    assert requests[0] == requests[1]
    assert len(requests[0]) == 12


def _value(api: Any, argument: Any, rng: Random) -> Any:
    node = resolved(api, argument.type)
    if isinstance(node, Scalar) and node.kind == "boolean":
        return rng.random() < 0.5
    return "".join(rng.choice("abz 09%/ä€+&=") for _ in range(rng.randint(1, 12)))


def test_generated_calls_are_equal(folder: Path) -> None:
    """200 calls with arguments from the document: requests and parsed responses are equal."""
    config = load_config(folder / "codegen.toml", Diagnostics(), PARTS)
    assert config is not None
    prepared = prepare(read(config.targets[0])).prepared
    assert prepared is not None
    rng, calls = Random(7), []  # noqa: S311 - test data
    names = config.targets[0].names
    for operation in [rng.choice(prepared.api.operations) for _ in range(200)]:
        arguments = call_arguments(prepared.api, operation, prepared.names.operations[operation.id])
        chosen = [item for item in arguments if item.required or rng.random() < 0.5]
        positional = [_value(prepared.api, item, rng).replace("/", "") or "x" for item in chosen if item.positional]
        keywords = {
            str(item.name): _value(prepared.api, item, rng).replace("/", "-") + "x"
            if item.required and item.name == "thread_id"
            else _value(prepared.api, item, rng)
            for item in chosen
            if not item.positional
        }
        calls.append((names[operation.id], positional, keywords))
    made = []
    for place, line in ((folder / "sdk/forum", "Forum"), (folder / "generated/forum_api", "Client")):
        with imported(place) as package, recording() as recorder:
            client = getattr(package, line)(api_key="secret", base_url=recorder.address)
            replies = [_call(client, *call) for call in calls]
            made.append((recorder.requests, replies))
    assert made[0][0] == made[1][0]
    assert made[0][1] == made[1][1]


def _call(client: Any, name: str, positional: list[Any], keywords: dict[str, Any]) -> Any:
    method = client
    for part in name.split("."):
        method = getattr(method, part)
    reply = method(*positional, **keywords)
    if hasattr(reply, "rows") or type(reply).__name__.endswith("Page"):
        return [(row.id, row.content) for row in reply]
    return (reply.id, reply.content) if hasattr(reply, "content") else None if reply is None else "object"
