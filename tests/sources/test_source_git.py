"""Documents of git revisions, in local and remote repositories."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from codegen.config import GitAddress, parse_address
from codegen.sources.credentials import Credentials
from codegen.sources.fetch import fetch
from codegen.sources.git import git_login
from codegen.sources.model import Fetched, SourceError
from tests.support.loopback import Reply, serving

SPEC = "openapi: 3.1.0\ninfo: {title: T, version: '%s'}\npaths: {}\n"
WHEN = "2026-01-05T10:00:00+02:00"

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Repository:
    folder: Path

    def git(self, *arguments: str) -> str:
        identity = ("-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "init.defaultBranch=main")
        environ = {**os.environ, "GIT_COMMITTER_DATE": WHEN, "GIT_AUTHOR_DATE": WHEN}
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=self.folder, env=environ, check=True, capture_output=True, text=True).stdout

    def commit(self, **files: str) -> str:
        for name, text in files.items():
            path = self.folder / name.replace("__", "/").replace("_yaml", ".yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "m")
        return self.git("rev-parse", "HEAD").strip()

    def fetch(self, text: str, root: Path | None = None) -> Fetched:
        folder = root or self.folder
        address = parse_address(text.replace("REPO", f"git+file://{self.folder}"), folder)
        assert address is not None
        return fetch(address, folder, os.environ, headers={}, seconds=30)

    def problem(self, text: str) -> str:
        with pytest.raises(SourceError) as caught:
            self.fetch(text)
        assert "\n" not in str(caught.value)
        return str(caught.value)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository(tmp_path_factory.mktemp("provider"))
    made.git("init", "--quiet")
    made.commit(api__o_yaml=SPEC % "1")
    made.git("tag", "v1")
    (made.folder / "api" / "link.yaml").symlink_to("/etc/hostname")
    ref = "components: {schemas: {S: {$ref: 'more.yaml#/S'}, T: {$ref: 'link.yaml'}}}\n"
    made.commit(api__o_yaml=SPEC % "2" + ref, api__more_yaml="S: {type: string}\n", page_yaml="hello")
    made.git("branch", "feature/x")
    return made


def test_a_tag_of_a_remote_repository(repository: Repository) -> None:
    fetched = repository.fetch("REPO@v1#api/o.yaml")
    assert fetched.files == {"o.yaml": (SPEC % "1").encode()}
    assert fetched.facts == {"commit": repository.git("rev-parse", "v1").strip(), "time": "2026-01-05T08:00:00Z"}


@pytest.mark.parametrize("revision", ["", "@main", "@feature/x", "@{hash}", "@{short}", "@main~0"])
def test_revisions_of_a_remote_repository(repository: Repository, revision: str) -> None:
    whole = repository.git("rev-parse", "main").strip()
    fetched = repository.fetch(f"REPO{revision.format(hash=whole, short=whole[:8])}#api/o.yaml")
    assert list(fetched.files) == ["o.yaml", "more.yaml"]
    assert fetched.facts["commit"] == whole


def test_revisions_of_the_own_repository(repository: Repository) -> None:
    assert repository.fetch("v1:api/o.yaml").files == {"o.yaml": (SPEC % "1").encode()}
    below = repository.folder / "api"
    assert list(repository.fetch("HEAD:o.yaml", below).files) == ["o.yaml", "more.yaml"]
    assert list(repository.fetch("HEAD~1:../api/o.yaml", below).files) == ["o.yaml"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("REPO@v9#api/o.yaml", "couldn't find remote ref v9"),
        ("REPO@abcdef0#api/o.yaml", "there is no revision 'abcdef0'"),
        ("REPO@v1#api/none.yaml", "the revision 'v1' has no file 'api/none.yaml'"),
        ("REPO@main#api/link.yaml", "the revision 'main' has no file 'api/link.yaml'"),
        ("REPO@main#api", "the revision 'main' has no file 'api'"),
        ("REPO@main#page.yaml", "the content is not a document"),
        ("v9:api/o.yaml", "there is no revision 'v9'"),
        ("v1:none.yaml", "the revision 'v1' has no file 'none.yaml'"),
        ("v1:../none.yaml", "the revision 'v1' has no file '../none.yaml'"),
        ("git+file:///nonexistent/r@v1#o.yaml", "git: "),
    ],
)
def test_what_cannot_be_read(repository: Repository, text: str, expected: str) -> None:
    assert expected in repository.problem(text)


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    with serving() as server:
        server.replies["/r/info/refs?service=git-upload-pack"] = Reply(stall=True)
        address = parse_address(f"git+http://127.0.0.1:{server.port}/r@v1#o.yaml", tmp_path)
        assert address is not None
        with pytest.raises(SourceError, match=r"git did not answer within 1 s"):
            fetch(address, tmp_path, os.environ, headers={}, seconds=1)


def test_a_token_is_sent_as_a_variable() -> None:
    address = parse_address("git+https://example.com/r@v1#o.yaml", Path())
    assert isinstance(address, GitAddress)
    environ = {"CODEGEN_TOKEN_EXAMPLE_COM": "s3cret-token", "GIT_CONFIG_COUNT": "1"}
    credentials = Credentials(environ, {})
    variables = git_login(address, credentials)
    assert variables["GIT_CONFIG_COUNT"] == "2"
    assert variables["GIT_CONFIG_KEY_1"] == "http.https://example.com/.extraHeader"
    assert credentials.redacted(variables["GIT_CONFIG_VALUE_1"]) == "Authorization: Basic ***"
    assert git_login(address, Credentials({}, {})) == {}


def test_a_hook_of_another_repository_does_not_redirect_git(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    address = parse_address("v1:api/o.yaml", repository.folder)
    assert address is not None
    assert fetch(address, repository.folder, os.environ, headers={}).files == {"o.yaml": (SPEC % "1").encode()}
