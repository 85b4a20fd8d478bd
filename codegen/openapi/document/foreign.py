"""Files that are something else than a document, told by how they begin: what a download or a merge may leave."""

from __future__ import annotations

import re

from codegen.openapi.document.positions import Problem, RefusedError

_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)
_BEGINNINGS = (
    (re.compile(r"version https://git-lfs\."), "a pointer of Git LFS stands in place of the file", "run git lfs pull"),
    (
        re.compile(r"<!doctype html|<html", re.IGNORECASE),
        "this is an HTML page, perhaps the error page of a server",
        "",
    ),
    (re.compile(r"<\?xml|<[a-zA-Z]"), "this is XML", ""),
    (re.compile(r"%PDF-"), "this is a PDF file", ""),
    (re.compile(r"#%RAML\b"), "this is a RAML document, not OpenAPI", "convert it to OpenAPI"),
)


def refuse_foreign(text: str) -> None:
    """Raise ``RefusedError`` for a text that is known to be no JSON and no YAML document."""
    start = len(text) - len(text.lstrip())
    for beginning, message, hint in _BEGINNINGS:
        if beginning.match(text, start):
            raise RefusedError(Problem("not-a-document", message, start, hint))
    conflict = _CONFLICT.search(text)
    if conflict and text.find("\n>>>>>>>", conflict.end()) > 0:
        message = "a conflict of a merge stands here, unresolved"
        raise RefusedError(Problem("not-a-document", message, conflict.start(), "resolve it"))
