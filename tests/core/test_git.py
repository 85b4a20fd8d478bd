"""Messages of git are shown without the credentials of an address."""

from __future__ import annotations

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
