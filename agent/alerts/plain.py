"""Text from elsewhere made harmless: one line, nothing hidden, no markup."""

import unicodedata

_SPACES = {"Cc", "Zl", "Zp", "Zs"}  # control characters and separators of every kind
_MARKUP = str.maketrans("<>", "\u2039\u203a")  # single angle quotation marks


def plain(text: str, longest: int = 500) -> str:
    """One line of at most `longest` characters that reads as it is stored.

    Angle brackets become their look-alikes: a receiver that shows HTML or chat markup has no tag to obey.
    """
    line = " ".join(_seen(text).translate(_MARKUP).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def plain_text(text: str) -> str:
    """The same lines, of 500 characters at most, in which nothing hides and no tag stands."""
    lines = (_seen(line).translate(_MARKUP) for line in text.splitlines())
    return "".join(f"{line[:500].rstrip()}\n" for line in lines)


def plain_lines(text: str) -> str:
    """Each line of it plain, none of them empty."""
    return "\n".join(line for line in map(plain, text.splitlines()) if line)


def _seen(text: str) -> str:
    """Nearly every line is as it should be: then no character is looked at by itself."""
    return text if text.isprintable() else "".join(_harmless(character) for character in text)


def _harmless(character: str) -> str:
    """Nothing for what cannot be seen: bidi overrides (U+202A-E, U+2066-9), joiners, surrogates."""
    if character.isprintable():
        return character
    return " " if unicodedata.category(character) in _SPACES else ""
