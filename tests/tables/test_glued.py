"""Splitting of rows that join name, type, flags and prose."""

from __future__ import annotations

import pytest

from codegen.tables.formats.glued import split_row


@pytest.mark.parametrize(
    ("row", "parts"),
    [
        ("codestringThe text.", ("code", "string", "The text.")),
        ("objectstring", ("object", "string", "")),
        ("objectobjectAn object.", ("object", "object", "An object.")),
        ("stringstringString", ("string", "string", "String")),
        ("metadatanullable objectSet of pairs", ("metadata", "object", "Set of pairs")),
        ("expires_atnullable timestamp", ("expires_at", "timestamp", "")),
        ("created.gteinteger", ("created.gte", "integer", "")),
        ("expandarray of stringsFields.", ("expand", "array of strings", "Fields.")),
        ("couponobjectHash of it.Show child attributes", ("coupon", "object", "Hash of it.")),
        ("maxItemsintegerThe limit", ("maxItems", "integer", "The limit")),
        ("object_idstring", ("object_id", "string", "")),
        ("countinteger0 or more", ("count", "integer", "0 or more")),
    ],
)
def test_parts(row: str, parts: tuple[str, str, str]) -> None:
    split = split_row(row)
    assert split is not None
    assert (split.name, split.type, split.text) == parts
    assert split.nullable == ("nullable" in row)
    assert not split.rivals


@pytest.mark.parametrize(
    ("row", "flags", "text"),
    [
        ("couponstringRequiredThe coupon", {"required"}, "The coupon"),
        ("customernullable stringExpandable", {"expandable"}, ""),
        ("aobjectRequiredExpandableText", {"required", "expandable"}, "Text"),
        ("astringDeprecated", {"deprecated"}, ""),
        ("astringRequired if b is set", {"conditional"}, "Required if b is set"),
        ("astringRequiredness is a word", set(), "Requiredness is a word"),
    ],
)
def test_flags(row: str, flags: set[str], text: str) -> None:
    split = split_row(row)
    assert split is not None
    assert (set(split.flags), split.text) == (flags, text)


@pytest.mark.parametrize("row", ["Support", "API Reference", "Sign in →", "", "string", "[a](b)", "just a sentence"])
def test_other_text_is_not_a_row(row: str) -> None:
    assert split_row(row) is None


def test_an_ambiguous_split_lists_its_rivals() -> None:
    split = split_row("codestringthe text")
    assert split is not None
    assert (split.name, split.type, split.rivals) == ("code", "string", ())
    uncertain = split_row("xobjectIdstringThe id")
    assert uncertain is not None
    assert (uncertain.name, uncertain.rivals) == ("x", ("xobjectId",))
