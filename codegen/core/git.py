"""Run the user's git to read a repository."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_TIMEOUT = 60
_ENVIRON = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}


class GitError(Exception):
    """Git is missing, did not finish, or failed; the message is its reason in one line."""


class GitTimeoutError(GitError):
    """Git did not answer in time."""


class GitSilentError(GitError):
    """Git failed without a message, as ``rev-parse --quiet`` does for an unknown revision."""


def run_git(
    arguments: Sequence[str], cwd: Path, *, seconds: float = _TIMEOUT, environ: Mapping[str, str] | None = None
) -> bytes:
    """Return the output of git. Raises ``GitError``.

    ``environ`` replaces the environment; by default, git does not connect to other hosts.
    """
    try:
        done = subprocess.run(  # noqa: S603 - no shell; callers do not pass names that could be options
            ["git", *arguments],  # noqa: S607 - the user's own git
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
        reason = " ".join(done.stderr.decode(errors="replace").split())
        raise GitError(reason) if reason else GitSilentError(f"exit status {done.returncode}")
    return done.stdout
