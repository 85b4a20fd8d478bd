"""The HTML report in a real browser: filters, trees, no external resources, thousands of changes."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from codegen.diff.inputs.documents import compare_sides
from codegen.diff.model.changes import Report
from codegen.diff.report import FORMATS
from codegen.diff.report.trees import schema_trees
from codegen.diff.report.view import Options
from tests.diff.apis import TODAY, api, body, operation, response, side

Json: TypeAlias = Any
pytestmark = pytest.mark.slow
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=5000",
    "--dump-dom",
)


@pytest.fixture(scope="session")
def browser() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        assert "E2E_REQUIRED" not in os.environ, f"none of {', '.join(BROWSERS)} is installed"
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    return found


def run(browser: str, page: str, script: str, folder: Path) -> Json:
    """Open a page, run a script in it that returns a value, and return the value."""
    probe = f"""<script>
addEventListener("securitypolicyviolation", (event) => {{ window.refused = event.blockedURI; }});
const probe = () => {{ {script} }};
const out = document.createElement("pre");
out.id = "probe";
let result;
try {{ result = probe(); }} catch (error) {{ result = String(error); }}
out.textContent = JSON.stringify(result);
document.body.append(out);
</script></body>"""
    file = folder / "page.html"
    file.write_text(page.replace("</body>", probe), encoding="utf-8")
    arguments = [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", file.as_uri()]
    done = subprocess.run(arguments, capture_output=True, timeout=120, check=True)
    found = re.search(r'<pre id="probe">(.*?)</pre>', done.stdout.decode(), re.DOTALL)
    assert found is not None, done.stderr.decode()[-2000:]
    return json.loads(html.unescape(found[1]))


def rendered(old: Json, new: Json) -> tuple[Report, str]:
    before, after = side(old, "old"), side(new, "new")
    report = compare_sides(before, after, today=TODAY)
    return report, FORMATS["html"](report, Options(trees=schema_trees(report, before, after)))


def _versions() -> tuple[Json, Json]:
    text, number = {"type": "string"}, {"type": "integer"}
    thing = {"type": "object", "properties": {"a": text, "b": text}, "required": ["a"]}
    changed = {"type": "object", "properties": {"a": number, "c": text}, "required": ["a"]}
    old = api(
        {
            "GET /v1/things": operation(**response(thing)),
            "POST /v1/boxes": operation(operationId="o", **body(thing)),
            "GET /v1/old": operation(operationId="old"),
        }
    )
    new = api(
        {
            "GET /v1/things": operation(**response(changed)),
            "POST /v1/boxes": operation(operationId="o", **body(changed)),
        }
    )
    return old, new


SHOWN = """
const set = (selector, fits) => { for (const box of document.querySelectorAll(selector)) {
  if (box.checked !== fits(box.value)) box.click(); } };
const codes = () => [...document.querySelectorAll("#findings > li summary code")];
const shown = () => codes().map((node) => node.textContent);
const tell = (node) => node.dispatchEvent(new Event("input", { bubbles: true }));
"""


def test_filters_and_trees(browser: str, tmp_path: Path) -> None:
    report, page = rendered(*_versions())
    script = f"""{SHOWN}
const result = {{ all: shown().length }};
for (const verdict of ["wire", "caller", "service"]) {{
  set("[name=verdict]", (value) => value === verdict);
  for (const level of ["ERR", "WARN", "INFO", "NONE"]) {{
    set("[name=level]", (value) => value === level);
    result[verdict + level] = shown().length;
  }}
}}
set("[name=level]", () => true); set("[name=verdict]", (value) => value === "any");
const resource = document.getElementById("resource"), search = document.getElementById("search");
result.resources = [...resource.options].map((option) => option.value);
resource.value = "boxes"; tell(resource);
result.boxes = shown();
resource.value = ""; search.value = "things  RESPONSE  REMOVED"; tell(search);
result.search = shown(); result.count = document.getElementById("shown").textContent;
search.value = ""; tell(search);
document.querySelector(".tile button").click(); result.tile = shown().length;
const first = document.querySelector("#findings > li details");
first.open = true; first.dispatchEvent(new Event("toggle"));
result.trees = first.querySelectorAll(".tree").length;
result.marks = [...first.querySelectorAll(".removed b, .added b, .changed b")].map((node) => node.textContent);
result.loaded = performance.getEntriesByType("resource").length;
result.refused = window.refused ?? null;
return result;"""
    result = run(browser, page, script, tmp_path)
    assert result["all"] == len(report.findings) == 7
    for verdict in ("wire", "caller", "service"):
        for level in ("ERR", "WARN", "INFO", "NONE"):
            expected = sum(1 for item in report.findings if str(getattr(item.verdicts, verdict)) == level)
            assert result[verdict + level] == expected, (verdict, level)
    assert result["resources"] == ["", "boxes", "old", "things"]
    assert sorted(result["boxes"]) == [
        "new-optional-request-property",
        "request-property-removed",
        "request-property-type-changed",
    ]
    assert result["search"] == ["response-optional-property-removed"]
    assert result["count"] == "1 of 7"
    assert result["tile"] == result["wireERR"]
    assert result["trees"] == 2
    assert result["marks"] == ["a", "b", "a", "c"]
    assert (result["loaded"], result["refused"]) == (0, None)


def test_two_thousand_changes_are_responsive(browser: str, tmp_path: Path) -> None:
    def document(kind: str) -> Json:
        fields = {f"field_{n}": {"type": kind} for n in range(20)}
        return api(
            {
                f"GET /v1/resource_{n}": operation(
                    operationId=f"op{n}", **response({"type": "object", "properties": fields})
                )
                for n in range(100)
            }
        )

    report, page = rendered(document("integer"), document("boolean"))
    assert len(report.findings) == 2000
    script = f"""{SHOWN}
const time = (act) => {{
  const start = performance.now(); act(); document.body.offsetHeight; return performance.now() - start; }};
const search = document.getElementById("search");
const type = (text) => time(() => {{ search.value = text; tell(search); }});
const level = () => time(() => document.querySelector("[name=level][value=ERR]").click());
const items = document.querySelectorAll("#findings > li");
const show = (value) => time(() => {{ for (const item of items) item.style.display = value; }});
const best = {{ typed: 1e9, cleared: 1e9, off: 1e9, on: 1e9, plain: 1e9 }};
const keep = (name, value) => {{ best[name] = Math.min(best[name], value); }};
const all = shown().length;
let found = 0;
for (let round = 0; round < 3; round += 1) {{
  keep("plain", show("none") + show(""));
  keep("typed", type("resource_42"));
  found = shown().length;
  keep("cleared", type("")); keep("off", level()); keep("on", level());
}}
return {{ all, found, ...best }};"""
    result = run(browser, page, script, tmp_path)
    assert (result["all"], result["found"]) == (2000, 20)
    slowest = max(result[key] for key in ("typed", "cleared", "off", "on"))
    assert slowest < 5 * result["plain"], result  # what hiding and showing all items costs the browser itself


def test_hostile_text_is_not_executed(browser: str, tmp_path: Path) -> None:
    name = "</script><img src=x onerror='window.broken = 1'><script>window.broken = 1</script>"
    schema = {"type": "object", "properties": {name: {"type": "string", "enum": [name]}}}
    _, page = rendered(
        api({"POST /a": operation(**body(schema))}), api({"POST /a": operation(**body({"type": "object"}))})
    )
    script = "document.querySelector('details').open = true; return [window.broken ?? null, document.images.length];"
    assert run(browser, page, script, tmp_path) == [None, 0]


def test_invisible_characters_are_escaped(browser: str, tmp_path: Path) -> None:
    """Bidirectional and invisible characters are shown as escapes in lists, trees and titles."""
    name = "a\u202e\u2066\u200b\x07\u2028b"
    schema = {"type": "object", "properties": {name: {"type": "string", "enum": [name], "description": name}}}
    old = api({f"POST /{name}": operation(**body(schema))}, info={"title": name, "version": name})
    _, page = rendered(old, api({f"POST /{name}": operation(**body({"type": "object"}))}))
    script = r"""
        for (const node of document.querySelectorAll("details")) {
          node.open = true;
          node.dispatchEvent(new Event("toggle"));
        }
        const text = document.querySelector("main").textContent.replaceAll("\n", "") + document.title;
        return [/[\p{C}\u2028\u2029]/u.test(text), text.includes("a\\u{202e}\\u{2066}\\u{200b}\\u{7}\\u{2028}b")];
    """
    assert run(browser, page, script, tmp_path) == [False, True]
