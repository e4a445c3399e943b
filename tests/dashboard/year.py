"""A store that holds a year of 200 accounts, with a probe each minute: a million looks and as many slots.

The database makes the rows itself, for anything else would take minutes.
"""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

ACCOUNTS = 200
PROBES = 365 * 24 * 60
VISITS = 365 * 6 * ACCOUNTS
INCIDENTS = 5000
OPEN_FROM = 4880  # the last 120 of them are open

_NUMBERS = """\
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {count}),
     times AS (SELECT n, {begin} + {seconds} AS at FROM numbers)
"""
_TIME = "strftime('%Y-%m-%d %H:%M:%S.000000', {}, 'unixepoch')"
_AT, _ENDED = _TIME.format("at"), _TIME.format("at + 9")
_LOOK = "INSERT INTO looks (id, kind, account, started, ended, verdict, reasons, steps, losses, blocked) "
_SLOT = "INSERT INTO slots (kind, subject, due, outcome, started, ended, look) "
_VERDICT = "CASE WHEN n % 5000 < 20 THEN 'portal_down' WHEN n % 701 = 0 THEN 'portal_slow' ELSE 'ok' END"
_OUTCOME = "CASE WHEN n % 9001 = 0 THEN 'late' ELSE 'done' END"
_STEPS = """'[{{"name": "sign-in", "seconds": 1.5}}]'"""

_PROBED = (
    f"""{_LOOK}{_NUMBERS}SELECT 'p' || n, 'probe', NULL, {_AT}, {_ENDED}, {_VERDICT}, '[]', {_STEPS},
      '[]', '[]' FROM times""",
    f"""{_SLOT}{_NUMBERS}SELECT 'probe', 'portal', {_AT}, {_OUTCOME}, {_AT}, {_ENDED}, 'p' || n FROM times""",
)
_VISITED = (
    f"""{_LOOK}{_NUMBERS}SELECT 'v' || n, 'visit', 'account-' || (n % 200), {_AT}, {_ENDED}, 'ok', '[]',
      {_STEPS}, '[]', '[]' FROM times""",
    f"""{_SLOT}{_NUMBERS}SELECT 'visit', 'account-' || (n % 200), {_AT}, {_OUTCOME}, {_AT}, {_ENDED},
      'v' || n FROM times""",
)
_TIMED = (
    "INSERT INTO page_timings (look, position, step, started, page, seconds, ttfb, db) "
    "SELECT id, {position}, 0, started, '{page}', 0.2 + (rowid % 97) / 100.0, 0.1, 0.01 FROM looks"
)
_OPENED = f"""\
INSERT INTO incidents (id, state, rule, subject, account, severity, stage, title, since, due, impact,
  next_step, desk, opened, told, resolved)
{_NUMBERS}SELECT 'i' || n, CASE WHEN n < {OPEN_FROM} THEN 'resolved' ELSE 'open' END, 'password-expiry',
  'account-' || n, 'account-' || (n % 200), CASE n % 3 WHEN 0 THEN 'critical' ELSE 'warning' END, 1,
  'portal password expires in 3 days', {_AT}, {_TIME.format("at + 864000")}, 'Nobody can sign in.',
  'Change it in I&A.', 'EUS', {_AT}, {_AT}, CASE WHEN n < {OPEN_FROM} THEN {_ENDED} END FROM times"""
_OF_EVERYBODY = """\
INSERT INTO incidents (id, state, rule, subject, account, severity, stage, title, since, due, impact,
  next_step, desk, opened, told, resolved)
SELECT 'portal', state, 'portal-response-time', 'portal', NULL, severity, stage, title, since, due, impact,
  next_step, desk, opened, told, resolved FROM incidents WHERE id = 'i' || ({count} - 1)"""
_WATCHED = f"INSERT INTO watching (account, since) {_NUMBERS}SELECT 'account-' || n, {_AT} FROM times"
_TOLD = (
    "INSERT INTO transitions (incident, number, transition, at, severity) "
    "SELECT id, 1, 'opened', opened, severity FROM incidents",
    "INSERT INTO transitions (incident, number, transition, at, severity) "
    "SELECT id, 2, 'resolved', resolved, severity FROM incidents WHERE resolved IS NOT NULL",
    "INSERT INTO alerts (id, key, incident, number, transition, channel, title, text, state, created, "
    "attempts, next_try, sent) SELECT 'a' || id, id || ':1', id, 1, 'opened', 'ops-log', title, title, "
    "'sent', opened, 1, opened, opened FROM incidents",
)


def write_year(path: Path, until: datetime) -> None:
    """Into the file of an empty store whose tables are there; the year ends at `until`."""
    begin = int((until - timedelta(days=365)).timestamp())
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -400000")
        for statement in _PROBED:
            database.execute(statement.format(count=PROBES, begin=begin, seconds="n * 60"))
        for statement in _VISITED:
            seconds = f"(n / {ACCOUNTS}) * 14400 + n % {ACCOUNTS}"
            database.execute(statement.format(count=VISITS, begin=begin, seconds=seconds))
        for position, page in enumerate(("pecos-login", "ia-login")):
            database.execute(_TIMED.format(position=position, page=page))
        seconds = f"n * {365 * 86400 // INCIDENTS}"
        database.execute(_OPENED.format(count=INCIDENTS, begin=begin, seconds=seconds))
        database.execute(_OF_EVERYBODY.format(count=INCIDENTS))
        database.execute(_WATCHED.format(count=ACCOUNTS, begin=begin, seconds="0"))
        for statement in _TOLD:
            database.execute(statement)
        database.commit()
