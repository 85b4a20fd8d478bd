"""Runtime of the generated server: FastAPI and Starlette routes for typed services."""
