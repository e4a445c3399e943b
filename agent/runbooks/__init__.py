"""The runbooks: beside this file a short page for each rule and each verdict, by its name."""

from importlib.resources import files

_PAGE = ".md"
_CONTENTS = "README"
"""The table of all of them, for who reads them as files."""


def names() -> tuple[str, ...]:
    """In the order of the alphabet."""
    pages = (each.name for each in files(__name__).iterdir() if each.name.endswith(_PAGE))
    return tuple(sorted(name for page in pages if (name := page.removesuffix(_PAGE)) != _CONTENTS))


def text(name: str) -> str:
    """The page, in Markdown. `name` is one of `names()`: anything else may be a path to elsewhere."""
    return files(__name__).joinpath(f"{name}{_PAGE}").read_text(encoding="utf-8")
