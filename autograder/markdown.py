"""Markdown of a student's, rendered as nbconvert does it, and sanitised.

It is rendered first. The other way round, as nbconvert's own ``SanitizeHTML`` does it, links in
Markdown's own notation stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import escape

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import (
    InvalidNotebook,
    IPythonRenderer,
    MarkdownWithMath,
)
from pygments.token import STANDARD_TYPES

from autograder.frames import contained

__all__ = ["AS_WRITTEN", "LIMIT", "PICTURES", "safe_markdown"]

LIMIT = 20_000
"""Characters that are rendered at once: what is longer is shown as it was written.

Rendering takes a time that can grow with the square of the length: for many brackets it does.
"""
AS_WRITTEN = "as_written"
"""In a cell's metadata: do not render it."""
PICTURES = ("image/png", "image/jpeg", "image/svg+xml", "image/gif", "image/webp")

_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div"),
    *("dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i"),
    *("img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small", "span", "strong"),
    *("sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}
_CSS = ("background-color", "color", "font-style", "font-weight", "text-align", "vertical-align")
# A link without a scheme leads to the server that shows the page: files of the student's own
# are among what it serves.
_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_IMAGE = re.compile(rf"data:(?:{'|'.join(map(re.escape, PICTURES))})[;,]", re.IGNORECASE)
# Other classes and ids are the page's own: they would restyle it, or be taken for its fields.
_CLASSES = {"highlight", *STANDARD_TYPES.values()}


def _is_kept(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return tag in ("div", "span") and value in _CLASSES
    if name == "href":
        return tag == "a" and _LINK.match(value) is not None
    if name == "src":
        return tag == "img" and _IMAGE.match(value) is not None
    if name in ("alt", "width", "height"):
        return tag == "img"
    if name in ("colspan", "rowspan"):
        return tag in ("td", "th")
    return name in ("align", "style", "title", "open", "start")


@cache
def _cleaner() -> Cleaner:
    return Cleaner(
        tags=_TAGS,
        attributes=_is_kept,
        protocols={"http", "https", "mailto", "data"},
        strip_comments=True,
        css_sanitizer=CSSSanitizer(allowed_css_properties=_CSS),
    )


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """Render Markdown as nbconvert does, and keep of it what only shows text and pictures.

    Parameters
    ----------
    context : Context
        The template's; its cell may hold attached pictures.
    source : str
        The Markdown.

    Returns
    -------
    str
        HTML without scripts, styles of the page, ids, or addresses that are asked unbidden.
    """
    # A template's next filter looks for links to files, in the square of the number of brackets.
    return contained(_html(context, str(source)).replace("[", "&#91;"))


def _html(context: Context, text: str) -> str:
    cell = context.get("cell", {})
    if len(text) <= LIMIT and not cell.get("metadata", {}).get(AS_WRITTEN):
        renderer = IPythonRenderer(
            escape=False, exclude_anchor_links=True, attachments=_attachments(cell)
        )
        try:
            return str(_cleaner().clean(MarkdownWithMath(renderer=renderer).render(text)))
        except (InvalidNotebook, RecursionError):
            pass  # a picture that is not there, or brackets a thousand deep: shown as written
    return f"<pre>{escape(text)}</pre>"


def _attachments(cell: Mapping[str, object]) -> dict[str, dict[str, str]]:
    held = cell.get("attachments")
    return {
        str(name): {kind: data for kind, data in kinds.items() if _is_picture(kind, data)}
        for name, kinds in (held.items() if isinstance(held, Mapping) else ())
        if isinstance(kinds, Mapping) and any(_is_picture(*item) for item in kinds.items())
    }


def _is_picture(kind: object, data: object) -> bool:
    return kind in PICTURES and isinstance(data, str)
