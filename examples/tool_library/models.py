"""Request and response models of the tool library."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID, uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, Json, computed_field

T = TypeVar("T")
Tag = Annotated[str, Field(min_length=2, max_length=12, pattern=r"^[a-z-]+$")]


class Condition(StrEnum):
    """Condition of a tool."""

    NEW = "new"
    USED = "used"
    BROKEN = "broken"


class Priority(IntEnum):
    """Priority of a repair; sent as a number."""

    LOW = 1
    HIGH = 3


class HandTool(BaseModel):
    """A tool without a motor."""

    kind: Literal["hand"] = "hand"
    weight: float


class PowerTool(BaseModel):
    """A tool with a motor."""

    kind: Literal["power"] = "power"
    watts: Annotated[int, Field(gt=0, le=5000)]
    voltage: Literal[110, 230] = 230


class Ladder(BaseModel):
    """A ladder."""

    kind: Literal["ladder"] = "ladder"
    steps: Annotated[int, Field(ge=2)]


Details = Annotated[HandTool | PowerTool | Ladder, Field(discriminator="kind")]


class Size(BaseModel):
    """Outer size; the response also has the volume, so input and output are two schemas."""

    width: int = 1
    height: int = 1

    @computed_field  # type: ignore[prop-decorator]
    @property
    def area(self) -> int:
        """Return width times height."""
        return self.width * self.height


class NewTool(BaseModel):
    """Fields for creating a tool."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=40)]
    details: Details
    price: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)]
    condition: Condition = Condition.USED
    size: Size = Size()
    tags: Annotated[list[Tag], Field(max_length=3)] = Field(default_factory=list)
    grid: list[list[int]] = Field(default_factory=list)
    prices: dict[str, Decimal] = Field(default_factory=dict)
    note: str | None = None
    bought: date | None = None
    opens: time = time(8, 30)
    longest: timedelta = timedelta(days=14)
    serial: int | str = 0


class Tool(NewTool):
    """A tool of the library."""

    id: UUID = Field(default_factory=uuid4)
    added: AwareDatetime
    parent: Tool | None = None


class ToolChange(BaseModel):
    """Fields to change; a field that is not sent is left as it is, and null clears a note."""

    name: Annotated[str, Field(min_length=1)] | None = None
    note: str | None = None
    condition: Condition | None = None


class Repair(BaseModel):
    """A repair; priority is an enumeration of integers."""

    priority: Priority = Priority.LOW
    at: datetime | date
    corner: tuple[int, str] = (0, "left")
    settings: Json[dict[str, int]] | None = None


class Page(BaseModel, Generic[T]):
    """A page of a list."""

    items: list[T]
    total: int
    limit: int
    offset: int


class CursorPage(BaseModel, Generic[T]):
    """A page of a list, and the cursor of the next one."""

    items: list[T]
    next_cursor: str | None


class Stored(BaseModel):
    """An uploaded file."""

    name: str | None
    size: int
    sha256: str
    media_type: str | None


class Filter(BaseModel):
    """Query parameters of the list of tools."""

    limit: Annotated[int, Field(ge=1, le=100)] = 10
    offset: Annotated[int, Field(ge=0)] = 0
    condition: list[Condition] = Field(default_factory=list)
    since: AwareDatetime | None = None


class Login(BaseModel):
    """A form of a user."""

    model_config = ConfigDict(extra="forbid")

    user: Annotated[str, Field(min_length=3)]
    age: int = 18
    topics: list[str] = Field(default_factory=list)


class Event(BaseModel):
    """An event of the stream."""

    number: int
    text: str


class Problem(BaseModel):
    """An error of the library."""

    code: str
    message: str
