"""Documents of credentials as the mock portal's cast prints them."""

import json

NORTH_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
SOUTH_SEED = "KRSXG5CTMVRXEZLUKN2HE2LOM4QHI2DB"


def account(name: str, **fields: object) -> dict[str, object]:
    return {
        "name": name,
        "user_id": f"user-{name}",
        "password": "First-pw1",
        "totp_secret": NORTH_SEED,
    } | fields


def document(**north: object) -> str:
    """Both accounts of the settings, one that they do not have, and the channel."""
    accounts = [
        account("north-clinic", **north),
        account("south-clinic", totp_secret=SOUTH_SEED, role="surrogate"),
        account("west-clinic"),
    ]
    return json.dumps(
        {"accounts": accounts, "channels": [{"name": "ops-mail", "user": "ops", "password": "p"}]}
    )
