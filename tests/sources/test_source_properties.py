"""Properties of sources: credentials appear nowhere, locks and snapshots are data, paths stay in their folder."""

from __future__ import annotations

import base64
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.cli.commands.fetch import run
from codegen.cli.console import Console
from codegen.cli.entry import make_parser
from codegen.config import Target, parse_address
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.sources.gather import gather
from codegen.sources.lock import LOCK, LockError, read_lock
from codegen.sources.model import Fetched, SourceError
from codegen.sources.snapshot import check_snapshot, plan_change, read_snapshot
from tests.support.loopback import Reply, Server, serving

pytestmark = pytest.mark.slow

SPEC = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
SECRETS = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="'\"\\#"), min_size=8, max_size=30
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def replies(server: Server, secret: str) -> dict[str, Reply]:
    """Return responses that repeat the credentials in every place, by path."""
    text = f"{SPEC}x-me: '{secret}'\n".encode()
    here = f"http://127.0.0.1:{server.port}"
    return {
        "/plain.yaml": Reply(SPEC.encode(), headers={"ETag": '"1"'}),
        "/echo.yaml": Reply(text),
        "/tag.yaml": Reply(SPEC.encode(), headers={"ETag": f'"{secret}"'}),
        "/error.yaml": Reply(text, status=401),
        "/html.yaml": Reply(f"<html>{secret}</html>".encode()),
        "/invalid.yaml": Reply(f"a: [{secret}\n".encode()),
        "/query.yaml": Reply(status=302, headers={"Location": f"{here}/none?token={secret}"}),
        "/user.yaml": Reply(status=302, headers={"Location": f"http://me:{secret}@127.0.0.1:{server.port}/plain.yaml"}),
        "/path.yaml": Reply(status=302, headers={"Location": f"{here}/{secret}"}),
        "/ref.yaml": Reply(SPEC.encode() + f"x: {{$ref: 'a/{secret}.yaml'}}\n".encode()),
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=6, deadline=None)
@given(secret=SECRETS, way=st.sampled_from(["token", "header", "netrc"]))
def test_credentials_appear_nowhere(server: Server, secret: str, way: str) -> None:
    server.replies.clear()
    server.replies.update(replies(server, secret))
    forms = {secret, base64.b64encode(f"me:{secret}".encode()).decode()}
    for path in list(server.replies):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name, "project")
            folder.mkdir()
            netrc = Path(name, "netrc")
            environ = {"HOME": "/nonexistent"}
            headers = ""
            if way == "token":
                environ["CODEGEN_TOKEN_127_0_0_1"] = secret
            elif way == "header":
                environ["KEY"] = secret
                headers = '[targets.a.source_headers]\nX-Key = "k ${KEY}"\n'
            else:
                netrc.write_text(f'machine 127.0.0.1 login me password "{secret}"\n', encoding="utf-8")
                environ["NETRC"] = str(netrc)
            spec = f'[targets.a]\nspec = "http://127.0.0.1:{server.port}{path}"\n{headers}'
            (folder / "codegen.toml").write_text(spec, encoding="utf-8")
            out = io.StringIO()
            console = Console(out=out, err=out, cwd=folder, environ=environ)
            try:
                run(make_parser("fetch").parse_args(["fetch"]), console)
            except UsageError as error:
                console.fail(str(error))
            printed = out.getvalue()
            stored = [item.read_text(encoding="utf-8") for item in folder.rglob("*") if item.is_file()]
        assert printed.count("\n") == 1, (path, printed)
        for form in forms:
            assert form not in printed, path
            assert all(form not in text for text in stored), path


NAMES = st.one_of(
    st.sampled_from(
        ["../x", "/etc/hostname", "a/../../x", "o.yaml", LOCK, "..", "a\\..\\x", "C:x", "con", "link/x", ""]
    ),
    st.text(max_size=12),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("0" * 64),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
LOCKS = st.one_of(
    st.fixed_dictionaries(
        {
            "version": st.just(1),
            "source": st.one_of(st.just("https://example.com/o.yaml"), st.just("app:os:abort"), VALUES),
            "files": st.one_of(st.dictionaries(NAMES, st.just("0" * 64), max_size=4), VALUES),
        },
        optional={"etag": VALUES, "commit": VALUES, "time": VALUES, "run": VALUES},
    ),
    VALUES,
)


def target(root: Path) -> Target:
    source = parse_address("https://example.com/o.yaml", root)
    return Target(name="a", root=root, spec="pins/o.yaml", source=source, output=root, package="a")


@settings(max_examples=100, deadline=None)
@given(lock=LOCKS, force=st.booleans())
def test_a_lock_is_data_and_its_paths_stay_in_its_folder(lock: object, *, force: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "project")
        folder = root / "pins"
        folder.mkdir(parents=True)
        (Path(name) / "x").write_text("mine", encoding="utf-8")
        (root / "x").write_text("mine", encoding="utf-8")
        (folder / "o.yaml").write_text(SPEC, encoding="utf-8")
        (folder / "link").symlink_to(name)
        (folder / LOCK).write_text(json.dumps(lock), encoding="utf-8")
        assert check_snapshot(target(root), Diagnostics())
        snapshot = read_snapshot(target(root))
        assert all((folder / item).resolve().is_relative_to(folder) for item in snapshot.files)
        try:
            change = plan_change(target(root), snapshot, Fetched(files={"o.yaml": b"new"}), force=force)
            change.apply()
        except SourceError:
            assert not force
        assert [path.read_text(encoding="utf-8") for path in (Path(name) / "x", root / "x")] == ["mine", "mine"]
        assert sorted(path.name for path in root.iterdir()) == ["pins", "x"]


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=60))
def test_any_bytes_are_a_lock_or_an_error(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / LOCK).write_bytes(data)
        with pytest.raises(LockError, match=LOCK):
            read_lock(Path(name))


@settings(max_examples=60, deadline=None)
@given(names=st.lists(NAMES.filter(bool), max_size=5))
def test_references_of_a_document_stay_in_its_folder(names: list[str]) -> None:
    asked: list[str] = []

    def read(path: str) -> None:
        asked.append(path)

    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "x": [{"$ref": n} for n in names],
    }
    gather("o.json", json.dumps(document).encode(), read)
    assert all(not path.startswith(("/", "..")) and "\\" not in path and path != LOCK for path in asked)
