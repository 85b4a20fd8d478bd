"""Support code of the generated server: FastAPI and Starlette around typed services."""
