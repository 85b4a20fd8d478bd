"""Runtime of the generated client."""

from ..shared.dependencies import require

require(__name__, "httpx2", "httpx2>=2.16,<3")
