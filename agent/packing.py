"""What a support packet is made of: an incident, the looks it rests on, their pictures, the last facts."""

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urljoin

from agent.app import App
from agent.browser import load_contract
from agent.last_facts import NoFactsError, last_facts
from agent.model.errors import SealError, VaultMissingError
from agent.model.evidence import Evidence, EvidenceKind
from agent.model.incident import Incident, Transition
from agent.model.look import Look, LookKind
from agent.on_call import UnknownIncidentError
from agent.packet import Packed, Picture, Seen, Shot, Whole, gather, redacted, whole

_TOLD = (Transition.OPENED, Transition.WORSENED, Transition.FLAPPING)


def packed(app: App, identifier: str) -> Packed:
    """Raises UnknownIncidentError, VaultError where Vault unseals nothing."""
    incident = app.store.incident(identifier)
    if incident is None:
        raise UnknownIncidentError(identifier)
    now = app.clock()
    looks = _looks(app, incident, now)
    missing: list[str] = []
    addresses = {
        name: page.address for name, page in load_contract(app.settings.portal.contract).pages.items()
    }
    shots = _shots(app, looks, addresses, missing)
    seen = Seen(
        incident=incident,
        look=_with_facts(app, looks[0], missing) if looks else None,
        facts_look=_facts_look(app, incident.account, now, missing),
        roster=app.rosters.get(incident.account or ""),
        portal=app.settings.portal.url,
        addresses=addresses,
        pictures=[shot.picture for shot in shots],
        missing=missing,
    )
    return Packed(redacted(gather(seen, now), _hidden(app, incident.account)), shots)


def whole_packet(app: App, identifier: str) -> Whole:
    """Its files; for a thread without a loop of its own. Raises as `packed` does."""
    return asyncio.run(whole(packed(app, identifier), app.settings.portal.zone))


def _looks(app: App, incident: Incident, now: datetime) -> list[Look]:
    """Those that the incident was told of, newest first, and the newest of all.

    For one that concerns no account a visit is among them too: a probe has no pictures.
    """
    told = [passage.at for passage in app.store.transitions(incident.id) if passage.transition in _TOLD]
    found: list[Look] = []
    for at in (*reversed(told), now):
        found += app.store.looks(incident.account, limit=1, before=at)
        if incident.account is None:
            found += app.store.looks(None, LookKind.VISIT, limit=1, before=at)
    return list({look.id: look for look in found}.values())


def _shots(
    app: App, looks: Sequence[Look], addresses: dict[str, str], missing: list[str]
) -> tuple[Shot, ...]:
    """Each screenshot of these looks, unsealed; one that is damaged is named in `missing`."""
    records = [
        record
        for look in looks
        for record in app.store.evidence_of(look.id)
        if record.kind is EvidenceKind.SCREENSHOT
    ]
    shots: list[Shot] = []
    for record in records:
        try:
            data = app.visitor.safe.open_evidence(record)
        except SealError as error:
            missing.append(f"the screenshot of {record.page} ({record.id}): {error.what}")
            continue
        picture = _picture(record, len(shots) + 1, addresses.get(record.page), app.settings.portal.url)
        shots.append(Shot(picture=picture, data=data))
    return tuple(shots)


def _picture(record: Evidence, number: int, path: str | None, portal: str) -> Picture:
    name = re.sub(r"[^a-z0-9]+", "-", record.page.lower()).strip("-")
    return Picture(
        file=f"screenshots/{number}-{name}.png",
        page=record.page,
        address=urljoin(portal, path) if path else None,
        taken=record.taken,
    )


def _with_facts(app: App, look: Look, missing: list[str]) -> Look:
    """The look with what it read, unsealed: the messages that stood on its pages are among it."""
    blob = app.store.sealed_facts(look.id)
    if blob is None:
        return look
    try:
        return look.model_copy(update={"facts": app.visitor.safe.open_facts(blob, look.id)})
    except SealError as error:
        missing.append(f"what the look {look.id} read: {error.what}")
        return look


def _facts_look(app: App, account: str | None, now: datetime, missing: list[str]) -> Look | None:
    if account is None or account not in app.rosters:
        missing.append("what the portal shows of a provider: the incident concerns no account")
        return None
    try:
        return last_facts(app.store, app.visitor.safe, account, now).look
    except (NoFactsError, SealError) as error:
        missing.append(f"what the portal shows of {account}: {error.what}")
        return None


def _hidden(app: App, account: str | None) -> tuple[str, ...]:
    """The user ID, which a page may have shown in a message; fetched only to be taken out."""
    known = next((each for each in app.settings.accounts if each.name == account), None)
    if known is None:
        return ()
    try:
        return (app.vault.secret(known.vault_path).field("user_id").get_secret_value(),)
    except VaultMissingError:  # it was taken out of Vault: then no visit can have shown it lately
        return ()
