"""Remediations of changes that break callers."""

from __future__ import annotations

from codegen.diff.audience.callers.advice import advice
from codegen.diff.audience.verdict import judge
from codegen.diff.model.changes import Change, Level
from codegen.diff.model.rules import suffix_of
from codegen.diff.registry import RULES
from tests.diff.apis import api, body, holder, operation, report, response

TEXT = {"type": "string"}
# covered by notes.py (with the names of methods and arguments), or by the suffix that the walker sets
_ELSEWHERE = ("api-", "new-", "request-parameter-removed", "response-required-property-", "response-optional-property-")


def test_changes_that_break_callers_have_a_remediation() -> None:
    for id_, rule in RULES.items():
        change = Change(id=id_, subject="Thing.name", message="", suffix=suffix_of(rule), old="old", new="new")
        verdicts = judge(rule, change)
        if verdicts.caller.rank < Level.WARN.rank:
            assert advice(rule, change, verdicts) == "", id_
        else:
            assert advice(rule, change, verdicts) or id_.startswith(_ELSEWHERE), id_


def _note(old: object, new: object) -> str:
    (finding,) = [item for item in report(old, new).findings if item.verdicts.caller is Level.ERR]
    return finding.note


def test_remediations_use_the_names_that_callers_write() -> None:
    def sent(schema: object) -> object:
        return api({"POST /a": operation(**body(holder(schema)))})

    def read(schema: object) -> object:
        return api({"GET /a": operation(**response(holder(schema)))})

    assert _note(sent(TEXT), sent({"type": "boolean"})) == "send boolean as p, not string"
    assert _note(sent({**TEXT, "enum": ["x", "y"]}), sent({**TEXT, "enum": ["x"]})) == 'stop sending "y" as p'
    assert _note(read(TEXT), read({"type": ["string", "null"]})) == "p may be None: check before use"
    assert _note(read(TEXT), read({"type": ["string", "boolean"]})) == "expect boolean or string as p"
    removed = (
        read({"type": "object", "properties": {"colour": TEXT}}),
        read({"type": "object", "properties": {"color": TEXT}}),
    )
    assert _note(*removed) == "stop reading colour; read color instead"
