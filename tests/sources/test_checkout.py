"""A checkout of a commit does not use the repository of a hook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codegen.core.errors import UsageError
from codegen.core.git import run_git
from codegen.sources.checkout import checkout

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_a_checkout_does_not_use_the_repository_of_a_hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    (repository / "a.txt").write_text("1\n", encoding="utf-8")
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
    for arguments in (("init",), ("add", "."), ("commit", "-m", "1")):
        run_git([*identity, *arguments], repository)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other"))
    with checkout(f"git+file://{repository}@HEAD") as (folder, commit):
        assert (folder / "a.txt").read_text(encoding="utf-8") == "1\n"
    assert len(commit) == 40
    with pytest.raises(UsageError, match=r"^git failed: no such revision$"), checkout(f"git+file://{repository}@v9"):
        pass
