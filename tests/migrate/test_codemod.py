"""``codegen diff --fix``: mechanical rewrites; the rest is unchanged or listed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from codegen.core.errors import UsageError
from codegen.diff.audience.callers.breaks import SymbolKind
from codegen.diff.audience.callers.rewrites import Move, Moves
from codegen.migrate.rewrite import moves as codemod_moves
from codegen.migrate.rewrite.service import fix, write
from tests.diff.apis import api, body, operation, response
from tests.migrate.zoo import NEW, NUMBER, OLD, TEXT, enum, fixed, obj, ref, scanned

PROGRAM = """\
from pkg import Client  # the client
from pkg.models import Cage


def run(client: Client, cage: Cage | None) -> None:
    one = client.animals.retrieve("1")   # odd   spaces stay
    client.animals.create(
        name='a',
        kind='bird_of_prey',  # quotes stay
        cage_number=5,
        food={'perDay': 2, "sort": 'fish'},
    )
    rest = {"cage_number": 7, "name": "b"}
    client.animals.create(**rest)
    for animal in client.animals.list(kind="dog"):
        if animal.kind in ("cat", "bird_of_prey"):
            print(f"{animal.home.keeper_name!r}", one.home.keeper_name)
"""
REWRITTEN = """\
from pkg import Client  # the client
from pkg.models import Enclosure


def run(client: Client, cage: Enclosure | None) -> None:
    one = client.creatures.retrieve("1")   # odd   spaces stay
    client.animals.create(
        name='a',
        kind='bird-of-prey',  # quotes stay
        enclosure_number=5,
        food={'per_day': 2, "sort": 'fish'},
    )
    rest = {"enclosure_number": 7, "name": "b"}
    client.animals.create(**rest)
    for animal in client.animals.list(kind="dog"):
        if animal.kind in ("cat", "bird-of-prey"):
            print(f"{animal.home.keeper_full_name!r}", one.home.keeper_full_name)
"""


def test_a_program(tmp_path: Path) -> None:
    text, made = fixed(tmp_path, PROGRAM)
    assert text == REWRITTEN
    assert made.left == []
    assert fixed(tmp_path, text)[1].files == []


def test_what_cannot_be_rewritten_is_listed(tmp_path: Path) -> None:
    program = """
        from elsewhere import client
        from pkg import Client
        from pkg.models import NewAnimal

        animals = Client().animals
        animals.retrieve("1")
        client.animals.retrieve("1")
        getattr(animals.list()[0].home, "keeper_name")
        """
    text, made = fixed(tmp_path, program)
    assert "retrieve" in text
    assert made.files == []
    assert [(item.place.line, item.why) for item in made.left] == [
        (6, "it is called under another name"),
        (7, "the confidence is too low"),
        (8, "it cannot be rewritten mechanically"),
    ]


_NULL = {"type": "null"}
_KIND = enum("coupon")
_THING = obj("id", id=TEXT, coupon=TEXT)


def granting(body_: dict[str, object], thing: dict[str, object], **schemas: object) -> dict[str, object]:
    call = operation(operationId="createCode", **body(body_, required=True), **response(ref("Code")))
    return api({"POST /codes": call}, components={"schemas": {"Code": thing, **schemas}})


MOVED_OLD = granting(
    obj("coupon", coupon=TEXT, limit=NUMBER), obj("id coupon", id=TEXT, coupon=ref("Coupon")), Coupon=obj("id", id=TEXT)
)
MOVED_NEW = granting(
    obj("promotion", promotion=obj("type", type=_KIND, coupon=TEXT), limit=NUMBER),
    obj("id promotion", id=TEXT, promotion=obj("type", type=_KIND, coupon={"anyOf": [ref("Coupon"), _NULL]})),
    Coupon=obj("id", id=TEXT),
)


def test_values_move_into_objects(tmp_path: Path) -> None:
    program = """
        from pkg import Client

        def run(client: Client) -> list[str]:
            # before
            code = client.codes.create(coupon="a", limit=1)
            client.codes.create(limit=1, coupon=code.coupon.id)
            if code.coupon.id == "b":
                print(code.coupon.id)
            code = client.codes.create(coupon="c")
            print(code.coupon.id)
            return [one.coupon.id for one in (code, code) if one.id]
        """
    text, made = fixed(tmp_path, program, old=MOVED_OLD, new=MOVED_NEW)
    assert text.splitlines()[2:] == [
        "def run(client: Client) -> list[str]:",
        "    # before",
        '    code = client.codes.create(promotion={"type": "coupon", "coupon": "a"}, limit=1)',
        "    assert code.promotion.coupon is not None",
        '    client.codes.create(limit=1, promotion={"type": "coupon", "coupon": code.promotion.coupon.id})',
        '    if code.promotion.coupon.id == "b":',
        "        assert code.promotion.coupon is not None",
        "        print(code.promotion.coupon.id)",
        '    code = client.codes.create(promotion={"type": "coupon", "coupon": "c"})',
        "    assert code.promotion.coupon is not None",
        "    print(code.promotion.coupon.id)",
        "    return [one.promotion.coupon.id for one in (code, code) if one.id if one.promotion.coupon is not None]",
    ]
    assert made.left == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("x = 1 if code is None else code.coupon.id", "it is read under a condition"),
        ("x = code and code.coupon.id", "it is read under a condition"),
        ("x = lambda: code.coupon.id", "it is read in a lambda"),
        ("if code: x = code.coupon.id", "it is in a one-line block"),
        ("x = client.codes.create(limit=1).coupon.id", "it is read from an unnamed expression"),
        ("code.coupon = None", "it is assigned to"),
    ],
)
def test_reads_of_possible_none_are_not_rewritten(tmp_path: Path, line: str, why: str) -> None:
    program = f"from pkg import Client, models\ndef run(client: Client, code: models.Code):\n    {line}\n"
    text, made = fixed(tmp_path, program, old=MOVED_OLD, new=MOVED_NEW)
    assert line in text
    assert any(why in item.why for item in made.left)


def test_a_value_that_is_already_passed(tmp_path: Path) -> None:
    program = "from pkg import Client\nClient().codes.create(coupon='a', promotion=make())\n"
    text, made = fixed(tmp_path, program, old=MOVED_OLD, new=MOVED_NEW)
    assert text == program
    assert [item.why for item in made.left] == ["promotion is already given"]
    program = "from pkg import Client\nClient().codes.create(coupon='a', promotion={'type': 'coupon'})\n"
    text, _ = fixed(tmp_path, program, old=MOVED_OLD, new=MOVED_NEW)
    assert text.splitlines()[1] == 'Client().codes.create(promotion={"type": "coupon", "coupon": \'a\'})'


def test_moves_round_trip(tmp_path: Path) -> None:
    _, moves, _ = scanned(tmp_path, {"a.py": ""}, MOVED_OLD, MOVED_NEW)
    for suffix in (".toml", ".json"):
        path = tmp_path / f"moves{suffix}"
        path.write_text(codemod_moves.dump(moves, path, ("old", "new\nnewer")), encoding="utf-8")
        assert codemod_moves.load(path, "moves") == moves


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[moves]]\nkind = 'thing'\nold = 'a'\nnew = 'b'", "kind must be one of"),
        ("[[moves]]\nkind = 'class'\nold = 'a'", "old and new must be given"),
        ("[[moves]]\nkind = 'class'\nold = 'a'\nnew = 5", "new must be a string"),
        ("[[moves]]\nkind = 'class'\nold = 'a'\nnwe = 'b'", "unknown key 'nwe': did you mean 'new'"),
        ("[[moves]]\nkind = 'field'\nold = 'a'\nnew = 'b'\nbefore = 'c'", "before must be a list of strings"),
        ("moves = 5", "expected a table"),
        ("= 5", "cannot be read"),
    ],
)
def test_invalid_files_of_moves(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "moves.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        codemod_moves.load(tmp_path / "moves.toml", "moves.toml")


def test_an_edited_map(tmp_path: Path) -> None:
    program = "from pkg import Client\nClient().animals.create(name='a', cage_number=5)\n"
    found, _, sides = scanned(tmp_path, {"a.py": program})
    move = Move(
        kind=SymbolKind.ARGUMENT, within="animals.create", old="cage_number", new="place.number", confidence=1.0
    )
    made = fix(found, Moves(moves=(move,), package=("pkg", "zoo")), sides)
    assert made.files[0].content.decode() == (
        "from zoo import Client\nClient().animals.create(name='a', place={\"number\": 5})\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import pkg\npkg.Client()\n", "import zoo\nzoo.Client()\n"),
        ("import pkg as p\np.Client()\n", "import zoo as p\np.Client()\n"),
        ("from vendor import pkg\npkg.Client()\n", "from vendor import zoo\nzoo.Client()\n"),
        ("import a.pkg\na.pkg.Client()\n", "import a.zoo\na.zoo.Client()\n"),
        ("from .pkg.models import Animal\n", "from .zoo.models import Animal\n"),
        ("import pkg\ndef f(pkg):\n    pkg.Client()\n", "import zoo\ndef f(pkg):\n    pkg.Client()\n"),
    ],
)
def test_the_package_has_another_name(tmp_path: Path, before: str, after: str) -> None:
    found, moves, sides = scanned(tmp_path, {"a.py": before})
    made = fix(found, Moves(moves=moves.moves, package=("pkg", "zoo")), sides)
    assert made.files[0].content.decode() == after


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    line = "from pkg.models import Cage\r\n"
    found, moves, sides = scanned(tmp_path, {"a.py": "", "b.py": ""})
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_bytes(line.encode())
    (tmp_path / "a.py").chmod(0o755)
    found, moves, sides = scanned(tmp_path, {}, OLD, NEW)
    made = fix(found, moves, sides)
    (tmp_path / "b.py").write_text("changed meanwhile", encoding="utf-8")
    with pytest.raises(UsageError, match=r"b\.py was changed during"):
        write(made)
    assert (tmp_path / "a.py").read_bytes() == line.encode()
    (tmp_path / "b.py").write_bytes(line.encode())
    write(made)
    assert (tmp_path / "a.py").read_bytes() == b"from pkg.models import Enclosure\r\n"
    assert (tmp_path / "a.py").stat().st_mode & 0o777 == 0o755
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.py", "b.py"]


def test_the_patch_can_be_applied_by_git(tmp_path: Path) -> None:
    found, moves, sides = scanned(tmp_path, {"a.py": "from pkg.models import Cage"})
    assert fix(found, moves, sides).patch() == (
        "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n"
        "-from pkg.models import Cage\n\\ No newline at end of file\n"
        "+from pkg.models import Enclosure\n\\ No newline at end of file\n"
    )


def test_names_in_a_patch_are_escaped_as_git_reads_them(tmp_path: Path) -> None:
    name = 'a\x1b]0;"\\\t\u202eé.py'
    found, moves, sides = scanned(tmp_path, {name: "from pkg.models import Cage\n"})
    patch = fix(found, moves, sides).patch()
    assert patch.replace("\n", "").isprintable()
    subprocess.run(["git", "apply"], input=patch.encode(), cwd=tmp_path, check=True)  # noqa: S607 - the git of the user
    assert (tmp_path / name).read_text() == "from pkg.models import Enclosure\n"


_EXPAND = obj("coupon", coupon=TEXT, expand={"type": "array", "items": TEXT})
_IN_FULL = {"anyOf": [TEXT, ref("Coupon")], "x-expansionResources": {"oneOf": [ref("Coupon")]}}
_COUPON = obj("id off", id=TEXT, off=NUMBER)
FULL = granting(_EXPAND, obj("id coupon", id=TEXT, coupon=ref("Coupon")), Coupon=_COUPON)
ID_ONLY = granting(_EXPAND, obj("id promotion", id=TEXT, promotion=obj("coupon", coupon=_IN_FULL)), Coupon=_COUPON)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("create(coupon='a')", "create(coupon='a', expand=[\"promotion.coupon\"])"),
        ("create(coupon='a', expand=['x'])", "create(coupon='a', expand=['x', \"promotion.coupon\"])"),
        ("create(coupon='a', expand=('x',))", "create(coupon='a', expand=('x', \"promotion.coupon\"))"),
        ("create(coupon='a', expand=[])", "create(coupon='a', expand=[\"promotion.coupon\"])"),
        ("create(**given)", 'create(**given, expand=["promotion.coupon"])'),
        (
            "create(\n    coupon='a',  # which\n)",
            "create(\n    expand=[\"promotion.coupon\"],\n    coupon='a',  # which\n)",
        ),
    ],
)
def test_calls_expand_what_responses_held(tmp_path: Path, before: str, after: str) -> None:
    program = f"from pkg import Client\ncode = Client().codes.{before}\nprint(code.coupon.id)\n"
    text, _ = fixed(tmp_path, program, old=FULL, new=ID_ONLY)
    assert text == f"from pkg import Client\ncode = Client().codes.{before}\nprint(code.promotion.coupon.id)\n"
    text, made = fixed(tmp_path, f"{program}print(code.coupon.off)\n", old=FULL, new=ID_ONLY)
    assert text == (
        f"from pkg import Client\ncode = Client().codes.{after}\nprint(code.promotion.coupon.id)\n"
        "assert not isinstance(code.promotion.coupon, str)\nprint(code.promotion.coupon.off)\n"
    )
    assert (made.left, made.unasked) == ([], [])


def test_a_call_that_cannot_expand(tmp_path: Path) -> None:
    program = "from pkg import Client\ncode = Client().codes.create(coupon='a', expand=more)\nprint(code.coupon.off)\n"
    _, made = fixed(tmp_path, program, old=FULL, new=ID_ONLY)
    assert made.unasked == ["main.py:2: expand promotion.coupon here"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("p = {'cage_number': 1}\nanimals.create(**p)", "p = {'enclosure_number': 1}\nanimals.create(**p)"),
        ("p = dict(cage_number=1)\nanimals.create(**p)", "p = dict(enclosure_number=1)\nanimals.create(**p)"),
        (
            "p = {}\np['cage_number'] = 1\nanimals.create(name='a', **p)",
            "p = {}\np['enclosure_number'] = 1\nanimals.create(name='a', **p)",
        ),
        ("partial(animals.create, cage_number=1)", "partial(animals.create, enclosure_number=1)"),
        ("functools.partial(animals.create, kind='cat')", "functools.partial(animals.create, kind='cat')"),
    ],
)
def test_arguments_built_up_in_dicts(tmp_path: Path, before: str, after: str) -> None:
    head = "import functools\nfrom functools import partial\nfrom pkg import Client\nanimals = Client().animals\n"
    text, made = fixed(tmp_path, f"{head}{before}\n")
    assert text == f"{head}{after}\n"
    assert made.left == []


def test_a_value_built_up_in_a_dict_moves_into_an_object(tmp_path: Path) -> None:
    program = "from pkg import Client\np = {}\np['coupon'] = 'a'\nClient().codes.create(**p)\n"
    text, made = fixed(tmp_path, program, old=MOVED_OLD, new=MOVED_NEW)
    assert text.splitlines()[2] == """p['promotion'] = {"type": "coupon", "coupon": 'a'}"""
    assert made.left == []


def test_quoted_annotations(tmp_path: Path) -> None:
    program = (
        "import pkg\nfrom pkg.models import Cage\ndef f(a: 'list[Cage] | None', b: list[\"pkg.models.Cage\"]): ...\n"
    )
    found, moves, sides = scanned(tmp_path, {"a.py": program})
    made = fix(found, Moves(moves=moves.moves, package=("pkg", "zoo")), sides)
    assert made.files[0].content.decode() == (
        "import zoo\nfrom zoo.models import Enclosure\n"
        "def f(a: 'list[Enclosure] | None', b: list[\"zoo.models.Enclosure\"]): ...\n"
    )
    assert [(item.line, item.column) for item in found.places] == [(2, 24), (3, 10), (3, 39)]
