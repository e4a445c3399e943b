"""The one question that a page is asked once it is there: how long it took, what it is, and what it shows.

One, because asked as three they cost a tenth more of the browser's time a page; and as one text, because a
whole visit by Firefox costs a quarter more where it hands over every list and value by itself.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

from agent.browser.guard import FORMS, Form
from agent.browser.seen import SHOWS, Seen, for_the_browser, seen_in

Measured = dict[str, float | None] | None
"""Seconds: of the whole load, to the first byte, in the portal's database; None where the browser does not
say. On a busy machine Firefox gives a time before the load began: that says nothing either."""

COMPLETE = """() => new Promise(done => {
  const measure = () => {
    const entry = performance.getEntriesByType('navigation')[0];
    if (!entry) { done(null); return; }
    const db = (entry.serverTiming || []).filter(part => part.name === 'db');
    const after = milliseconds => milliseconds > 0 ? milliseconds / 1000 : null;
    done({seconds: after(entry.duration), ttfb: after(entry.responseStart),
          db: db.length ? Math.max(0, db.reduce((sum, part) => sum + part.duration, 0)) / 1000 : null});
  };
  const look = () => { if (document.readyState === 'complete') setTimeout(measure, 0); };
  document.addEventListener('readystatechange', look);
  look();
})"""
"""Waits for the end of loading and gives its timing. Not the load event: a browser leaves that out
where the page's own script began to go elsewhere and was stopped."""

SIGHT = r"""() => {
  const shown = element => element.checkVisibility ? element.checkVisibility() : true;
  const texts = selector => [...document.querySelectorAll(selector)].filter(shown)
    .map(element => element.innerText.trim().replace(/\s+/g, ' '));
  const text = document.body ? document.body.innerText : '';
  return {captions: texts('h1,h2,h3,[role=heading]'),
          headings: texts('h1,[role=heading][aria-level="1"]'),
          alerts: texts('[role=alert]').filter(Boolean),
          paragraphs: texts('p').filter(Boolean),
          language: (document.documentElement.lang || '').toLowerCase(),
          garbled: (text.match(/[\uFFFD\u0000-\u0008\u000E-\u001F]/g) || []).length};
}"""

QUESTION = f"""async patterns => {{
  const attempt = look => {{ try {{ return look(); }} catch (error) {{ return null; }} }};
  const measured = await ({COMPLETE})();
  return JSON.stringify({{measured, sight: ({SIGHT})(), seen: attempt(() => ({SHOWS})(patterns)),
                         forms: {FORMS}}});
}}"""

SHOWN_AGAIN = f"patterns => JSON.stringify(({SHOWS})(patterns))"

GARBLED_FROM = 3  # replacement or control characters; one may stand in a person's own text


@dataclass(frozen=True)
class Sight:
    """What a page shows at first glance."""

    headings: tuple[str, ...]  # of level 1
    captions: tuple[str, ...]  # headings of levels 1 to 3
    alerts: tuple[str, ...]
    paragraphs: tuple[str, ...]
    language: str
    garbled: bool


@dataclass(frozen=True)
class Told:
    """A page's answer. `seen` is None where the page is such that what it shows could not be gathered."""

    measured: Measured
    sight: Sight
    seen: Seen | None
    forms: tuple[Form, ...] = ()  # that it has sent by itself


async def ask(page: Page, patterns: Sequence[str] = ()) -> Told:
    """Wait until the page is loaded and ask it; `patterns` are those of the sentences that are looked for.

    Raises Playwright's `Error` where the page goes elsewhere meanwhile.
    """
    told = json.loads(await page.evaluate(QUESTION, [for_the_browser(one) for one in patterns]))
    seen = told["seen"]
    forms = tuple((method, to) for method, to in told["forms"])
    return Told(told["measured"], _sight(told["sight"]), None if seen is None else seen_in(seen), forms)


async def ask_again(page: Page, patterns: Sequence[str]) -> Seen:
    """What a page that is open shows. Raises Playwright's `Error` where it cannot say."""
    found = await page.evaluate(SHOWN_AGAIN, [for_the_browser(one) for one in patterns])
    return seen_in(json.loads(found))


def _sight(told: dict[str, Any]) -> Sight:
    return Sight(
        headings=tuple(told["headings"]),
        captions=tuple(told["captions"]),
        alerts=tuple(told["alerts"]),
        paragraphs=tuple(told["paragraphs"]),
        language=told["language"],
        garbled=told["garbled"] >= GARBLED_FROM,
    )
