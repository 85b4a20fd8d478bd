"""Maps scalar formats to Python types, for fields of models and for arguments."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.ir.types import Kind, Scalar

RUNTIME = "_runtime.shared"


@dataclass(frozen=True, slots=True)
class PythonType:
    """``module`` and ``name`` of a type (``@`` means the runtime), and the accepted argument types.

    Names without a module are builtins.
    """

    module: str
    name: str
    arguments: tuple[tuple[str, str], ...] = ()


_STR = ("", "str")
_DATETIME = ("datetime", "datetime")

BY_FORMAT: dict[tuple[Kind, str], PythonType] = {
    (Kind.INTEGER, "unix-time"): PythonType("@formats", "UnixTime", (_DATETIME, ("", "int"))),
    (Kind.NUMBER, "unix-time"): PythonType("@formats", "UnixTime", (_DATETIME, ("", "int"))),
    (Kind.STRING, "date-time"): PythonType("datetime", "datetime", (_DATETIME, _STR)),
    (Kind.STRING, "date"): PythonType("datetime", "date", (("datetime", "date"), _STR)),
    (Kind.STRING, "uuid"): PythonType("uuid", "UUID", (("uuid", "UUID"), _STR)),
    (Kind.STRING, "byte"): PythonType("@formats", "Base64Bytes", (("", "bytes"), _STR)),
    (Kind.STRING, "base64url"): PythonType("@formats", "Base64UrlBytes", (("", "bytes"), _STR)),
    (Kind.STRING, "base16"): PythonType("@formats", "Base16Bytes", (("", "bytes"), _STR)),
    (Kind.STRING, "binary"): PythonType("@files", "BinaryFile", (("@files", "FileInput"),)),
}

PLAIN: dict[Kind, PythonType] = {
    Kind.STRING: PythonType("", "str", (_STR,)),
    Kind.INTEGER: PythonType("", "int", (("", "int"),)),
    Kind.NUMBER: PythonType("", "float", (("", "float"),)),
    Kind.BOOLEAN: PythonType("", "bool", (("", "bool"),)),
    Kind.NULL: PythonType("", "None", (("", "None"),)),
}


def python_type(scalar: Scalar) -> PythonType:
    """Return the Python type of a scalar; an unknown format has the plain type of its kind."""
    return BY_FORMAT.get((scalar.kind, scalar.format or ""), PLAIN[scalar.kind])


def takes_facets(scalar: Scalar) -> bool:
    """Return whether constraints apply to the Python type: only if it is the plain type of its kind."""
    return python_type(scalar) is PLAIN[scalar.kind]
