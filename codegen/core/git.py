"""Run the user's git to read a repository."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TIMEOUT = 60
_ENVIRON = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}


class GitError(Exception):
    """Git is missing, did not finish, or failed; the message is its reason in one line."""


def run_git(arguments: Sequence[str], cwd: Path) -> bytes:
    """Return the output of git, which does not connect to other hosts. Raises ``GitError``."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell; callers do not pass names that could be options
            ["git", *arguments],  # noqa: S607 - the user's own git
            cwd=cwd,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            env={**os.environ, **_ENVIRON},
        )
    except OSError as error:
        msg = "git is not installed" if isinstance(error, FileNotFoundError) else str(error.strerror)
        raise GitError(msg) from error
    except subprocess.TimeoutExpired as error:
        msg = f"git did not answer within {_TIMEOUT} s"
        raise GitError(msg) from error
    if done.returncode:
        raise GitError(" ".join(done.stderr.decode(errors="replace").split()) or f"exit status {done.returncode}")
    return done.stdout
