"""Runs git, and reads a document from a revision of a local or remote repository."""

from __future__ import annotations

import posixpath
import re
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codegen.core.git import GitError, GitSilentError, GitTimeoutError, connecting_environ, run_git
from codegen.sources.gather import gather
from codegen.sources.model import MAX_BYTES, Fetched, SourceError
from codegen.sources.times import utc_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.config import GitAddress
    from codegen.sources.credentials import Credentials

_PROTOCOLS = "file:ssh:https:http"
_HASH = re.compile(r"[0-9a-f]{7,64}")
_RELATIVE = re.compile(r"[~^@]")
_FILE_MODES = frozenset({"100644", "100755"})


@dataclass(slots=True, kw_only=True)
class _Repository:
    """A repository, read at one commit. All commands together may take ``seconds``."""

    folder: Path
    environ: Mapping[str, str]
    seconds: float
    commit: str = ""
    _start: float = field(default_factory=time.monotonic)

    def run(self, *arguments: str) -> bytes:
        """Run git. Raises ``SourceError`` with the first line of its error."""
        left = self.seconds - (time.monotonic() - self._start)
        try:
            return run_git(arguments, self.folder, seconds=left, environ=self.environ)
        except GitTimeoutError:
            msg = f"git did not answer within {self.seconds:g} s"
            raise SourceError(msg) from None
        except GitError as error:
            msg = f"git: {error.first_error()}"
            raise SourceError(msg) from error

    def find(self, revision: str) -> str:
        """Return the commit of a revision, or an empty string."""
        try:
            return self.run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
        except SourceError as error:
            if isinstance(error.__cause__, GitSilentError):
                return ""
            raise

    def read(self, path: str) -> bytes | None:
        """Return a file of the commit, or None if it does not exist or is not a file. Raises ``SourceError``."""
        listed = self.run("ls-tree", "--full-tree", "-l", "-z", self.commit, "--", f":(literal){path}").decode()
        mode, _, _, size = (listed.partition("\t")[0].split() or ["", "", "", ""])[:4]
        if mode not in _FILE_MODES:
            return None
        if int(size) > MAX_BYTES:
            msg = f"{path} is larger than {MAX_BYTES} bytes"
            raise SourceError(msg)
        return self.run("cat-file", "blob", f"{self.commit}:{path}")


def fetch_git(address: GitAddress, root: Path, credentials: Credentials, seconds: float) -> Fetched:
    """Read a document, and the files that it refers to, from a revision. Raises ``SourceError``."""
    environ = connecting_environ(credentials.environ, _PROTOCOLS)
    if not address.repository:
        repository = _Repository(folder=root, environ=environ, seconds=seconds)
        prefix = repository.run("rev-parse", "--show-prefix").decode().rstrip("\n")
        return _read(repository, address, posixpath.normpath(posixpath.join(prefix, address.path)))
    with tempfile.TemporaryDirectory(prefix="codegen-git-", ignore_cleanup_errors=True) as scratch:
        environ |= git_login(address, credentials)
        repository = _Repository(folder=Path(scratch), environ=environ, seconds=seconds)
        repository.run("init", "--quiet", "--bare", ".")
        repository.environ = {**environ, "GIT_DIR": scratch}
        _download(repository, address)
        return _read(repository, address, address.path)


def _read(repository: _Repository, address: GitAddress, path: str) -> Fetched:
    """Read the files of a repository that has the revision."""
    repository.commit = repository.commit or repository.find(address.revision)
    if not repository.commit:
        msg = f"there is no revision {address.revision!r}"
        raise SourceError(msg)
    content = repository.read(path) if not path.startswith("../") else None
    if content is None:
        msg = f"the revision {address.revision!r} has no file {path!r}"
        raise SourceError(msg)
    folder = posixpath.dirname(path)
    files = gather(address.document, content, lambda name: repository.read(posixpath.join(folder, name)))
    seconds = float(repository.run("show", "--no-patch", "--no-show-signature", "--format=%ct", repository.commit))
    return Fetched(files=files, facts={"commit": repository.commit, "time": utc_text(seconds)})


def _download(repository: _Repository, address: GitAddress) -> None:
    """Download the commit of a revision, or, for an abbreviated or relative revision, all branches and tags."""
    fetch = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules")
    if not _RELATIVE.search(address.revision):
        try:
            repository.run(*fetch, "--depth=1", "--", address.repository, address.revision)
        except SourceError:
            if not _HASH.fullmatch(address.revision):
                raise
        else:
            repository.commit = repository.find("FETCH_HEAD")
            return
    repository.run(*fetch, "--", address.repository, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")


def git_login(address: GitAddress, credentials: Credentials) -> dict[str, str]:
    """Return variables that make git send a token to the host; other users can see arguments, but not variables."""
    parts = urlsplit(address.repository)
    header = credentials.git_header(parts.hostname or "") if parts.scheme == "https" else ""
    if not header:
        return {}
    count = credentials.environ.get("GIT_CONFIG_COUNT", "")
    index = int(count) if count.isdecimal() else 0
    return {
        "GIT_CONFIG_COUNT": str(index + 1),
        f"GIT_CONFIG_KEY_{index}": f"http.https://{parts.netloc}/.extraHeader",
        f"GIT_CONFIG_VALUE_{index}": f"Authorization: {header}",
    }
