"""Report formats: valid, safe with hostile text, and correct about failures."""

from __future__ import annotations

import json
from typing import Any, TypeAlias
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from codegen.diff.model.changes import Level, Report
from codegen.diff.report import FORMATS
from codegen.diff.report.json import SCHEMA
from codegen.diff.report.view import Options
from tests.diff.apis import api, body, operation, report

Json: TypeAlias = Any
TEXT: Json = {"type": "string"}
HOSTILE = "</script><b>&\"'`|%0A::error::\x1b[31m\u202e"


def hostile() -> Report:
    old = api({"POST /a": operation(**body({"type": "object", "properties": {HOSTILE: TEXT}}))})
    new = api({"POST /a": operation(**body({"type": "object", "properties": {"q": {"type": "boolean"}}}))})
    return report(old, new)


def nothing() -> Report:
    return report(api(), api())


def test_json_fits_its_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    for made in (hostile(), nothing()):
        Draft202012Validator(schema).validate(json.loads(FORMATS["json"](made, Options())))
    broken = json.loads(FORMATS["json"](hostile(), Options()))
    broken["findings"][0]["level"] = "FATAL"
    assert not Draft202012Validator(schema).is_valid(broken)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"html"}))
def test_no_control_characters(name: str) -> None:
    text = FORMATS[name](hostile(), Options(operations=True))
    assert all(char.isprintable() or char == "\n" for char in text)
    assert text.endswith("\n")


def test_html_data_cannot_end_its_element() -> None:
    page = FORMATS["html"](hostile(), Options())
    data = page.split('<script type="application/json" id="report">')[1].split("</script>")[0]
    assert json.loads(data)["findings"][0]["id"] == "request-property-removed"
    assert "<" not in data
    assert page.count("</script>") == 2


def test_html_loads_no_resources() -> None:
    page = FORMATS["html"](nothing(), Options())
    assert "default-src 'none'" in page
    assert not any(word in page for word in ("http:", "https:", "src=", "href=", "@import", "url("))


def test_markdown_shows_markup_as_text() -> None:
    text = FORMATS["markdown"](hostile(), Options())
    assert "<b>" not in text.replace("\\<", "")


def test_github_commands_stand_on_lines_of_their_own() -> None:
    lines = FORMATS["github"](hostile(), Options()).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::notice"]
    assert "%250A" in lines[0]


def test_junit_fails_what_fails_the_run() -> None:
    def failures(level: Level) -> int:
        root = ET.fromstring(FORMATS["junit"](hostile(), Options(fail_on=level)))  # noqa: S314 - made by ourselves
        assert len(root.findall(".//failure")) == int(root[0].attrib["failures"])
        return int(root[0].attrib["failures"])

    assert (failures(Level.ERR), failures(Level.INFO)) == (1, 2)
    assert 'tests="1" failures="0"' in FORMATS["junit"](nothing(), Options())


def test_sarif_names_every_rule_it_uses() -> None:
    run = json.loads(FORMATS["sarif"](hostile(), Options()))["runs"][0]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} == rules
    assert [result["level"] for result in run["results"]] == ["error", "note"]


def test_text_with_colors_and_operations() -> None:
    assert "\x1b[31mERR\x1b[0m" in FORMATS["text"](hostile(), Options(color=True))
    assert "- POST /a" in FORMATS["text"](hostile(), Options(operations=True))
    assert "- POST /a" not in FORMATS["text"](hostile(), Options())
    assert FORMATS["text"](nothing(), Options()) == "old -> new: no changes; suggested bump: none\n"
