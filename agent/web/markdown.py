"""Markdown of our own as HTML. A command that shows a runbook becomes a link to it; raw HTML stays text."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

_RUNBOOK = re.compile(r"enrollwatch runbook ([a-z][a-z_-]*)")


class _Pages(RendererHTML):
    def code_inline(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        code = super().code_inline(tokens, index, options, env)
        named = _RUNBOOK.fullmatch(tokens[index].content)
        return f'<a href="/runbooks/{quote(named[1])}">{code}</a>' if named else code


_MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Pages)


def html_of(text: str) -> Markup:
    """Safe to stand in a page as it is."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704 - the renderer escapes all that it does not make
