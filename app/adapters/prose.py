"""Markdown as a small structure to print: paragraphs, headings, lists, bold, nothing else.

Links keep their text and show their address; quotes, code and tables become plain paragraphs; HTML
is shown as typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token


class Span(TypedDict):
    """A run of text, bold or not."""

    text: str
    strong: bool


class Block(TypedDict, total=False):
    """A paragraph or heading with `spans`, or a list with `ordered` and `items`."""

    type: str
    spans: list[Span]
    ordered: bool
    items: list[list[Span]]


def blocks(markdown: str) -> list[Block]:
    """Return what a person typed as blocks; nothing is lost and nothing is code."""
    from markdown_it import MarkdownIt

    found: list[Block] = []
    lists: list[Block] = []
    kind = "paragraph"
    for token in MarkdownIt("commonmark", {"html": False}).parse(markdown):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append(_new_list(token, lists=lists, found=found))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "heading_close":
            kind = "paragraph"
        else:
            _place(_spans_of(token), kind=kind, lists=lists, found=found)
    return found


def _new_list(token: Token, *, lists: Sequence[Block], found: list[Block]) -> Block:
    """Begin a list; one inside another goes on with the outer one's items."""
    if lists:
        return lists[-1]
    block: Block = {"type": "list", "ordered": token.type.startswith("ordered"), "items": []}
    found.append(block)
    return block


def _place(spans: list[Span], *, kind: str, lists: Sequence[Block], found: list[Block]) -> None:
    if not spans:
        return
    if lists:
        lists[-1]["items"].append(spans)
    else:
        found.append({"type": kind, "spans": spans})


def _spans_of(token: Token) -> list[Span]:
    if token.type in {"code_block", "fence", "html_block"}:
        return [{"text": token.content.strip(), "strong": False}] if token.content.strip() else []
    if token.type != "inline":
        return []
    spans: list[Span] = []
    strong = 0
    addresses: list[str] = []
    for child in token.children or ():
        text = _text_of(child, addresses)
        strong += child.nesting if child.type.startswith("strong_") else 0
        if text:
            spans.append({"text": text, "strong": strong > 0})
    return _joined(spans)


def _text_of(child: Token, addresses: list[str]) -> str:
    if child.type in {"softbreak", "hardbreak"}:
        return "\n" if child.type == "hardbreak" else " "
    if child.type == "link_open":
        addresses.append(str(child.attrGet("href") or ""))
        return ""
    if child.type == "link_close":
        return f" ({addresses.pop()})"
    if child.type == "image":
        return child.content
    return (
        child.content
        if child.type in {"text", "code_inline", "html_inline", "text_special"}
        else ""
    )


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Join neighbours of one weight."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1]["strong"] == span["strong"]:
            joined[-1]["text"] += span["text"]
        else:
            joined.append({"text": span["text"], "strong": span["strong"]})
    return joined
