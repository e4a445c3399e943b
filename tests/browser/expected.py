"""What the control port says that an account must see, in the words of the facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from agent.model.facts import Facts
from tests.browser.mock import MockPortal

EASTERN = ZoneInfo("America/New_York")
SETTLED = {"approved", "denied", "rejected", "returned", "withdrawn"}

Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class Account:
    """One account behind the control port."""

    portal: MockPortal
    name: str

    @cached_property
    def npis(self) -> dict[str, str]:
        """Of its associates, by PAC ID."""
        return {one["pac_id"]: one["npi"] for one in self.portal.there("associates", self.name)}

    def _own(self, nouns: str) -> list[dict[str, Any]]:
        return [one for one in self.portal.there(nouns) if one.get("pac_id") in self.npis]

    def associates(self) -> Rows:
        rows = self.portal.there("associates", self.name)
        return ordered((one["npi"], one["kind"], one["name"], one["tin_type"]) for one in rows)

    def enrollments(self) -> Rows:
        names = ("id", "npi", "form", "state", "status", "specialty", "contractor", "medicare_id")
        rows = self.portal.there("enrollments", self.name)
        return ordered((*(one[name] for name in names), day(one["effective"])) for one in rows)

    def ptans(self) -> Rows:
        own = {one["id"] for one in self.portal.there("enrollments", self.name)}
        rows = [one for one in self.portal.there("medicare-ids") if one["enrollment_id"] in own]
        return ordered(
            (one["enrollment_id"], one["number"], day(one["effective"]), day(one["ended"])) for one in rows
        )

    def applications(self) -> Rows:
        return ordered(
            (
                one["web_tracking_id"],
                self.npis[one["pac_id"]],
                one["form"],
                one["us_state"],
                day(one["history"][-1]["at"]),
            )
            for one in self._own("applications")
        )

    def open_applications(self) -> Rows:
        return ordered(
            (
                one["web_tracking_id"],
                one["case_number"],
                one["enrollment_id"],
                one["revision"],
                tuple(minute(step["at"]) for step in reversed(one["history"])),
                tuple(
                    (day(row["asked"]), day(row["due"]), day(row["answered"])) for row in one["corrections"]
                ),
            )
            for one in self._own("applications")
            if one["state"] not in SETTLED
        )

    def signatures(self) -> Rows:
        own = {one["id"]: one for one in self._own("applications") if one["state"] not in SETTLED}
        rows = [one for one in self.portal.there("signatures") if one["application_id"] in own]
        return ordered(
            (
                own[one["application_id"]]["web_tracking_id"],
                one["role"],
                one["method"],
                one["revision"],
                day(one["requested"]),
                day(one["due"]),
            )
            for one in rows
        )

    def fees(self) -> Rows:
        own = {one["id"]: one for one in self._own("applications") if one["state"] not in SETTLED}
        rows = [one for one in self.portal.there("fees") if one["application_id"] in own]
        return ordered(
            (own[one["application_id"]]["web_tracking_id"], one["dollars"], day(one["due"]), one["state"])
            for one in rows
        )

    def connections(self) -> Rows:
        rows = [one for one in self.portal.there("connections") if one["pac_id"] in self.npis]
        return ordered(
            (one["id"], self.npis[one["pac_id"]], day(one["requested"]), day(one["decided"]), one["state"])
            for one in rows
        )

    def documents(self) -> Rows:
        return ordered(
            (self.npis[one["pac_id"]], one["kind"], day(one["uploaded"]), day(one["expires"]))
            for one in self._own("documents")
        )

    def credentials(self) -> Rows:
        return ordered(
            (self.npis[one["pac_id"]], one["kind"], one["number"], one["state"], day(one["expires"]))
            for one in self._own("credentials")
        )


@dataclass(frozen=True)
class Read:
    """The same of facts that were read."""

    facts: Facts

    def associates(self) -> Rows:
        rows = self.facts.associates or ()
        return ordered((one.npi, one.kind, one.name, one.tin_type) for one in rows)

    def enrollments(self) -> Rows:
        return ordered(
            (
                *(one.id, one.npi, one.form, one.state, one.status),
                *(one.specialty, one.contractor, one.ptan, one.effective),
            )
            for one in self.facts.enrollments or ()
        )

    def ptans(self) -> Rows:
        return ordered(
            (one.id, ptan.number, ptan.effective, ptan.ended)
            for one in self.facts.enrollments or ()
            for ptan in one.ptans or ()
        )

    def applications(self) -> Rows:
        rows = self.facts.applications or ()
        return ordered((one.id, one.npi, one.form, one.state, one.since) for one in rows)

    def open_applications(self) -> Rows:
        return ordered(
            (
                *(one.id, one.case_number, one.enrollment_id, one.revision),
                tuple(step.at.astimezone(UTC) for step in one.history or ()),
                tuple((row.asked, row.due, row.answered) for row in one.corrections or ()),
            )
            for one in self.facts.applications or ()
            if (one.status or "").casefold() not in SETTLED
        )

    def signatures(self) -> Rows:
        return ordered(
            (one.id, *(row.role, row.method, row.revision, row.requested, row.due))
            for one in self.facts.applications or ()
            if (one.status or "").casefold() not in SETTLED
            for row in one.signatures or ()
        )

    def fees(self) -> Rows:
        return ordered(
            (one.id, row.amount, row.due, row.state)
            for one in self.facts.applications or ()
            if (one.status or "").casefold() not in SETTLED
            for row in one.fees or ()
        )

    def connections(self) -> Rows:
        return ordered(
            (one.id, one.npi, one.requested, one.decided, one.status) for one in self.facts.connections or ()
        )

    def documents(self) -> Rows:
        rows = self.facts.documents or ()
        return ordered((one.npi, one.kind, one.uploaded, one.expires) for one in rows)

    def credentials(self) -> Rows:
        rows = self.facts.credentials or ()
        return ordered((one.npi, one.kind, one.number, one.state, one.expires) for one in rows)


def ordered(rows: Iterable[tuple[object, ...]]) -> Rows:
    return sorted(rows, key=repr)


def day(text: str | None) -> date | None:
    """The portal's calendar day of a date or a moment."""
    if text is None:
        return None
    if len(text) == len("2026-03-02"):
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(EASTERN).date()


def minute(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(second=0, microsecond=0).astimezone(UTC)
