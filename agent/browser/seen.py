"""All that a page shows, however much of it is read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.browser.elements import Element, Role

SHOWS = r"""patterns => {
  const tidy = element => element.innerText.trim().replace(/\s+/g, ' ');
  const shown = element => element.checkVisibility({checkVisibilityCSS: true, visibilityProperty: true})
    && !element.closest('[aria-hidden=true]');
  const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
  const called = element => {
    const ids = (element.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean);
    const names = ids.map(id => document.getElementById(id)).filter(Boolean).map(tidy).join(' ');
    const caption = element.querySelector(':scope > caption');
    return names || element.getAttribute('aria-label') || (caption ? tidy(caption) : '');
  };
  const links = element => all('a[href]', element).map(link => ({text: tidy(link), link: link.href}));
  const cells = row => all('th,td,[role=cell],[role=columnheader],[role=rowheader]', row)
    .map(cell => ({text: tidy(cell), links: links(cell)}));
  const headed = term => {
    const value = term.nextElementSibling;
    const said = value && value.matches('dd,[role=definition]') ? value : null;
    return {part: 'headed', header: tidy(term), text: said ? tidy(said) : '',
            link: said && links(said).length ? links(said)[0].link : null}; };
  const item = one => [
    ...all('dt,[role=term]', one).map(headed),
    ...all('h1,h2,h3,h4,h5,h6,[role=heading]', one).map(head => ({part: 'heading', text: tidy(head)})),
    ...links(one).map(link => ({part: 'link', ...link}))];
  const beside = named => {
    const value = named.matches('dt,[role=term]') ? named.nextElementSibling
      : named.parentElement.querySelector('td,[role=cell]');
    return value && value.matches('td,dd,[role=cell],[role=definition]') ? tidy(value) : ''; };
  const texts = pattern => {
    const says = element => { const text = element.textContent.trim().replace(/\s+/g, ' ');
      return text.length <= 1000 && new RegExp(pattern).test(text) ? text : null; };
    return all('body *:not(script,style,noscript)').filter(element => says(element) !== null && shown(element)
      && ![...element.children].some(child => says(child) !== null)).map(tidy); };
  const named = (role, selector, content) => all(selector).filter(shown).map(content(role));
  const rows = role => table => ({role, name: called(table), rows: all('tr,[role=row]', table).map(cells)});
  const items = role => list => ({role, name: called(list),
    rows: [...list.children].filter(one => one.matches('li,[role=listitem]')).map(item)});
  const pair = role => one => ({role, name: tidy(one), text: beside(one)});
  const way = role => one =>
    ({role, name: one.getAttribute('aria-label') || tidy(one), text: one.href || ''});
  const bar = role => one => ({role, name: called(one), text: tidy(one), links: links(one)});
  return {
    elements: [
      ...named('table', 'table,[role=table]', rows), ...named('list', 'ul,ol,[role=list]', items),
      ...named('rowheader', 'th[scope=row],[role=rowheader]', pair), ...named('term', 'dt,[role=term]', pair),
      ...named('link', 'a[href],[role=link]', way), ...named('button', 'button,[role=button]', way),
      ...named('navigation', 'nav,[role=navigation]', bar)],
    texts: Object.fromEntries(patterns.map(pattern => [pattern, texts(pattern)])),
    footer: all('footer,[role=contentinfo]').filter(shown).map(tidy).join(' ')};
}"""
"""What can be read is told by role and accessible name; of a text the smallest element that says it."""

NAVIGATION = "navigation"


@dataclass(frozen=True)
class Shown:
    """One element: its accessible name, its value or text, its rows or items, and its links."""

    role: str
    name: str
    text: str = ""
    rows: Sequence[Sequence[Mapping[str, Any]]] = ()
    links: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class Seen:
    """What a page shows: its elements by role, and the sentences that match the patterns asked for."""

    elements: tuple[Shown, ...]
    texts: Mapping[str, Sequence[str]]
    footer: str

    def navigation(self, name: str) -> Shown | None:
        """The navigation of this name, such as that of a table's pages."""
        found = (one for one in self.elements if one.role == NAVIGATION and one.name == name)
        return next(found, None)

    def found(self, element: Element) -> tuple[Shown, ...]:
        """What is this element of a contract, in the page's order."""
        if element.role is Role.TEXT:
            pattern = for_the_browser(element.pattern)
            return tuple(Shown(element.role, "", text) for text in self.texts[pattern])
        return tuple(one for one in self.elements if one.role == element.role and element.is_named(one.name))

    def answers(self, patterns: Iterable[str]) -> bool:
        """Whether all these patterns were asked for."""
        return all(for_the_browser(one) in self.texts for one in patterns)

    def says(self, pattern: str) -> bool:
        """Whether a sentence of this pattern, which was asked for, is on the page."""
        return bool(self.texts[for_the_browser(pattern)])


def seen_in(found: Mapping[str, Any]) -> Seen:
    """From the browser's answer to `SHOWS`."""
    return Seen(tuple(Shown(**one) for one in found["elements"]), found["texts"], found["footer"])


def for_the_browser(pattern: str) -> str:
    """JavaScript has no `(?P<value>`; there the name is not needed."""
    return re.sub(r"\(\?P<\w+>", "(", pattern)
