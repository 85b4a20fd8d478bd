"""Writes generated files: the tree, its manifest, and a publication that keeps files and edits of the user."""

from codegen.core.paths import UnsafePathError
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest, content_digest
from codegen.output.publish import Publication, preview, publish
from codegen.output.tree import FileTree

__all__ = [
    "MANIFEST",
    "FileTree",
    "InvalidManifestError",
    "Manifest",
    "Publication",
    "UnsafePathError",
    "content_digest",
    "preview",
    "publish",
]
