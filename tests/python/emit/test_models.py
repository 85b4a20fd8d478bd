"""Tests for models: classes, aliases and lazy references."""

from __future__ import annotations

import ast

import pytest

from codegen.pipeline.steps import Prepared
from codegen.python.emit.formats import BY_FORMAT
from codegen.python.emit.marks import MARKS
from codegen.python.emit.models import build_models
from codegen.python.emit.models.refs import build_refs
from codegen.python.parts import RESERVED
from tests.support.documents import ID, TEXT, Json, document, emit_input, prepared, ref, taking


def an_object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def built(schemas: Json, paths: Json = None) -> dict[str, str]:
    ready = prepared(document(schemas, paths))
    return {path: str(code) for path, code in build_models(emit_input(ready)).code.items()}


def body_of(code: str, name: str) -> dict[str, str]:
    """Return the annotated members of a class: name to annotation and value."""
    (owner,) = (node for node in ast.parse(code).body if isinstance(node, ast.ClassDef) and node.name == name)
    found: dict[str, str] = {}
    for node in owner.body:
        if isinstance(node, ast.AnnAssign):
            value = f" = {ast.unparse(node.value)}" if node.value else ""
            found[ast.unparse(node.target)] = ast.unparse(node.annotation) + value
    return found


def field(schema: Json, *, required: bool = False, name: str = "a") -> tuple[str, str]:
    """Return the Python name and declaration of the only field."""
    owner = {**an_object(**{name: schema}), "required": [name] if required else []}
    ((found, declared),) = (
        item
        for item in body_of(built({"It": owner, "Thing": ID})["models/it.py"], "It").items()
        if "ClassVar" not in item[1]
    )
    return found, declared


# fields


@pytest.mark.parametrize(
    ("schema", "required", "declared"),
    [
        (TEXT, True, "str"),
        (TEXT, False, "str | None = None"),
        ({"type": ["string", "null"]}, True, "str | None"),
        ({"type": ["string", "null"]}, False, "str | None = None"),
        ({**TEXT, "default": "x"}, False, "str | None = 'x'"),
        ({**TEXT, "maxLength": 5}, True, "Annotated[str, Field(max_length=5)]"),
        ({"enum": ["a"]}, True, "Literal['a'] | str"),
        ({"type": "array", "items": {**TEXT, "minLength": 1}}, True, "list[Annotated[str, Field(min_length=1)]]"),
        ({"type": "integer", "format": "unix-time"}, True, "UnixTime"),
        (ref("Thing"), True, "Thing"),
        (ref("Thing"), False, "Thing | None = None"),
        ({"type": "object", "additionalProperties": ref("Thing")}, True, "dict[str, Thing]"),
        ({}, True, "Any"),
        (
            {"type": "array", "default": ["x"], "items": TEXT},
            False,
            "list[str] | None = Field(default_factory=lambda: ['x'])",
        ),
    ],
)
def test_declarations(schema: Json, *, required: bool, declared: str) -> None:
    assert field(schema, required=required) == ("a", declared)


@pytest.mark.parametrize("wire", ["class", "model_dump", "expiresAt", "a b", "é$", 'q"'])
def test_aliases_are_the_wire_names(wire: str) -> None:
    name, declared = field(TEXT, required=True, name=wire)
    assert name != wire
    assert declared == f"Annotated[str, Field(alias={wire!r})]"


def test_a_default_of_another_type_is_dropped() -> None:
    assert field({**TEXT, "default": 5})[1] == "str | None = None"
    assert field({"type": "integer", "format": "unix-time", "default": 10**20})[1] == "UnixTime | None = None"


def test_a_default_is_made_in_its_python_type() -> None:
    made = "UnixTime | None = Field(default_factory=lambda: datetime.fromisoformat('1970-01-01T00:00:05+00:00'))"
    assert field({"type": "integer", "format": "unix-time", "default": 5})[1] == made


def test_closed_requests_forbid_and_responses_keep_unknown_properties() -> None:
    closed = {**an_object(a=TEXT), "additionalProperties": False}
    paths = {"/a": {"post": taking(closed)}}
    files = built({"Reply": closed}, paths)
    assert "forbid" in files["models/a_create_params.py"]
    assert "forbid" not in files["models/reply.py"]


def test_docstrings() -> None:
    code = built({"It": {**an_object(a={**TEXT, "description": 'One """ \\ '}), "description": "Class."}})[
        "models/it.py"
    ]
    (owner,) = (node for node in ast.parse(code).body if isinstance(node, ast.ClassDef))
    assert ast.get_docstring(owner) == "Class."
    constants = [
        node.value.value
        for node in owner.body[1:]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]
    assert constants == ['One """ \\']


# modules


def test_one_module_per_component_and_the_package() -> None:
    files = built({"PromotionCode": an_object(a=ID), "Coupon": ID, "Words": {"type": "array", "items": TEXT}})
    assert sorted(files) == [
        "models/__init__.py",
        "models/coupon.py",
        "models/promotion_code.py",
        "models/words.py",
    ]
    assert '"PromotionCodeA": ".promotion_code"' in files["models/__init__.py"]
    assert "_internal" not in "".join(files)
    assert "model_rebuild" not in "".join(files.values())


def test_no_schemas() -> None:
    files = built({})
    assert list(files) == ["models/__init__.py"]
    compile(files["models/__init__.py"], "x", "exec")


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (TEXT, "TypeAliasType('It', str)"),
        ({**TEXT, "maxLength": 5}, "TypeAliasType('It', Annotated[str, Field(max_length=5)])"),
        ({"type": ["string", "null"]}, "TypeAliasType('It', str | None)"),
        ({"type": "array", "items": ref("Thing")}, "TypeAliasType('It', list[Thing])"),
        ({"enum": ["a"]}, "TypeAliasType('It', Literal['a'] | str)"),
        ({"type": "array", "items": ref("It")}, "TypeAliasType('It', 'list[It]')"),
    ],
)
def test_components_that_are_not_objects(schema: Json, value: str) -> None:
    code = built({"It": schema, "Thing": ID})["models/it.py"]
    (alias,) = (node for node in ast.parse(code).body if isinstance(node, (ast.Assign, ast.AnnAssign)))
    assert alias.value is not None
    assert ast.unparse(alias.value) == value


def refs_of(schemas: Json) -> tuple[Prepared, str]:
    ready = prepared(document(schemas))
    code = build_refs(ready.names)
    return ready, str(code or "")


def test_references_that_are_expanded_or_cut() -> None:
    expandable = {"anyOf": [TEXT, ref("Customer"), ref("Gone")], "x-expansionResources": {}}
    schemas = {"A": an_object(b=ref("B"), c=expandable), "B": an_object(a=ref("A")), "Customer": ID, "Gone": ID}
    _, code = refs_of(schemas)
    checked, runtime = next((node.body, node.orelse) for node in ast.parse(code).body if isinstance(node, ast.If))
    assert [ast.unparse(node) for node in checked if isinstance(node, ast.AnnAssign)] == [
        "CustomerRef: TypeAlias = Ref | Customer | Gone",
        "LazyA: TypeAlias = A",
    ]
    assert [ast.unparse(node) for node in runtime] == [
        "CustomerRef = Annotated[Any, Lazy(__package__, ('customer:Customer', 'gone:Gone'), ref=True)]",
        "LazyA = Annotated[Any, Lazy(__package__, ('a:A',))]",
    ]


def test_no_module_where_nothing_is_lazy() -> None:
    assert refs_of({"A": ID})[1] == ""
    assert "models/_refs.py" not in built({"A": ID})


def test_modules_have_no_import_cycle() -> None:
    schemas = {name: an_object(**{f"to_{other}": ref(other) for other in "abcd"}) for name in "abcd"}
    files = built(schemas)
    graph: dict[str, set[str]] = {}
    for path, code in files.items():
        guarded = [node for node in ast.parse(code).body if isinstance(node, ast.ImportFrom) and node.level == 1]
        graph[path] = {f"models/{node.module}.py" for node in guarded if node.module != "_refs"}
    done: set[str] = set()
    while len(done) < len(graph):
        ready = {path for path, targets in graph.items() if targets <= done} - done
        assert ready, graph
        done |= ready


# names that modules import


def test_no_class_has_the_name_of_an_imported_type() -> None:
    imported = {kind.name for kind in BY_FORMAT.values() if kind.module} | {*MARKS.values(), "Optional", "Union"}
    assert {name for name in imported if name[0].isupper()} <= RESERVED.model_classes | {"UnixTime"}


@pytest.mark.parametrize(
    "name", ["File", "file", "BinaryFile", "Base64Bytes", "Base64UrlBytes", "UUID", "date", "list"]
)
def test_a_class_that_has_the_name_of_the_type_of_its_field(name: str) -> None:
    kinds = {"File": "binary", "BinaryFile": "binary", "Base64Bytes": "byte", "Base64UrlBytes": "base64url"}
    texts = {key: {"type": "string", "format": key} for key in ("date", "date-time", "uuid", "binary", "byte")}
    owner = an_object(
        a={"type": "string", "format": kinds.get(name, "binary")}, **texts, more={"type": "array", "items": ref(name)}
    )
    (module,) = (text for path, text in built({name: owner}).items() if "class " in text)
    ast.parse(module)


@pytest.mark.parametrize("name", ["union", "Union", "optional", "Optional", "any", "literal", "Annotated"])
def test_an_alias_that_has_the_name_of_a_special_form(name: str) -> None:
    schemas: Json = {name: {"type": "array", "items": TEXT}, "It": an_object(a=ref(name), b={"enum": ["x"]}, c={})}
    assert "class It(Model)" in built(schemas)["models/it.py"]


def test_a_field_that_has_the_name_of_an_import_alias() -> None:
    day = {"type": "string", "format": "date"}
    members = body_of(built({"It": an_object(date=day, date_aliased=day)})["models/it.py"], "It")
    assert set(members) == {"date", "date_aliased_"}
