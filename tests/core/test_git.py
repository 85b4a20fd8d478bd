"""Messages of git have no credentials, and configuration that a checkout holds is not used."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from codegen.core.git import GitError, run_git

if TYPE_CHECKING:
    from pathlib import Path


def test_messages_do_not_contain_credentials(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="https://host/r") as caught:
        run_git(["-C", "https://me:secret@host/r", "status"], tmp_path)
    assert "secret" not in str(caught.value)
    assert caught.value.first_error().startswith("cannot change to 'https://host/r'")


@pytest.mark.slow
def test_a_bare_repository_in_a_checkout_is_not_used(tmp_path: Path) -> None:
    planted, ran = tmp_path / "checkout" / "api", tmp_path / "ran"
    first = tmp_path / "first"
    for folder in (planted, first):
        folder.mkdir(parents=True)
    (first / ".gitattributes").write_text("* filter=planted\n", encoding="utf-8")
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
    for arguments in (("init",), ("add", "."), ("commit", "-m", "1")):
        run_git([*identity, *arguments], first)
    shutil.copytree(first / ".git", planted, dirs_exist_ok=True)
    program = f'touch "{ran.as_posix()}"; cat'
    run_git(["config", "--file", "config", "filter.planted.smudge", program], planted)
    run_git(["--git-dir=.", "archive", "--format=tar", "HEAD"], planted)
    assert ran.exists(), "git runs the program if the repository is named"
    ran.unlink()
    for arguments in (("archive", "--format=tar", "HEAD"), ("rev-parse", "HEAD"), ("cat-file", "blob", "HEAD:./a")):
        with pytest.raises(GitError, match="bare repository"):
            run_git([*arguments], planted)
    assert not ran.exists()
