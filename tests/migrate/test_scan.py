"""``codegen diff --scan``: breaking uses in code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from codegen.core.errors import UsageError
from codegen.migrate.scan.service import Question, scan
from tests.migrate.zoo import OLD, PACKAGE, scanned, sides, uses

GONE = "removed, possibly replaced by keeper_full_name"
KEEPER = f"Cage.keeper_name: {GONE}"


def test_everything_that_a_program_may_use(tmp_path: Path) -> None:
    assert uses(
        tmp_path,
        """
        from pkg import Client
        from pkg.models import Cage

        def run(client: Client, cage: Cage) -> None:
            client.animals.retrieve("1")
            client.animals.create(name="a", kind="bird_of_prey", cage_number=5, food={"perDay": 2})
            client.animals.create(name="a", kind="cat")
            for animal in client.animals.list(kind="dog"):
                if animal.kind == "bird_of_prey":
                    print(animal.home.keeper_name)
        """,
    ) == [
        "2: Cage: renamed to Enclosure (1.0)",
        "4: Cage: renamed to Enclosure (1.0)",
        "5: animals.retrieve: removed, possibly replaced by creatures.retrieve (1.0)",
        "6: animals.create.kind: 'bird_of_prey' is no longer a valid value (1.0)",
        "6: animals.create.cage_number: removed, possibly replaced by enclosure_number (1.0)",
        "6: NewAnimalFood: key 'per_day' became required (1.0)",
        "6: NewAnimalFood.perDay: removed, possibly replaced by per_day (1.0)",
        "9: Animal.kind: 'bird_of_prey' is no longer returned (1.0)",
        f"10: {KEEPER} (1.0)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "import pkg\nprint(pkg.Client().animals.create(name='a').home.keeper_name)",
        "from pkg import Client as C\nwith C() as c:\n    print(c.animals.create(name='a').home.keeper_name)",
        "from vendor.pkg import Client\nc = Client()\nprint(c.animals.create(name='a').home.keeper_name)",
        "import vendor.pkg\nc = vendor.pkg.Client()\nprint(c.animals.create(name='a').home.keeper_name)",
        "from .pkg import Client\nmade = Client().animals.create\nprint(made(name='a').home.keeper_name)",
        "from pkg import Client\nanimals = Client().animals\nprint(animals.list()[0].home.keeper_name)",
        "from pkg import Client\nprint([a.home.keeper_name for a in Client().animals.list()])",
        "from pkg import Client\nprint({k: a.home.keeper_name for k, a in enumerate(Client().animals.list())})",
        "from pkg import Client\nprint(next(iter(Client().animals.list())).home.keeper_name)",
        "from pkg import Client\nprint((lambda: Client().animals.list()[0].home.keeper_name)())",
        "from pkg import Client\nif (a := Client().animals.create(name='a')) and a.home.keeper_name:\n    pass",
        "from pkg import Client\nx = Client().animals.create(name='a')\nmatch x.home.keeper_name:\n    case _: pass",
        "import pkg\ndef f(a: 'pkg.models.Animal | None') -> None:\n    print(a.home.keeper_name)",
        (
            "from pkg import models as m\ndef f(a: dict[str, list[m.Animal]]) -> None:\n"
            "    for k, v in a.items():\n        print(v[0].home.keeper_name)"
        ),
        "from pkg.models import Animal\nx = Animal.model_validate({})\nprint(x.home.keeper_name)",
        (
            "from pkg import Client\nclass A:\n    def __init__(self, c: Client) -> None:\n        self.c = c\n"
            "    def f(self) -> None:\n        print(self.c.animals.list()[0].home.keeper_name)"
        ),
        (
            "from pkg import Client\nclass A(Client):\n    def f(self):\n"
            "        print(self.animals.list()[0].home.keeper_name)"
        ),
        "from pkg.resources.animals import Animals\ndef f(a: Animals):\n    print(a.list()[0].home.keeper_name)",
        "from pkg import *\nprint(Client().animals.list()[0].home.keeper_name)",
        (
            "from contextlib import contextmanager\nfrom collections.abc import Iterator\nfrom pkg import Client\n"
            "@contextmanager\ndef made() -> Iterator[Client]:\n    yield Client()\n"
            "with made() as c:\n    print(c.animals.list()[0].home.keeper_name)"
        ),
        (
            "from pkg import Client\nclass A:\n    c: Client\nclass B(A):\n    def f(self):\n"
            "        print(self.c.animals.list()[0].home.keeper_name)"
        ),
        "from pkg import Client\ndef one():\n    return Client().animals.list()[0]\nprint(one().home.keeper_name)",
        (
            "from pkg import AsyncClient\nasync def f() -> None:\n    async with AsyncClient() as c:\n"
            "        print((await c.animals.create(name='a')).home.keeper_name)"
        ),
    ],
)
def test_values_are_followed(tmp_path: Path, text: str) -> None:
    found = uses(tmp_path, text)
    assert [item.partition(": ")[2] for item in found] == [f"{KEEPER} (1.0)"]


def test_less_certain_uses(tmp_path: Path) -> None:
    assert uses(
        tmp_path,
        """
        from elsewhere import make
        from pkg import Client

        def untyped(client, kind):
            client.animals.retrieve("1")
            make().animals.retrieve("1")
            client.animals.list(kind=kind)

        def shown(animal):
            return animal.home.keeper_name

        shown(Client().animals.create(name="a"))
        print(getattr(Client().animals.create(name="a").home, "keeper_name"))
        """,
    ) == [
        "5: animals.retrieve: removed, possibly replaced by creatures.retrieve (0.6)",
        "6: animals.retrieve: removed, possibly replaced by creatures.retrieve (0.4)",
        "7: animals.list.kind: 'bird_of_prey' no longer valid (0.3)",
        f"10: {KEEPER} (0.8)",
        f"13: {KEEPER} (1.0)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "import json\njson.animals.retrieve('1')",
        "from pkg import Client\nClient().animals.create(name='a', kind='cat')",
        "from pkg import Client\nClient().animals.list(kind='dog')",
        "from pkg.models import NewAnimal\nprint(NewAnimal(name='a').cage_number if False else 1)",
        "class Cage:\n    keeper_name = 'x'\nprint(Cage().keeper_name)",
        "def f(a: int) -> None:\n    a.animals.retrieve('1')",
        "from pkg import Client\nx = Client()\nx = 5\nx.home.keeper_name",
    ],
)
def test_harmless_cases_report_nothing(tmp_path: Path, text: str) -> None:
    assert [item for item in uses(tmp_path, text) if "cage_number" not in item] == []


def test_uses_in_service_implementations(tmp_path: Path) -> None:
    assert uses(
        tmp_path,
        """
        from pkg import models as m
        from pkg.server import AnimalsService

        class Animals(AnimalsService):
            async def retrieve(self, id, context):
                return m.Animal(id=id, name="a", kind="bird_of_prey", home=m.Cage(number=1, keeper_name="b"))

            def create(self, body, context):
                return body.cage_number
        """,
    ) == [
        "5: animals.retrieve: removed, possibly replaced by creatures.retrieve (1.0)",
        "6: Animal.kind: 'bird_of_prey' is no longer a valid value (1.0)",
        "6: Cage: renamed to Enclosure (1.0)",
        f"6: {KEEPER} (1.0)",
        "9: NewAnimal.cage_number: removed, possibly replaced by enclosure_number (1.0)",
    ]


def test_types_are_followed_across_modules(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/clients.py": "from pkg import Client\ndef connect() -> Client:\n    return Client()\nTHE = connect()\n",
        "shop/a.py": "from .clients import connect\nprint(connect().animals.list()[0].home.keeper_name)\n",
        "shop/b.py": "from shop import clients\nprint(clients.THE.animals.list()[0].home.keeper_name)\n",
        "pkg/codegen.lock": "{}",
        "pkg/models.py": "from pkg import Client\nprint(Client().animals.list()[0].home.keeper_name)\n",
        "broken.py": "def f(:\n",
        "coded.py": "# coding: nothing\nx = 1\n",
        "odd.py": "\ufeff# coding: latin-1\nx = 1\n",
    }
    found, _, _ = scanned(tmp_path, files)
    assert [(item.path, item.line, item.use.confidence) for item in found.places] == [
        ("shop/a.py", 2, 1.0),
        ("shop/b.py", 2, 1.0),
    ]
    assert [label for label, _ in found.broken] == ["broken.py", "coded.py", "odd.py"]


def test_columns_are_one_based(tmp_path: Path) -> None:
    found, _, _ = scanned(tmp_path, {"a.py": "from pkg.models import Cage\n"})
    assert [(item.line, item.column) for item in found.places] == [(1, 24)]


def test_a_version_against_itself_has_no_uses(tmp_path: Path) -> None:
    assert uses(tmp_path, "from pkg.models import Cage\n", new=OLD) == []


def test_a_missing_folder(tmp_path: Path) -> None:
    old, new = sides()
    with pytest.raises(UsageError, match="is not a file or a folder"):
        scan([tmp_path / "none"], tmp_path, Question(old=old, new=new, breaks=(), package=PACKAGE))


@pytest.mark.slow
def test_a_file_with_too_deep_nesting(tmp_path: Path) -> None:
    files = {"deep.py": f"x = {' + '.join(['1'] * 800)}\n", "a.py": "from pkg.models import Cage\n"}
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)  # earlier tests may have raised it
    try:
        found, _, _ = scanned(tmp_path, files)
    finally:
        sys.setrecursionlimit(limit)
    assert [label for label, _ in found.broken] == ["deep.py"]
    assert [item.path for item in found.places] == ["a.py"]


@pytest.mark.parametrize(
    "text",
    [
        f"x = {'(' * 5000}1{')' * 5000}",
        f"x = {'[' * 5000}1{']' * 5000}",
        f"x = {'lambda: ' * 5000}1",
        f"x = {'lambda: ' * 5000}1; else",
        f"x = f'{{' + {'(' * 2000}",
        f"x = {'-' * 50_000}1",
        f"x = {'a.' * 50_000}b",
    ],
)
def test_code_that_would_crash_the_parser_is_skipped(tmp_path: Path, text: str) -> None:
    """The parser recurses for each level in C or Rust, without a limit."""
    found, _, _ = scanned(tmp_path, {"deep.py": text, "a.py": "from pkg.models import Cage\n"})
    assert [label for label, _ in found.broken] == ["deep.py"]
    assert [item.path for item in found.places] == ["a.py"]


def test_pipes_and_links_out_of_the_folder_are_skipped(tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text("from pkg.models import Cage\n")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "link.py").symlink_to(outside)
    (tmp_path / "src" / "device.py").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "src" / "pipe.py")
    found, _, _ = scanned(tmp_path / "src", {})
    assert found.broken == (("link.py", "link to a target outside of the folder"),)
    assert not found.places
