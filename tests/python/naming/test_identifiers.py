"""Tests for splitting wire names into words and building identifiers."""

from __future__ import annotations

import keyword
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.paths import check_path
from codegen.python.naming.identifiers import constant, pascal, snake, split_words, suffixed
from codegen.python.naming.plurals import singular

NAMES = st.text(
    st.one_of(st.sampled_from("aB1_-. $@/é日\u1100\u1161\u0301ﬁßǆİ"), st.characters(codec=None)), max_size=12
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("promotion_codes", "promotion codes"),
        ("promotionCodes", "promotion codes"),
        ("PromotionCodes", "promotion codes"),
        ("promotion-codes", "promotion codes"),
        ("promotion.codes", "promotion codes"),
        ("promotion codes", "promotion codes"),
        ("PROMOTION_CODES", "promotion codes"),
        ("X-Request-Id", "x request id"),
        ("HTTPServer", "http server"),
        ("userID", "user id"),
        ("userIDs", "user ids"),
        ("imageURLs", "image urls"),
        ("URLs", "urls"),
        ("OAuth2Token", "oauth2 token"),
        ("IPv4Address", "ipv4 address"),
        ("S3Bucket", "s3 bucket"),
        ("line1", "line1"),
        ("foo1Bar", "foo1 bar"),
        ("v2", "v2"),
        ("a", "a"),
        ("created[gte]", "created gte"),
        ("$ref", "ref"),
        ("@type", "type"),
        ("_id", "id"),
        ("+1", "plus 1"),
        ("-1", "minus 1"),
        ("1", "1"),
        ("+", "plus"),
        ("", "empty"),
        ("*", "star"),
        ("ﬁeld", "field"),
        ("日本", "日本"),
        ("größeWert", "größe wert"),
    ],
)
def test_split_words(text: str, words: str) -> None:
    assert " ".join(split_words(text)) == words


@given(NAMES)
def test_there_are_always_words(text: str) -> None:
    words = split_words(text)
    assert words
    assert all(words)
    assert all(word == word.lower() for word in words)


@given(NAMES, NAMES)
def test_every_name_gives_identifiers(one: str, two: str) -> None:
    words = (*split_words(one), *split_words(two))
    for name in (snake(words), pascal(words), constant(snake(words)), suffixed(snake(words))):
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert unicodedata.normalize("NFKC", name) == name


@pytest.mark.parametrize(
    ("words", "snaked", "pascaled", "constanted"),
    [
        (("promotion", "code"), "promotion_code", "PromotionCode", "PROMOTION_CODE"),
        (("class",), "class_", "Class", "CLASS"),
        (("none",), "none", "None_", "NONE"),
        (("match",), "match", "Match", "MATCH"),
        (("2fa",), "n2fa", "N2fa", "N2FA"),
        (("x2",), "x2", "X2", "X2"),
    ],
)
def test_case_styles(words: tuple[str, ...], snaked: str, pascaled: str, constanted: str) -> None:
    assert (snake(words), pascal(words), constant(snake(words))) == (snaked, pascaled, constanted)


def test_very_long_names_are_cut() -> None:
    assert len(snake(("a" * 500,))) <= 130


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("codes", "code"),
        ("persons", "person"),
        ("people", "person"),
        ("children", "child"),
        ("cities", "city"),
        ("categories", "category"),
        ("keys", "key"),
        ("addresses", "address"),
        ("processes", "process"),
        ("boxes", "box"),
        ("taxes", "tax"),
        ("branches", "branch"),
        ("batches", "batch"),
        ("caches", "cache"),
        ("sizes", "size"),
        ("houses", "house"),
        ("responses", "response"),
        ("licenses", "license"),
        ("databases", "database"),
        ("invoices", "invoice"),
        ("movies", "movie"),
        ("cookies", "cookie"),
        ("statuses", "status"),
        ("aliases", "alias"),
        ("analyses", "analysis"),
        ("indices", "index"),
        ("heroes", "hero"),
        ("quizzes", "quiz"),
        ("shelves", "shelf"),
    ],
)
def test_singulars(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize(
    "word",
    [
        "status",
        "address",
        "access",
        "business",
        "process",
        "bus",
        "campus",
        "virus",
        "analysis",
        "basis",
        "axis",
        "series",
        "news",
        "species",
        "data",
        "metadata",
        "balance",
        "history",
        "sms",
        "dns",
        "aws",
        "https",
        "gas",
        "alias",
        "canvas",
        "lens",
        "atlas",
        "tls",
        "os",
        "ios",
        "gps",
        "kubernetes",
    ],
)
def test_words_that_are_not_plurals(word: str) -> None:
    assert singular(word) == word


@pytest.mark.parametrize("letter", ["x", "é", "用", "𐐷", "İ", "ΐ"])
def test_long_names_fit_into_file_names(letter: str) -> None:
    check_path(f"{suffixed(snake(split_words(letter * 1000)), '_12')}.py")
