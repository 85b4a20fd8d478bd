"""Maps scalar formats to Python types, for fields of models and for arguments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.ir.types import NO_FACETS, Kind, Scalar

if TYPE_CHECKING:
    from codegen.ir.types import Facets

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
_DECIMAL = ("decimal", "Decimal")

BY_FORMAT: dict[tuple[Kind, str], PythonType] = {
    (Kind.INTEGER, "unix-time"): PythonType("@formats", "UnixTime", (_DATETIME, ("", "int"))),
    (Kind.NUMBER, "unix-time"): PythonType("@formats", "UnixTime", (_DATETIME, ("", "int"))),
    (Kind.STRING, "date-time"): PythonType("datetime", "datetime", (_DATETIME, _STR)),
    (Kind.STRING, "date"): PythonType("datetime", "date", (("datetime", "date"), _STR)),
    (Kind.STRING, "uuid"): PythonType("uuid", "UUID", (("uuid", "UUID"), _STR)),
    (Kind.STRING, "byte"): PythonType("@formats", "Base64Bytes", (("", "bytes"), _STR)),
    (Kind.STRING, "base64url"): PythonType("@formats", "Base64UrlBytes", (("", "bytes"), _STR)),
    (Kind.STRING, "base16"): PythonType("@formats", "Base16Bytes", (("", "bytes"), _STR)),
    (Kind.STRING, "time"): PythonType("@moments", "Rfc3339Time", (("datetime", "time"), _STR)),
    (Kind.STRING, "duration"): PythonType("@moments", "Rfc3339Duration", (("datetime", "timedelta"), _STR)),
    (Kind.STRING, "ipv4"): PythonType("ipaddress", "IPv4Address", (("ipaddress", "IPv4Address"), _STR)),
    (Kind.STRING, "ipv6"): PythonType("ipaddress", "IPv6Address", (("ipaddress", "IPv6Address"), _STR)),
    (Kind.STRING, "decimal"): PythonType("@decimals", "DecimalString", (_DECIMAL, _STR)),
    (Kind.NUMBER, "decimal"): PythonType("@decimals", "DecimalNumber", (_DECIMAL, ("", "float"))),
    (Kind.STRING, "binary"): PythonType("@files", "BinaryFile", (("@files", "FileInput"),)),
}

PLAIN: dict[Kind, PythonType] = {
    Kind.STRING: PythonType("", "str", (_STR,)),
    Kind.INTEGER: PythonType("", "int", (("", "int"),)),
    Kind.NUMBER: PythonType("", "float", (("", "float"),)),
    Kind.BOOLEAN: PythonType("", "bool", (("", "bool"),)),
    Kind.NULL: PythonType("", "None", (("", "None"),)),
}


def chosen_place(chosen: str) -> tuple[str, str]:
    """Return the module, and the name with its alias, of a type that the configuration chose."""
    module, _, name = chosen.partition(":")
    return module, name


def python_type(scalar: Scalar) -> PythonType:
    """Return the Python type of a scalar; an unknown format has the plain type of its kind."""
    if scalar.chosen:
        place = chosen_place(scalar.chosen)
        return PythonType(*place, (place, *PLAIN[scalar.kind].arguments))
    return BY_FORMAT.get((scalar.kind, scalar.format or ""), PLAIN[scalar.kind])


def takes_facets(scalar: Scalar) -> bool:
    """Return whether constraints apply to the Python type: only if it is the plain type of its kind."""
    return python_type(scalar) is PLAIN[scalar.kind]


def unchecked_facets(scalar: Scalar) -> Facets:
    """Return the constraints that do not apply to the Python type: decimal numbers have bounds, but no other ones."""
    if takes_facets(scalar):
        return NO_FACETS
    if scalar.kind is not Kind.NUMBER or python_type(scalar).name != "DecimalNumber":
        return scalar.facets
    return replace(scalar.facets, minimum=None, maximum=None, exclusive_minimum=None, exclusive_maximum=None)
