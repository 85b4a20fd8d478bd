"""Run the user's git to read a repository."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_TIMEOUT = 60
_ENVIRON = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
_LOCATED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX")
"""Variables that git sets for hooks; with them, a command would use that repository."""
_EXPLICIT = ("-c", "safe.bareRepository=explicit")
"""Ignore bare repositories that a checkout holds as ordinary folders: their configuration names programs to run."""
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s']*@")
_FIRST_ERROR = re.compile(r"(?:fatal|error|ssh): (.{1,300}?)(?= (?:fatal|error|hint|Please):? |$)")
_LONGEST = 300


class GitError(Exception):
    """Git is missing, did not finish, or failed; the message is its reason in one line, without credentials."""

    def first_error(self) -> str:
        """Return the first error of the message, shortened."""
        text = str(self)
        found = _FIRST_ERROR.search(text)
        return found[1] if found else text[:_LONGEST]


class GitTimeoutError(GitError):
    """Git did not answer in time."""


class GitSilentError(GitError):
    """Git failed without a message, as ``rev-parse --quiet`` does for an unknown revision."""


def run_git(
    arguments: Sequence[str], cwd: Path, *, seconds: float = _TIMEOUT, environ: Mapping[str, str] | None = None
) -> bytes:
    """Return the output of git. Raises ``GitError``.

    ``environ`` replaces the environment; by default, git does not connect to other hosts. A bare repository is used
    only if ``--git-dir`` or ``GIT_DIR`` names it.
    """
    try:
        done = subprocess.run(  # noqa: S603 - no shell; callers do not pass names that could be options
            ["git", *_EXPLICIT, *arguments],  # noqa: S607 - the user's own git
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # without a terminal, ssh cannot ask for a password
            capture_output=True,
            timeout=max(seconds, 0.01),
            check=False,
            env={**os.environ, **_ENVIRON} if environ is None else environ,
        )
    except OSError as error:
        msg = "git is not installed" if isinstance(error, FileNotFoundError) else str(error.strerror)
        raise GitError(msg) from error
    except subprocess.TimeoutExpired as error:
        msg = f"git did not answer within {seconds:g} s"
        raise GitTimeoutError(msg) from error
    if done.returncode:
        reason = _CREDENTIALS.sub("", " ".join(done.stderr.decode(errors="replace").split()))
        raise GitError(reason) if reason else GitSilentError(f"exit status {done.returncode}")
    return done.stdout


def connecting_environ(environ: Mapping[str, str], protocols: str) -> dict[str, str]:
    """Return the environment of a git that may connect to other hosts with some protocols, joined by colons.

    It must not ask for passwords, and not use the repository of a hook.
    """
    kept = {key: value for key, value in environ.items() if key not in _LOCATED}
    kept |= {"GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never", "LC_ALL": "C"}
    return kept | {"GIT_ALLOW_PROTOCOL": protocols}
