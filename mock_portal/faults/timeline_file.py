"""A timeline from its TOML file; a mistake names file, line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from mock_portal.errors import BadAskError, TimelineError
from mock_portal.faults.book import understand
from mock_portal.faults.spelling import nearest
from mock_portal.faults.timeline import Moment, Timeline
from mock_portal.world.entities import Account

HELP = """A timeline file plans the faults, in portal time:

\b
  [[moment]]
  at = "+2h"                        # after the start, or the last reset
  add = { name = "slow", path = "/pecos/*", seconds = 3 }
  [[moment]]
  at = 2026-03-03T06:00:00-05:00    # or a time with its zone
  clear = "slow"                    # a fault's name, or "all"

`add` takes what POST /faults takes. Advancing the clock does what comes due in order; POST /reset begins
the plan anew; a kept --state goes on where it was."""
FindAccount = Callable[[str], Account | None]
_ROW = "moment"
_HEADER = re.compile(rf"^\s*\[\[\s*{_ROW}\s*\]\]")


def read_timeline(path: Path, find_account: FindAccount) -> Timeline:
    """The file's rows, with each account by its name; TimelineError where it cannot be read or understood."""
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise TimelineError(path, None, f"cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TimelineError(path, None, f"is not TOML ({error})") from error
    for key in table:
        if key != _ROW:
            raise TimelineError(path, line_of(text, None, key), f"unknown key {key!r}{nearest(key, [_ROW])}")
    rows = table.get(_ROW, [])
    if not isinstance(rows, list):
        raise TimelineError(path, line_of(text, None, _ROW), f"write [[{_ROW}]], with two brackets")
    moments = (_moment(path, text, number, row) for number, row in enumerate(rows))
    return tuple(_by_name(path, text, number, moment, find_account) for number, moment in enumerate(moments))


def _moment(path: Path, text: str, number: int, row: object) -> Moment:
    try:
        return Moment.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        keys = [str(part) for part in first["loc"]]
        told = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            told = f"unknown key {keys[0]!r}{nearest(keys[0], Moment.model_fields)}"
        elif first["type"] == "missing":
            told = f"{keys[0]!r} is missing"
        blamed = _blamed(row["add"]) if isinstance(row, dict) and keys == ["add"] else None
        raise TimelineError(path, line_of(text, number, blamed, *keys), told) from error


def _blamed(add: object) -> str | None:
    """Which key within an `add` is not understood."""
    try:
        understand(add if isinstance(add, dict) else {})
    except BadAskError as error:
        return error.field
    return None


def _by_name(path: Path, text: str, number: int, moment: Moment, find_account: FindAccount) -> Moment:
    """A user ID changes with the seed, an account's name does not."""
    asked = (moment.add or {}).get("account")
    if not isinstance(asked, str):
        return moment
    account = find_account(asked)
    if account is None:
        problem = f"there is no account {asked!r}; `python -m mock_portal cast` lists them"
        raise TimelineError(path, line_of(text, number, "account"), problem)
    return moment.model_copy(update={"add": {**(moment.add or {}), "account": account.name}})


def line_of(text: str, number: int | None, *keys: str | None) -> int:
    """The line, from 1, of the first key that is written in the row of that number, from 0; or of the row."""
    lines = text.splitlines()
    heads = [place for place, line in enumerate(lines) if _HEADER.match(line)]
    first, last = 0, len(lines)
    if number is not None and number < len(heads):
        first, last = heads[number], [*heads, len(lines)][number + 1]
    for key in filter(None, keys):
        written = re.compile(rf"""(?:^|[\s{{,.\["']){re.escape(key)}["']?\s*[=.\]]""")
        for place in range(first, last):
            if written.search(lines[place]):
                return place + 1
    return first + 1
