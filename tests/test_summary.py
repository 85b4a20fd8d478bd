"""Tests for the summary of a package."""

from __future__ import annotations

from tests.support.summary import summary

MODEL = '''
"""Says nothing."""
from __future__ import annotations
from .._runtime.model import Model

class Pet(Model):
    """A pet."""

    name: Annotated[str, Field(alias="Name")]
    """Its name."""
    tag: str | None = None
    __nullable__: ClassVar[frozenset[str]] = frozenset({"tag"})

Color = TypeAliasType("Color", "str | list[Color]")
__all__ = ("Pet",)
'''

RESOURCE = '''
class Pets(Resource):
    if TYPE_CHECKING:

        @property
        def with_raw_response(self) -> PetsWithRawResponse: ...
        @property
        def as_stream(self) -> PetsAsStream: ...

    @cached_property
    def toys(self) -> Toys:
        return Toys(self)

    def get(self, id: str, *, deep: bool | Omit = omit, request_options: RequestOptions | None = None) -> m.Pet:
        """Get one."""
        return self._client.call(_operations.GET, {"id": id})


class AsyncPets(AsyncResource):
    if TYPE_CHECKING:

        @property
        def as_stream(self) -> AsyncPetsAsStream: ...

    @cached_property
    def toys(self) -> AsyncToys:
        return AsyncToys(self)

    async def get(self, id: str, *, deep: bool | Omit = omit, request_options: RequestOptions | None = None) -> m.Pet:
        return await self._client.call(_operations.GET, {"id": id})


if TYPE_CHECKING:

    class PetsWithRawResponse:
        def __init__(self, resource: Pets) -> None:
            self.get = raw(resource.get)
'''

SERVICE = """
class PetsService(ABC):
    @abstractmethod
    def get(self, id: str, context: RequestContext) -> Awaitable[m.Pet | Response] | m.Pet | Response: ...


class PetsBase(PetsService):
    def get(self, id: str, context: RequestContext) -> Awaitable[m.Pet | Response] | m.Pet | Response: ...
"""

PETS = """\
resources/pets.py
  class Pets(Resource)
    as_stream: PetsAsStream
    toys: Toys
    get(id: str, *, deep: bool | Omit = omit) -> m.Pet
"""


def test_models_are_summarised_by_their_fields() -> None:
    assert summary({"models/pet.py": MODEL}) == (
        "models/pet.py\n"
        "  class Pet(Model)\n"
        "    name: Annotated[str, Field(alias='Name')]\n"
        "    tag: str | None = None\n"
        "    __nullable__: ClassVar[frozenset[str]] = frozenset({'tag'})\n"
        "  Color = TypeAliasType('Color', 'str | list[Color]')\n"
    )


def test_resources_are_summarised_by_their_methods() -> None:
    assert summary({"resources/pets.py": RESOURCE}) == PETS


def test_a_differing_async_class_is_listed() -> None:
    other = RESOURCE.replace("async def get(self, id: str", "async def get(self, id: int")
    assert summary({"resources/pets.py": other}) == PETS + (
        "  class AsyncPets(AsyncResource)\n"
        "    as_stream: AsyncPetsAsStream\n"
        "    toys: AsyncToys\n"
        "    get(id: int, *, deep: bool | Omit = omit) -> m.Pet\n"
    )


def test_services_are_summarised_without_base_class_and_awaitable() -> None:
    assert summary({"server/pets.py": SERVICE}) == (
        "server/pets.py\n  class PetsService(ABC)\n    get(id: str) -> m.Pet | Response\n"
    )


def test_operations_are_summarised_by_method_and_path() -> None:
    text = 'GET: Operation[m.Pet] = Operation(id="GET /pets/{id}", name="pets.get", params=())\n'
    assert summary({"_operations/pets.py": text}) == (
        "_operations/pets.py\n  GET: Operation[m.Pet] = 'GET /pets/{id}'\n"
    )


def test_a_long_signature_has_a_line_for_each_argument() -> None:
    names = [f"argument_{number}" for number in range(10)]
    arguments = "".join(f", {name}: str | Omit = omit" for name in names)
    lines = summary({"models/it.py": f"def made(*items: int{arguments}, **more: str): ..."}).splitlines()
    assert lines == [
        "models/it.py",
        "  made(",
        "    *items: int",
        *(f"    {name}: str | Omit = omit" for name in names),
        "    **more: str",
        "  ) -> None",
    ]


def test_modules_equal_in_every_package_are_left_out() -> None:
    paths = ("__init__.py", "errors.py", "models/__init__.py", "server/_app.py", "server/openapi.json", "py.typed")
    assert not summary(dict.fromkeys(paths, "class A: ..."))


def test_aliases_for_type_checkers_are_listed() -> None:
    text = "if TYPE_CHECKING:\n    ARef: TypeAlias = Ref | A\nelse:\n    ARef = Annotated[Any, Lazy()]\n"
    assert summary({"models/_refs.py": text}) == "models/_refs.py\n  ARef: TypeAlias = Ref | A\n"
