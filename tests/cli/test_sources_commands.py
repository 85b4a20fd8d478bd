"""``codegen fetch`` and ``codegen update``, and other commands over snapshots."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from codegen.cli.console import Console
from codegen.cli.entry import make_parser
from codegen.cli.registry import COMMANDS
from codegen.core.errors import UsageError
from tests.support.loopback import Reply, Server, serving

pytestmark = pytest.mark.slow

SPEC = """openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}, age: {type: integer}}}
"""
ADDED = SPEC.replace("age:", "size: {type: string}, age:")
BROKEN = SPEC.replace("age: {type: integer}", "age: {type: string}")


@dataclass
class Project:
    """A project with a target whose document is on a server."""

    folder: Path
    server: Server
    environ: dict[str, str] = field(default_factory=lambda: {"HOME": "/nonexistent"})
    out: str = ""
    err: str = ""

    def __call__(self, *argv: str) -> int:
        out, err = io.StringIO(), io.StringIO()
        console = Console(out=out, err=err, cwd=self.folder, environ=self.environ)
        try:
            args = make_parser(argv[0]).parse_args(argv)
            return next(row for row in COMMANDS if row.name == argv[0]).load().run(args, console)
        except UsageError as error:
            console.fail(str(error))
            return 2
        finally:
            host = f"http://127.0.0.1:{self.server.port}"
            self.out, self.err = out.getvalue().replace(host, "HOST"), err.getvalue().replace(host, "HOST")

    def publish(self, text: str, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.server.replies["/o.yaml"] = Reply(text.encode(), headers=named)

    def down(self) -> None:
        self.server.replies["/o.yaml"] = Reply(status=503)

    def path(self, name: str) -> Path:
        return self.folder / name

    @property
    def files(self) -> Mapping[str, bytes]:
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def project(running: Server, tmp_path: Path) -> Project:
    running.replies.clear()
    running.sent.clear()
    made = Project(tmp_path / "project", running)
    made.folder.mkdir()
    config = f'[targets.pets]\nspec = "http://127.0.0.1:{running.port}/o.yaml"\nemit = ["models"]\nformatter = "none"\n'
    made.path("codegen.toml").write_text(config, encoding="utf-8")
    made.publish(SPEC, ETag='"1"', Last_Modified="Mon, 05 Jan 2026 10:00:00 GMT")
    return made


def test_fetch_writes_a_snapshot_and_its_lock(project: Project) -> None:
    assert project("fetch") == 0
    assert project.out == "sources/pets/o.yaml: added (HOST/o.yaml)\n"
    assert project.path("sources/pets/o.yaml").read_text(encoding="utf-8") == SPEC
    lock = project.path("sources/pets/sources.lock").read_text(encoding="utf-8")
    assert lock.replace(str(project.server.port), "PORT") == (
        '{\n  "etag": "\\"1\\"",\n  "files": {\n    "o.yaml": '
        '"04c1a6d1e8a9"\n  },\n  "source": "http://127.0.0.1:PORT/o.yaml",\n  "time": "2026-01-05T10:00:00Z",\n'
        '  "version": 1\n}\n'
    ).replace("04c1a6d1e8a9", sha256(SPEC.encode()).hexdigest())
    before = project.files
    assert project("fetch") == 0
    assert project.out == "sources/pets/o.yaml: unchanged (HOST/o.yaml)\n"
    assert project.server.sent[-1]["if-none-match"] == '"1"'
    assert project.files == before


def test_the_lock_does_not_change_without_the_document(project: Project) -> None:
    assert project("fetch") == 0
    before = project.files
    project.publish(SPEC, ETag='"2"', Last_Modified="Tue, 06 Jan 2026 10:00:00 GMT")
    assert project("fetch") == 0
    assert project.files == before
    project.publish(ADDED, ETag='"3"')
    assert project("fetch", "--check") == 1
    assert project.out == "sources/pets/o.yaml: the source has another version: run codegen update (HOST/o.yaml)\n"
    assert project.files == before
    assert project("fetch", "pets") == 0
    assert project.out == "sources/pets/o.yaml: updated (HOST/o.yaml)\n"


def test_two_machines_write_the_same_bytes(project: Project, tmp_path: Path) -> None:
    assert project("fetch") == 0
    other = Project(tmp_path / "other" / "place", project.server)
    shutil.copytree(project.folder, other.folder)
    project.publish(ADDED, ETag='"2"')
    assert (project("update"), other("update")) == (0, 0)
    assert project.files == other.files
    assert project.out == other.out


def test_other_commands_need_the_snapshot_and_no_network(project: Project) -> None:
    assert project("generate") == 2
    assert project.err == (
        "sources/pets/o.yaml: error[source-not-fetched]: there is no snapshot of HOST/o.yaml yet\n"
        "  hint: run codegen fetch pets\n1 error\n"
    )
    assert project("fetch") == 0
    project.down()
    asked = len(project.server.sent)
    assert (project("generate"), project("check"), project("show"), project("verify")) == (0, 0, 0, 0)
    assert project("diff", "pets", "pets") == 0
    assert len(project.server.sent) == asked


@pytest.mark.parametrize("command", ["fetch", "update"])
def test_a_source_that_fails_changes_nothing(project: Project, command: str) -> None:
    assert project("update") == 0
    before = project.files
    project.down()
    assert project(command) == 2
    assert (project.out, project.err) == ("", "codegen: pets: status 503 for 'HOST/o.yaml'\n")
    project.publish("<!doctype html><p>Sign in</p>")
    assert project(command) == 2
    assert project.err.startswith("codegen: pets: HOST/o.yaml: the content is not a document: this is an HTML page")
    assert project.files == before
    assert (project("check"), project.err) == (0, "")


@pytest.mark.parametrize("command", ["fetch", "update"])
def test_an_edited_snapshot_is_kept(project: Project, command: str) -> None:
    assert project("update") == 0
    edited = SPEC.replace("title: T", "title: Mine")
    project.path("sources/pets/o.yaml").write_text(edited, encoding="utf-8")
    before = project.files
    for text in (SPEC, ADDED):
        project.publish(text)
        assert project(command) == 2
        assert project.err == (
            "codegen: pets: sources/pets/o.yaml differs from sources.lock, and is kept: keep an edit as an overlay: "
            "codegen fetch pets --pinned original.yaml, then codegen overlay from-diff original.yaml "
            "sources/pets/o.yaml --output overlay.yaml, list it in overlays, and fetch with --force\n"
        )
        assert project.files == before
    assert project("check") == 1
    assert "warning[source-changed]: this file is not the one that sources.lock pins" in project.err
    assert project("fetch", "--force") == 0
    assert project.path("sources/pets/o.yaml").read_text(encoding="utf-8") == ADDED


def test_an_edit_that_the_source_has_as_well_is_no_conflict(project: Project) -> None:
    assert project("fetch") == 0
    project.path("sources/pets/o.yaml").write_text(ADDED, encoding="utf-8")
    project.publish(ADDED)
    assert project("fetch") == 0
    assert project.out == "sources/pets/o.yaml: lock updated (HOST/o.yaml)\n"


def test_the_pinned_document_of_an_edited_snapshot(project: Project) -> None:
    assert project("fetch") == 0
    project.path("sources/pets/o.yaml").write_text(ADDED, encoding="utf-8")
    assert project("fetch", "--pinned", "original.yaml") == 0
    assert project.path("original.yaml").read_text(encoding="utf-8") == SPEC
    project.publish(BROKEN)
    assert project("fetch", "--pinned", "again.yaml") == 2
    assert "is not in the git history, and the source has another one" in project.err


@pytest.mark.parametrize(
    ("lock", "message"),
    [
        ("", "sources.lock cannot be read: it is not JSON"),
        ("[]", "sources.lock is damaged, or of another version of codegen"),
        ('{"version": 1, "source": "x", "files": {"../../x": "0"}}', "an empty, '.' or '..' segment"),
        ('{"version": 1, "source": "x", "files": {}}', "sources.lock is damaged: files"),
        ('{"version": 1, "source": "x", "run": "rm", "files": {"o.yaml": "0"}}', "sources.lock is damaged: run"),
        (None, "there is no sources.lock"),
    ],
)
def test_an_edited_lock(project: Project, lock: str | None, message: str) -> None:
    assert project("fetch") == 0
    path = project.path("sources/pets/sources.lock")
    if lock is None:
        path.unlink()
    else:
        path.write_text(lock, encoding="utf-8")
    assert project("generate") == 0
    assert project.err.count("warning[source-changed]") == 1
    project.publish(ADDED)
    assert project("fetch") == 2
    assert message in project.err
    assert project.err.count("\n") == 1
    assert project("fetch", "--force") == 0
    assert project("generate") == 0
    assert project.err == ""


def test_a_snapshot_of_another_address(project: Project) -> None:
    assert project("fetch") == 0
    config = project.path("codegen.toml")
    config.write_text(config.read_text(encoding="utf-8").replace("o.yaml", "x/o.yaml"), encoding="utf-8")
    assert project("generate") == 0
    assert "the snapshot is that of HOST/o.yaml, and the configuration names HOST/x/o.yaml" in project.err
    project.server.replies["/x/o.yaml"] = Reply(ADDED.encode())
    assert project("fetch") == 0


def test_nothing_is_written_through_links(project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    project.path("sources").symlink_to(outside)
    assert project("fetch") == 2
    assert project.err == "codegen: sources is a symbolic link, and nothing is written through links\n"
    assert not list(outside.iterdir())


def test_targets_without_a_source(project: Project) -> None:
    config = project.path("codegen.toml")
    config.write_text(config.read_text(encoding="utf-8") + '[targets.file]\nspec = "a.yaml"\n', encoding="utf-8")
    assert project("fetch") == 0
    assert project.out.count("\n") == 1
    assert project("fetch", "file") == 2
    assert project.err == "codegen: the spec of 'file' is a.yaml: there is nothing to fetch\n"
    config.write_text('[targets.file]\nspec = "a.yaml"\n', encoding="utf-8")
    assert project("update") == 2
    assert "no target has an address as spec" in project.err


def test_update_reports_changes_for_a_pull_request(project: Project) -> None:
    assert project("update", "--exit-code") == 3
    first = f"{project_host(project)}/o.yaml: first version, sha256 `{sha256(SPEC.encode()).hexdigest()[:12]}`."
    assert project.out == f"# Update of API documents\n\n- pets: changed\n\n## pets\n\n{first}\n"
    assert (project("update", "--exit-code"), project.out) == (0, "# Update of API documents\n\n- pets: unchanged\n")
    project.publish(ADDED)
    assert project("update", "--exit-code", "--output", "report.md") == 3
    assert (project.out, project.err) == ("", "pets: updated\n")
    project.publish(BROKEN)
    assert project("update", "--exit-code") == 4
    assert "- pets: breaking changes; suggested version bump: **major**\n" in project.out
    assert "\n### Breaking\n" in project.out
    assert project("check") == 0
    project.publish(SPEC)
    assert project("update") == 0


def project_host(project: Project) -> str:
    """Return the address of the server as Markdown shows it."""
    return f"http\\://127.0.0.1:{project.server.port}"


def test_update_names_overlay_actions_without_effect(project: Project) -> None:
    overlay = (
        "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions:\n"
        "- {target: $.components.schemas.Pet.properties.age, update: {description: years}}\n"
        "- {target: $.components.schemas.Pet, update: {description: a pet}}\n"
    )
    project.path("o.overlay.yaml").write_text(overlay, encoding="utf-8")
    config = project.path("codegen.toml")
    config.write_text(config.read_text(encoding="utf-8") + 'overlays = ["o.overlay.yaml"]\n', encoding="utf-8")
    assert project("update") == 0
    project.publish(SPEC.replace(", age: {type: integer}", ""))
    assert project("update") == 0
    assert "Overlay actions that select nothing in the new document:\n\n- o.overlay.yaml\\#/actions/0" in project.out
    assert "actions/1" not in project.out
    assert b"a pet" in project.files["generated/pets/models/pet.py"]


def test_update_keeps_everything_if_the_new_document_is_invalid(project: Project) -> None:
    assert project("update") == 0
    before = project.files
    project.publish(SPEC.replace("type: string", "type: nothing"))
    assert project("update") == 2
    assert "sources/pets/o.yaml:10:" in project.err
    assert project.err.endswith("codegen: nothing was written: the snapshots are the previous ones\n")
    assert project.files == before


def test_update_does_not_overwrite_edited_packages(project: Project) -> None:
    with project.path("codegen.toml").open("a", encoding="utf-8") as file:
        file.write("merge_base = true\n")
    assert project("update") == 0
    module = project.path("generated/pets/models/pet.py")
    module.write_text(module.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    before = project.files
    project.publish(ADDED)
    assert project("update") == 2
    assert "output-edited" in project.err
    assert project.files == before
    assert project("update", "--merge") == 0
    text = module.read_text(encoding="utf-8")
    assert text.endswith("# mine\n")
    assert "size" in text


def test_update_tries_the_objects_of_the_configuration(project: Project) -> None:
    with project.path("codegen.toml").open("a", encoding="utf-8") as file:
        file.write('extend.Pet = "missing_module:Mixin"\n')
    before = project.files
    assert project("update") == 2
    assert "import-failed" in project.err
    assert project.files == before


def test_an_address_as_an_argument(project: Project) -> None:
    url = f"http://127.0.0.1:{project.server.port}/o.yaml"
    assert project("generate", "--spec", url, "--emit", "models", "--output", "out") == 0
    assert project.out.startswith("out/o: ")
    assert (project("check", "--spec", url, "--emit", "models", "--output", "out"), project.err) == (0, "")
    assert (project("show", url), project.out.splitlines()[0]) == (0, "o: T 1")
    assert project("diff", url, url) == 0
    project.publish("a: [")
    assert project("generate", "--spec", url) == 2
    assert project.err.startswith("codegen: HOST/o.yaml: the content is not a document")
    project.publish(SPEC.replace("type: string", "type: nothing"))
    assert project("generate", "--spec", url) == 2
    assert project.err.startswith("HOST/o.yaml:10:")
    assert project("generate", "--spec", "htps://host/x") == 2
    assert project.err == "codegen: htps://host/x: unknown scheme 'htps': did you mean 'https'?\n"
    assert project("generate", "--spec", url, "--overlay", "x.yaml") == 2
    assert "run codegen fetch" in project.err
    assert "codegen-spec" not in "".join(name for name in project.files)


def test_init_with_an_address(project: Project) -> None:
    url = f"http://127.0.0.1:{project.server.port}/o.yaml"
    project.path("codegen.toml").unlink()
    assert project("init", url) == 0
    assert f'spec = "{url}"\n' in project.path("codegen.toml").read_text(encoding="utf-8")
    assert (project("fetch"), project("generate")) == (0, 0)


def test_sources_that_several_targets_share_are_fetched_once(project: Project) -> None:
    config = project.path("codegen.toml")
    text = config.read_text(encoding="utf-8").replace("[targets.pets]\n", '[targets.pets]\nsnapshot = "pins"\n')
    config.write_text(text + text.replace("targets.pets", "targets.other"), encoding="utf-8")
    assert project("update") == 0
    assert len(project.server.sent) == 1
    project.publish(BROKEN)
    assert project("update", "--exit-code") == 4
    assert project.out.count("breaking changes") == 2


def test_a_long_report_is_cut(project: Project) -> None:
    def spec(kind: str) -> str:
        fields = "".join(f"        field_{number}: {{type: {kind}}}\n" for number in range(600))
        return SPEC.partition("    Pet:")[0] + "    Pet:\n      type: object\n      properties:\n" + fields

    project.publish(spec("string"))
    assert project("update") == 0
    project.publish(spec("integer"))
    assert project("update", "--exit-code") == 4
    assert 50_000 < len(project.out) < 65_000
    assert project.out.endswith("`codegen diff` prints all of them.\n")


def test_a_git_source(project: Project) -> None:
    """The provider tags versions of its document in a repository of its own."""
    provider = project.folder.parent / "provider"
    provider.mkdir()

    def git(*arguments: str) -> str:
        identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=provider, check=True, capture_output=True, text=True).stdout.strip()

    def commit(text: str) -> str:
        (provider / "o.yaml").write_text(text, encoding="utf-8")
        git("add", ".")
        git("commit", "--quiet", "--message", "m", "--allow-empty")
        git("branch", "--force", "stable")
        return git("rev-parse", "HEAD")

    git("init", "--quiet")
    config = f'[targets.pets]\nspec = "git+file://{provider}@stable#o.yaml"\nemit = ["models"]\nformatter = "none"\n'
    project.path("codegen.toml").write_text(config, encoding="utf-8")
    first = commit(SPEC)
    assert project("update", "--exit-code") == 3
    lock = project.path("sources/pets/sources.lock")
    assert first in lock.read_text(encoding="utf-8")
    commit(SPEC)
    assert project("update", "--exit-code") == 0
    assert first in lock.read_text(encoding="utf-8")
    second = commit(BROKEN)
    assert project("update", "--exit-code") == 4
    assert second in lock.read_text(encoding="utf-8")
    provider.rename(provider.with_name("gone"))
    assert project("update") == 2
    assert project.err.startswith(f"codegen: pets: git+file://{provider}@stable#o.yaml: git: ")
    assert project.err.count("\n") == 1
    assert (project("check"), project.err) == (0, "")
