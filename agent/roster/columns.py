"""Which column of a roster file says what: by name, forgiving of order, case, blanks and the usual words."""

import re
from collections.abc import Mapping, Sequence

NPI, EXPECTED, NAME, TIN, PTANS = "NPI", "Expected status", "Legal name", "TIN last digits", "PTANs"
ADDRESS, CITY, STATE, ZIP = "Location address", "Location city", "Location state", "Location ZIP"
GROUPS, ROLES, LAST_CLAIM, CHANGED, CHANGED_ON = "Group NPIs", "Roles", "Last claim", "Changed", "Changed on"

_SYNONYMS: Mapping[str, Sequence[str]] = {
    NPI: ("npi", "npi number", "provider npi", "national provider identifier"),
    EXPECTED: ("expected", "expected status", "status"),
    NAME: ("name", "legal name", "legal business name", "lbn", "provider name", "organization name"),
    TIN: ("tin", "tin last", "tin last digits", "tin last 4", "tin last 5", "last digits of tin"),
    PTANS: ("ptan", "ptans", "ptan s", "medicare id", "medicare ids"),
    ADDRESS: ("location address", "address", "street", "street address", "practice location", "location"),
    CITY: ("location city", "city"),
    STATE: ("location state", "state"),
    ZIP: ("location zip", "location zip code", "zip", "zip code", "postal code", "location postal code"),
    GROUPS: ("group npis", "group npi", "groups", "group", "reassigns to"),
    ROLES: ("roles", "role"),
    LAST_CLAIM: ("last claim", "last claim date", "last billed"),
    CHANGED: ("changed", "change", "kind of change"),
    CHANGED_ON: ("changed on", "change date", "date of change"),
}  # fmt: skip
COLUMNS = tuple(_SYNONYMS)
"""Every column in the order in which an import writes them."""
_OF_WORDS = {words: column for column, all_words in _SYNONYMS.items() for words in all_words}
_NO_WORD = re.compile(r"[^0-9a-z]+")


def places(header: Sequence[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Column -> its place, and the columns that stand there twice; what is not known is passed over."""
    found: dict[str, int] = {}
    twice: list[str] = []
    for place, title in enumerate(header):
        column = _OF_WORDS.get(_NO_WORD.sub(" ", title.casefold()).strip())
        if column in found:
            twice.append(column)
        elif column is not None:
            found[column] = place
    return found, tuple(twice)
