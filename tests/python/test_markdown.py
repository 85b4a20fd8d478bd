"""Tests for text and code in Markdown pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from codegen.core.errors import InternalError
from codegen.python.code import fmt, ident, literal
from codegen.python.markdown import Markdown, fenced, inline, link, paragraphs, span
from codegen.python.render.environment import render_page

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_BLOCKS = {"paragraph_open", "inline", "paragraph_close"}
_INLINE = {"text", "softbreak", "text_special"}


def kinds(page: str) -> set[str]:
    """Return the kinds of elements of a page."""
    tokens = PARSER.parse(page)
    return {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}


HOSTILE = st.text(st.sampled_from("\\`*_[]<>#|~!-+=0123456789.) \t\n\r&@:/abc\u2028\u202e"), max_size=60)


@given(HOSTILE | st.text(max_size=60))
def test_text_is_escaped(text: str) -> None:
    assert kinds(paragraphs(text)) <= _BLOCKS | _INLINE
    assert kinds(inline(text)) <= _BLOCKS | _INLINE
    assert "\n" not in inline(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n===", "a\n\\==="),
        ("- a", "\\- a"),
        ("+ a", "\\+ a"),
        ("12) a", "12\\) a"),
        ("1.0", "1.0"),
        ("    a", "a"),
        ("a\n\nb", "a\n\nb"),
        ("@a <b>", "@&#8203;a \\<b\\>"),
    ],
)
def test_block_markers_are_escaped(text: str, shown: str) -> None:
    assert paragraphs(text) == shown


@given(st.text(st.sampled_from("`ab \"'\n"), max_size=30))
def test_code_stays_code(text: str) -> None:
    code = literal(text)
    (block,) = PARSER.parse(fenced(fmt("x = (\n    {}\n)", code)))
    assert (block.type, block.info) == ("fence", "python")
    assert block.content == f"x = (\n    {code}\n)\n"
    (child,) = PARSER.parse(f"{span(code)}")[1].children or ()
    assert (child.type, child.content) == ("code_inline", code)


def test_links_lead_to_pages_and_headings() -> None:
    assert link(span(ident("create")), ident("pets"), ident("create")) == "[`create`](pets.md#create)"
    assert link(inline("a]b"), ident("index")) == "[a\\]b](index.md)"


def test_a_page_prints_only_markdown() -> None:
    view = {"title": inline("A"), "version": inline("1"), "text": inline(""), "example": inline("")}
    assert isinstance(render_page("docs/index.md.jinja", resources=[], errors=[], **view), Markdown)
    with pytest.raises(InternalError, match="a template may only print Markdown, not Ident"):
        render_page("docs/index.md.jinja", resources=[], errors=[], **{**view, "title": ident("A")})
    with pytest.raises(InternalError, match="a template may only print Markdown, not str"):
        render_page("docs/index.md.jinja", resources=[], errors=[], **{**view, "title": "A"})
