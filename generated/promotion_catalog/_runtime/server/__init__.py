"""Runtime of the generated server: FastAPI and Starlette routes for typed services."""

from ..shared.dependencies import require

require(__name__, "fastapi", "fastapi>=0.165,<1", "python-multipart>=0.0.34")
