"""The same words as a page, for a mail reader that shows one. Nothing is fetched: no picture, no font."""

import re
from collections.abc import Iterator
from html import escape

from agent.alerts.plain import plain
from agent.model.alert import Alert
from agent.model.incident import Transition

_LABELLED = re.compile(r"^\s*([A-Z][A-Za-z ]{1,15}):\s{2,}(\S.*)$")  # as `compose` pads its rows
_ADDRESS = re.compile(r"^https?://[\x21-\x7e]+$")
_LINKED = frozenset({"Open", "Runbook", "Evidence", "Take it"})
"""Labels whose line is an address of our own. No other is a link, whatever stands there."""

_COMMANDS = frozenset({"Take it", "See", "Runbook"})
"""Labels whose line is a command, where it is no address."""

_COLOURS = {"critical": "#b3261e", "warning": "#8a5a00", "information": "#1f5fa8", "well": "#1e6b34"}
"""White on them, and they on white, differ by 4.5 to 1 at least (WCAG AA)."""

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; padding: 16px; background: #f4f5f7; color: #1b1f24;
  font: 16px/1.5 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }}
.card {{ max-width: 640px; margin: 0 auto; background: #ffffff; border-top: 6px solid {colour}; }}
h2, h3 {{ margin: 0; padding: 16px 20px 0; font-size: 17px; line-height: 1.3; overflow-wrap: anywhere; }}
h3 {{ padding-top: 8px; font-size: 16px; font-weight: normal; }}
h1 {{ margin: 0; padding: 16px 20px 0; font-size: 20px; line-height: 1.3; overflow-wrap: anywhere; }}
p {{ margin: 0; padding: 8px 20px; overflow-wrap: anywhere; }}
dl {{ margin: 0; padding: 0 20px 16px; }}
dt {{ margin-top: 10px; font-size: 13px; color: #57606a; }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
code {{ font: 14px/1.5 ui-monospace, Consolas, monospace; }}
a {{ color: #0a58b0; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #0f1216; color: #e6e9ed; }}
  .card {{ background: #1a1f26; }}
  dt {{ color: #a3adb8; }}
  a {{ color: #7fb5ff; }}
}}
</style>
</head>
<body>
<div class="card">
<h1>{title}</h1>
{body}
</div>
</body>
</html>
"""


def page(alert: Alert) -> str:
    """The title as its heading, each `Label:  text` line of the message as a row of a list. Of the others the
    first is what is new; one after it begins a part of a digest, and one further in, an item of that."""
    body = "\n".join(_blocks(alert.message.text))
    return _PAGE.format(title=escape(plain(alert.message.title)), colour=_colour(alert), body=body)


def _colour(alert: Alert) -> str:
    if alert.transition is Transition.RESOLVED:
        return _COLOURS["well"]
    return _COLOURS[alert.about.finding.severity if alert.about else "information"]


def _blocks(text: str) -> Iterator[str]:
    rows: list[str] = []
    first = text.split("\n", 1)[0]
    for line in text.splitlines():
        if labelled := _LABELLED.match(line):
            rows.append(_row(*labelled.groups()))
        elif line.strip():
            yield from _list(rows)
            rows = []
            tag = "p" if line == first else "h3" if line.startswith(" ") else "h2"
            yield f"<{tag}>{escape(plain(line))}</{tag}>"
    yield from _list(rows)


def _list(rows: list[str]) -> Iterator[str]:
    if rows:
        yield "<dl>\n" + "\n".join(rows) + "\n</dl>"


def _row(label: str, text: str) -> str:
    said = escape(plain(text))
    if label in _LINKED and _ADDRESS.match(text):
        said = f'<a href="{escape(text)}">{said}</a>'
    elif label in _COMMANDS:
        said = f"<code>{said}</code>"
    return f"<dt>{escape(label)}</dt><dd>{said}</dd>"
