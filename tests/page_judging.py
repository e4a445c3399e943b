"""What is looked at on each page in a real browser: axe-core, the keyboard, a narrow window, print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, Response, ViewportSize

NARROW: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1280, "height": 800}
_RUN_AXE = """async (part) => {
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const found = await axe.run(part, { runOnly: rules, resultTypes: ['violations'] });
  return found.violations.map((one) => (
    { id: one.id, nodes: one.nodes.map((node) => ({ target: node.target, html: node.html })) }));
}"""
_TYPED_INTO = (
    "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file]):not([type=submit])"
)
_EMPTY = """(fields) => {
  for (const one of fields) {
    one.value = '';
    one.dispatchEvent(new Event('input', { bubbles: true }));
  }
}"""

_WATCH_FOCUS = """() => {
  const native = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const isStop = (one) => (one.matches(native) || one.tabIndex >= 0) && !one.disabled && one.checkVisibility()
    && !(one.type === 'radio' && [...document.getElementsByName(one.name)].some((other) =>
      other !== one && (other.checked || (!one.checked && other.compareDocumentPosition(one) & 4))));
  window.stops = [...document.querySelectorAll(native + ', [tabindex]')].filter(isStop);
  window.visited = [];
  document.addEventListener('focusin', (event) => {
    const place = window.stops.indexOf(event.target);
    const style = getComputedStyle(event.target);
    const box = event.target.getBoundingClientRect();
    const ring = { auto: 2, none: 0 }[style.outlineStyle] ?? parseFloat(style.outlineWidth);
    const shown = ring >= 2 && box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0;
    if (place >= 0) { window.visited.push([place, shown]); }
  });
  return window.stops.length;
}"""
_NAME_STOPS = "() => window.stops.map((one) => one.outerHTML.slice(0, 120))"
_OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_PRINTED_CONTROLS = """() => [...document.querySelectorAll('nav, button, a.button, .skip, dialog')]
  .filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 120))"""
_SCROLLERS = "document.querySelectorAll('.scroll').length"


@dataclass
class Judged:
    """What was found to be wrong, by what was looked at; `shown` is where and how the page was shown."""

    shown: str
    accessibility: list[str] = field(default_factory=list)
    keyboard: list[str] = field(default_factory=list)
    narrow: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)


def judge(page: Page, shown: str, *, whole: bool = True) -> Judged:
    """Look at the page that is open; of one that came from another only at what is new, its main part."""
    judged = Judged(shown, accessibility=list(violations(page, "html" if whole else "main")))
    if whole:
        judged.keyboard = list(keyboard_faults(page))
        judged.printed = list(printed_controls(page))
    judged.narrow = list(overhang(page))
    return judged


def with_axe(context: BrowserContext) -> BrowserContext:
    """Have axe-core in every page of a browser context: one load, where a call a page would send it anew."""
    context.add_init_script(Axe().axe_script)
    return context


def violations(page: Page, part: str) -> Iterator[str]:
    """Violations of WCAG 2.2 A and AA that axe-core finds, each with the place."""
    for one in page.evaluate(_RUN_AXE, part):
        for node in one["nodes"]:
            yield f"{one['id']} at {' '.join(map(str, node['target']))}: {node['html'][:160]}"


def keyboard_faults(page: Page) -> Iterator[str]:
    """Controls that Tab does not reach in the order of the document, or that do not show it."""
    count = page.evaluate(_WATCH_FOCUS)
    for _ in range(count + page.evaluate(_SCROLLERS)):
        page.keyboard.press("Tab")
    visited = page.evaluate("() => window.visited")
    names = page.evaluate(_NAME_STOPS)
    order = [place for place, _ in visited]
    if order[:count] != list(range(count)):
        wrong = next((at for at, place in enumerate(order[:count]) if at != place), len(order[:count]))
        yield f"Tab does not reach {names[wrong]} after {wrong} others"
    yield from (f"focus cannot be seen on {names[place]}" for place, seen in visited[:count] if not seen)


def overhang(page: Page) -> Iterator[str]:
    """By how much the document is wider than a window of 320 pixels."""
    page.set_viewport_size(NARROW)
    if (pixels := page.evaluate(_OVERHANG)) > 0:
        yield f"{pixels} pixels too wide"
    page.set_viewport_size(WIDE)


def printed_controls(page: Page) -> list[str]:
    """Menus and buttons that would be printed."""
    page.emulate_media(media="print")
    found: list[str] = page.evaluate(_PRINTED_CONTROLS)
    page.emulate_media(media="screen")
    return found


def fillable_forms(page: Page) -> list[Locator]:
    """The forms in which one can type, tick or choose."""
    visible = page.locator("input:not([type=hidden]), select, textarea")
    return page.locator("main form:has(button)").filter(has=visible).all()


def send_empty(page: Page, form: Locator) -> Response | None:
    """Send a form with its fields emptied, by its first button; the answer, where a page came."""
    form.locator(_TYPED_INTO).evaluate_all(_EMPTY)
    with page.expect_navigation() as navigation:
        form.locator("button").first.click()
    return navigation.value
