"""Blanks what site generators add to Markdown: front matter, component tags of MDX, shortcodes of Hugo, Liquid tags.

Every replacement has the length of the original, so that locations stay those of the page.
"""

from __future__ import annotations

import re

_FRONT_MATTER = re.compile(r"\A(?P<fence>---|\+\+\+)[ \t]*\n(?P<inner>.*?\n)?(?P=fence)[ \t]*(?=\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^(?P<key>title[ \t]*[:=][ \t]*)(?P<text>\S.*)$", re.MULTILINE)
_HEADING = re.compile(r"^#[ \t]", re.MULTILINE)
_MAX_FRONT_MATTER = 20_000
_TAG_LINE = re.compile(
    r"^[ \t]*+</?(?:[A-Z][\w.]*|a|article|aside|br|center|details|div|section|span)(?:[ \t][^<>\n]{0,500})?>"
    r"(?:</(?:a|div|span)>)?[ \t]*$",
    re.MULTILINE,
)
"""A line that is only a tag: a component, or an element that contains Markdown."""
_MODULE_LINE = re.compile(r"^(?:import|export)[ \t][^\n]*$", re.MULTILINE)
_SHORTCODE = re.compile(r"\{\{[<%][ \t/]*(?P<name>[\w-]*)(?P<rest>[^{}\n]{0,500}?)[>%]\}\}")
_QUOTED = re.compile(r"[\"']([^\"'\n]*)[\"']")
_LIQUID = re.compile(r"\{%[^{}\n]{0,500}%\}")
_ATTRIBUTES = re.compile(r"^(?P<heading>#{1,6}[ \t][^\n{}]*+)\{:?[ \t]?[#.][^{}\n]{0,200}\}[ \t]*+$", re.MULTILINE)
_FLAGS = frozenset({"yes", "no", "required", "optional", "nullable", "deprecated"})
"""Shortcodes whose name says what they print."""


def without_generators(name: str, text: str) -> str:
    """Return a page as plain Markdown; the title in its front matter is its first heading."""
    text = _without_front_matter(text)
    if name.lower().endswith(".mdx"):
        text = _MODULE_LINE.sub(_blank, text)
    if "{{<" in text or "{{%" in text:
        text = _SHORTCODE.sub(_shown, text)
    if "{%" in text:
        text = _LIQUID.sub(_blank, text)
    text = _ATTRIBUTES.sub(lambda match: match["heading"].ljust(len(match[0])), text)
    return _TAG_LINE.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _without_front_matter(text: str) -> str:
    match = _FRONT_MATTER.match(text[:_MAX_FRONT_MATTER])
    if match is None:
        return text
    blanked = re.sub(r"[^\n]", " ", match[0])
    title = _TITLE.search(match[0])
    if title and not _HEADING.search(text, match.end()):
        words = re.sub(r"^([\"'])(.*)\1[ \t]*$", r" \2 ", title["text"])
        line = f"#{' ' * (len(title['key']) - 1)}{words}"
        blanked = blanked[: title.start()] + line.ljust(len(title[0])) + blanked[title.end() :]
    return blanked + text[match.end() :]


def _shown(match: re.Match[str]) -> str:
    """Return what a shortcode prints, as far as its text says that: a flag, or the target of a reference."""
    shown = match["name"] if match["name"] in _FLAGS else ""
    if match["name"] in {"ref", "relref"} and (target := _QUOTED.search(match["rest"])):
        shown = target[1].replace(" ", "-")
    return shown.ljust(len(match[0]))
