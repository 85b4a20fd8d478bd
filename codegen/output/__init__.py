"""From memory to disk: the tree of files, its manifest, and publication that never loses anything of the user's."""

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
