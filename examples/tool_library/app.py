"""The application: every function is an operation of the document that ``create_app(...).openapi()`` returns."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import (
    APIRouter,
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    HTTPException,
    Query,
    Request,
    Response,
    Security,
    UploadFile,
    status,
)
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, StreamingResponse
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from fastapi.sse import EventSourceResponse

from tool_library.models import (
    CursorPage,
    Details,
    Event,
    Filter,
    Login,
    NewTool,
    Page,
    Priority,
    Problem,
    Repair,
    Stored,
    Tool,
    ToolChange,
)
from tool_library.store import Database, Session

TOKEN = "letmein"  # noqa: S105 - of an example
_bearer = HTTPBearer(auto_error=False)
_api_key = APIKeyHeader(name="X-Library-Key", auto_error=False)


def get_session(request: Request) -> Iterator[Session]:
    """Yield the database session of a request."""
    database: Database = request.app.state.database
    yield from database.session()


def get_user(
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    key: Annotated[str | None, Security(_api_key)],
) -> str:
    """Return the user of a request, or answer 401."""
    if bearer is not None and bearer.credentials == TOKEN:
        return "bearer"
    if key == TOKEN:
        return "key"
    raise HTTPException(status.HTTP_401_UNAUTHORIZED, "log in first")


Db = Annotated[Session, Depends(get_session)]
User = Annotated[str, Depends(get_user)]
NOT_FOUND: dict[int | str, dict[str, object]] = {404: {"model": Problem, "description": "There is no such tool."}}
tools = APIRouter(prefix="/tools", tags=["tools"], dependencies=[Depends(get_user)])
files = APIRouter(prefix="/files", tags=["files"])
echo = APIRouter(prefix="/echo", tags=["echo"])


class MissingError(Exception):
    """There is no such tool."""


def _find(session: Session, tool_id: UUID) -> Tool:
    tool = session.get(tool_id)
    if tool is None:
        raise MissingError(str(tool_id))
    return tool


@tools.post("", status_code=201)
def create_tool(new: NewTool, session: Db, response: Response) -> Tool:
    """Add a tool."""
    tool = Tool(**new.model_dump(exclude_unset=True), id=uuid4(), added=datetime.now(UTC))
    session.put(tool)
    response.headers["Location"] = f"/tools/{tool.id}"
    return tool


@tools.get("")
def list_tools(filter_: Annotated[Filter, Query()], session: Db) -> Page[Tool]:
    """Return a page of tools by limit and offset."""
    found = [
        tool
        for tool in session.all()
        if (not filter_.condition or tool.condition in filter_.condition)
        and (filter_.since is None or tool.added >= filter_.since)
    ]
    shown = found[filter_.offset : filter_.offset + filter_.limit]
    return Page(items=shown, total=len(found), limit=filter_.limit, offset=filter_.offset)


@tools.get("/scroll")
def scroll_tools(session: Db, cursor: str | None = None, limit: Annotated[int, Query(ge=1)] = 2) -> CursorPage[Tool]:
    """Return a page of tools by cursor."""
    found, start = session.all(), int(cursor or 0)
    after = start + limit
    return CursorPage(items=found[start:after], next_cursor=str(after) if after < len(found) else None)


@tools.get("/names", responses={200: {"headers": {"Link": {"schema": {"type": "string"}}}}})
def list_names(request: Request, response: Response, session: Db, page: int = 1, per_page: int = 2) -> list[str]:
    """Return a page of names, and the next page in a Link header."""
    names = [tool.name for tool in session.all()]
    if page * per_page < len(names):
        following = request.url.include_query_params(page=page + 1, per_page=per_page)
        response.headers["Link"] = f'<{following}>; rel="next"'
    return names[(page - 1) * per_page : page * per_page]


@tools.get("/{tool_id}", responses=NOT_FOUND)
def get_tool(tool_id: UUID, session: Db) -> Tool:
    """Return a tool."""
    return _find(session, tool_id)


@tools.get("/{tool_id}/set", response_model_exclude_unset=True, responses=NOT_FOUND)
def get_what_was_set(tool_id: UUID, session: Db) -> Tool:
    """Return the fields of a tool that were given."""
    return _find(session, tool_id)


@tools.patch("/{tool_id}", responses=NOT_FOUND)
def change_tool(tool_id: UUID, change: ToolChange, session: Db) -> Tool:
    """Change the fields that are sent."""
    tool = _find(session, tool_id).model_copy(update=change.model_dump(exclude_unset=True))
    session.put(tool)
    return tool


@tools.delete("/{tool_id}", status_code=204, responses=NOT_FOUND)
def delete_tool(tool_id: UUID, session: Db) -> None:
    """Delete a tool."""
    if not session.delete(tool_id):
        raise MissingError(str(tool_id))


@files.post("/one")
async def upload_one(
    file: UploadFile, title: Annotated[str, Form()], copies: Annotated[int, Form(ge=1)] = 1
) -> list[Stored]:
    """Store a file some times."""
    return [await _stored(file)] * copies if title else []


@files.post("/many")
async def upload_many(pictures: list[UploadFile], cover: UploadFile | None = None) -> list[Stored]:
    """Store pictures, and a cover."""
    return [await _stored(file) for file in [*pictures, *([cover] if cover else [])]]


@files.post("/bytes")
def upload_bytes(content: Annotated[bytes, File()]) -> int:
    """Return the size of a file."""
    return len(content)


async def _stored(file: UploadFile) -> Stored:
    content = await file.read()
    digest = hashlib.sha256(content).hexdigest()
    return Stored(name=file.filename, size=len(content), sha256=digest, media_type=file.content_type)


@files.get("/readme", response_class=FileResponse)
def download_file() -> Path:
    """Return the page about this example."""
    return Path(__file__).with_name("README.md")


@files.get(
    "/numbers",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
def download_numbers(count: int = 3) -> StreamingResponse:
    """Stream bytes."""
    return StreamingResponse((bytes([i % 256]) * 4 for i in range(count)), media_type="application/octet-stream")


@files.get("/events", response_class=EventSourceResponse)
async def stream_events(count: int = 3) -> AsyncIterator[Event]:
    """Stream events."""
    for number in range(count):
        yield Event(number=number, text=f"line\n{number}")


@echo.post("/details")
def echo_details(details: Details) -> Details:
    """Return a variant of a union."""
    return details


@echo.post("/many-details")
def echo_many_details(details: list[Details]) -> dict[str, Details]:
    """Return variants by position."""
    return {str(i): item for i, item in enumerate(details)}


@echo.post("/repair")
def echo_repair(repair: Repair) -> Repair:
    """Return a repair."""
    return repair


@echo.post("/two")
def echo_two(
    repair: Repair, priority: Annotated[Priority, Body()], factor: Annotated[float, Body()] = 1.5
) -> list[str]:
    """Return the parts of a body that two parameters make up."""
    return [repair.priority.name, priority.name, str(factor)]


@echo.get("/numbers/{number}")
def echo_numbers(number: int | str, exact: Decimal, big: int, ratio: float = 0.5) -> dict[str, str]:
    """Return the Python representation of numbers."""
    return {"number": repr(number), "exact": str(exact), "big": str(big), "ratio": repr(ratio)}


@echo.get("/places")
def echo_places(
    x_trace: Annotated[str, Header()],
    x_part: Annotated[list[int] | None, Header()] = None,
    visit: Annotated[str | None, Cookie()] = None,
    order: Literal["up", "down"] = "up",
    at: datetime | None = None,
    ids: Annotated[list[UUID], Query()] = [],  # noqa: B006 - FastAPI copies defaults
) -> dict[str, object]:
    """Return headers, cookies and query parameters."""
    return {"trace": x_trace, "part": x_part, "visit": visit, "order": order, "at": at, "ids": ids}


@echo.post("/login")
def echo_login(login: Annotated[Login, Form()], response: Response) -> Login:
    """Return a form, and set a cookie."""
    response.set_cookie("visit", login.user)
    return login


@echo.get("/whoami")
def whoami(user: User) -> str:
    """Return how the user logged in."""
    return user


@echo.get("/text", response_class=PlainTextResponse)
def text() -> str:
    """Return text."""
    return "plain ä"


@echo.put("/null")
def echo_null(value: Annotated[int | None, Body()]) -> int | None:
    """Return a number or null."""
    return value


def _missing(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse(Problem(code="missing", message=str(error)).model_dump(), 404)


async def _count_requests(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    request.app.state.requests += 1
    response = await call_next(request)
    response.headers["X-Request-Number"] = str(request.app.state.requests)
    return response


def create_app(database: Path = Path("tools.db")) -> FastAPI:
    """Return the application over a database file."""
    app = FastAPI(title="Tool library", version="1.0.0")
    app.state.database, app.state.requests = Database(database), 0
    app.add_exception_handler(MissingError, _missing)
    app.middleware("http")(_count_requests)
    for router in (tools, files, echo):
        app.include_router(router)
    return app
