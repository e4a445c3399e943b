"""The screens of the portal that a visit reads, each a step of it."""

from collections.abc import Iterable
from enum import StrEnum


class Screen(StrEnum):
    """In the order in which a visit reads them."""

    PROFILE = "profile"
    HOME = "home"  # of PECOS: the idle limit, and what waits
    CONNECTIONS = "connections"
    STAFF = "staff"
    SIGNATURES = "signatures"
    REVALIDATIONS = "revalidations"
    FEES = "fees"
    ACCESS = "access"  # Account Management, and the people of each provider
    ASSOCIATES = "associates"
    ENROLLMENTS = "enrollments"
    RECORDS = "records"  # of the enrollments, each
    APPLICATIONS = "applications"  # and the status page of each that is open
    PAPERS = "papers"  # documents and credentials


_BEHIND = {
    Screen.ENROLLMENTS: Screen.ASSOCIATES,
    Screen.RECORDS: Screen.ENROLLMENTS,
    Screen.APPLICATIONS: Screen.ENROLLMENTS,
    Screen.PAPERS: Screen.ENROLLMENTS,
}
"""The screen on which the way to another one is found."""


def with_the_way(screens: Iterable[Screen]) -> frozenset[Screen]:
    """These, and those that lead to them."""
    wanted: set[Screen] = set()
    for screen in screens:
        step: Screen | None = screen
        while step is not None:
            wanted.add(step)
            step = _BEHIND.get(step)
    return frozenset(wanted)
