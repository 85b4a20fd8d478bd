"""The rules as a whole: the vocabulary shared with oasdiff, our own ids, and their counterparts."""

from __future__ import annotations

import re

import pytest

from codegen.diff.model.changes import Direction, Level
from codegen.diff.registry import RULE_MODULES, RULES
from tests.support.diff_checks import PAGE, checks_page, vocabulary

_OWN = sorted(RULES.keys() - vocabulary().keys())
_PYTHON = ("caller-", "service-")


def test_ids_are_unique() -> None:
    assert sum(len(module.RULES) for module in RULE_MODULES) == len(RULES)


def test_levels_and_directions_match_the_vocabulary() -> None:
    columns = ("level", "direction", "area", "kind")
    rules = {id_: tuple(getattr(RULES[id_], column) for column in columns) for id_ in vocabulary()}
    assert rules == {id_: tuple(row[column] for column in columns) for id_, row in vocabulary().items()}


@pytest.mark.parametrize("id_", _OWN)
def test_own_ids_use_the_areas_and_kinds_of_the_vocabulary(id_: str) -> None:
    rule = RULES[id_]
    if id_.startswith(_PYTHON):
        assert rule.level is Level.INFO, "changes visible only in Python do not break the wire"
        return
    assert rule.area in {row["area"] for row in vocabulary().values()}
    assert rule.kind in {row["kind"] for row in vocabulary().values()}
    if rule.direction is not Direction.NONE:
        assert str(rule.direction) in id_.split("-")


_OPPOSITES = (
    ("-added", "-removed"),
    ("-added", "-deleted"),
    ("-increased", "-decreased"),
    ("-widened", "-narrowed"),
    ("-generalized", "-specialized"),
    ("-set", "-unset"),
    ("became-not-nullable", "became-nullable"),
    ("became-optional", "became-required"),
    ("-became-not-", "-became-"),
    ("-reactivated", "-deprecated"),
)


def opposites(id_: str) -> set[str]:
    """Return the ids for the opposite change; one of them is enough."""
    for one, two in _OPPOSITES:
        pairs = ((one, two), (two, one))
        for left, right in pairs:
            if left in id_ and not (left == "-became-" and ("nullable" in id_ or "-only" not in id_)):
                return {id_.replace(left, right)} | (
                    {id_.replace("-added", "-removed"), id_.replace("-added", "-deleted")}
                    if left == "-added"
                    else set()
                )
    return set()


def other_side(id_: str) -> set[str]:
    """Return the ids for the same change in the other direction."""
    for one, two in (("request-property-", "response-property-"), ("request-body-", "response-body-")):
        for left, right in ((one, two), (two, one)):
            if id_.startswith(left):
                return {right + id_.removeprefix(left)}
    return set()


# why the vocabulary has no such id; our own ids follow it
_OPPOSITE_WAIVERS = {
    r".*-(exclusive-)?(min|max)(-length|-items|-properties)?-set": "a removed bound rejects nothing",
    r"response-.*-unset": "an added bound of responses breaks nobody",
    r".*-(multiple-of|unique-items)-set": "a removed bound rejects nothing",
    r".*-enum-removed": "reported as became-enum, where it restricts callers",
    r"response-body-enum-value-added": "a removed value has the subject response-mediatype",
    r"response-.*-(max|max-length|exclusive-max|max-properties|max-items)-increased": "narrower responses break nobody",
    r"response-.*-(min|min-length|min-items|exclusive-min|min-properties)-decreased": "narrower responses break nobody",
    r"request-(body|property)-min-items-increased": "a wider request has no id for its items",
    r"request-read-only-.*": "read-only properties matter in responses",
    r"response-write-only-property-enum-value-added": "write-only properties matter in requests",
    r"request-body-enum-value-removed": "an added value of an enum body has no id",
    r"request-(body|property|parameter)-type-generalized": "reported as a changed type",
    r"request-(parameter|property)-x-extensible-enum-value-removed": "an added known value breaks nobody",
    r"request-(body|parameter|property)-pattern-generalized": "a specialized pattern is reported as a changed one",
    r"request-parameter-removed(-with-deprecation|-before-sunset)?": "reported by the ids that start with new",
    r"request-property-removed": "reported by the ids that start with new",
    r"request-property-became-required-with-default": "reported as optional, whatever the default is",
    r"response-header-became-optional": "an added guarantee breaks nobody",
    r"(required|optional)-response-header-removed": "reported by response-header-added",
    r"response-header-added": "reported by the ids for required and optional headers",
    r"api-(path-)?removed-.*|endpoint-added": "the ids are counterparts of each other",
    r"api-schema-removed": "an added schema is not a change until it is used",
    r"api-version-decreased": "an increased version is expected",
    r"api-deprecated-sunset-parse|endpoint-(deprecated|reactivated).*": "the ids are counterparts of each other",
    r".*-(deprecated|reactivated).*": "the ids are counterparts of each other",
    r"sunset-deleted|.*-sunset-(deleted|parse)": "an added date is reported with its deprecation",
    r"request-body-(added|removed).*": "the ids are counterparts of each other",
    r"response-mediatype-enum-value-removed": "an added value of an enum body has no id",
    r"request-header-property-became-required": "reported by request-parameter-property ids, or not at all",
}
_SIDE_WAIVERS = {
    r".*-(exclusive-)?(min|max)(-length|-items|-properties)?-(set|unset|increased|decreased)": (
        "each direction has ids for the bounds that matter to it"
    ),
    r".*-(multiple-of|unique-items)-(set|unset)": "each direction has ids for the bounds that matter to it",
    r"request-(body|property)-became-enum": "a response with fewer values breaks nobody",
    r"request-property-became-required-with-default": "callers may rely on defaults, servers send what they promise",
    r"request-body-enum-value-removed|response-(property|body)-enum-value-(added|removed)": "no such id",
    r"request-property-x-extensible-enum-value-removed": "responses may always contain unknown values",
    r"request-(body|property)-pattern-generalized": "responses are not checked against patterns",
    r"request-property-removed": "reported by response-required- and response-optional-property-removed",
    r"response-(body|property)-type-specialized": "reported as a changed type, which breaks requests",
    r"request-body-(added|removed|became-required|became-optional).*": "responses are reported by their status",
    r"request-body-encoding-changed": "parts are serialized by callers",
    r"request-body-media-type-(added|removed)": "reported by response-media-type-added and -removed",
}


def _lacking(mirrors: dict[str, set[str]], waivers: dict[str, str]) -> tuple[set[str], set[str]]:
    """Return the ids without a counterpart and without a waiver, and the unused waivers."""
    missing = {id_ for id_, wanted in mirrors.items() if wanted and not wanted & set(RULES)}
    waived = {id_ for id_ in missing if any(re.fullmatch(pattern, id_) for pattern in waivers)}
    unused = {pattern for pattern in waivers if not any(re.fullmatch(pattern, id_) for id_ in missing)}
    return missing - waived, unused


def test_a_change_and_its_opposite_both_have_ids() -> None:
    mirrors = {id_: opposites(id_) for id_ in RULES if not id_.startswith(_PYTHON)}
    assert _lacking(mirrors, _OPPOSITE_WAIVERS) == (set(), set())


def test_requests_and_responses_have_the_same_ids() -> None:
    assert _lacking({id_: other_side(id_) for id_ in RULES}, _SIDE_WAIVERS) == (set(), set())


def test_the_page_of_checks_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == checks_page(), "run: make update-snapshots"
