"""Verdicts, and the table that says whose fault each cause is."""

from enum import StrEnum


class Verdict(StrEnum):
    """How one visit or probe ended; the later in this list, the worse."""

    OK = "ok"  # everything on the page contract read, in time
    PORTAL_SLOW = "portal_slow"  # read, over its budget, under the hard limit
    SESSION_LOST = "session_lost"  # thrown out once, signed in again, finished
    PORTAL_CHANGED = "portal_changed"  # the page is not the page of the contract
    PORTAL_DOWN = "portal_down"  # the portal fails while a reference host answers
    ACCOUNT_PROBLEM = "account_problem"  # the portal works and refuses this account
    OWN_FAULT = "own_fault"  # the failure is on our side

    @property
    def rank(self) -> int:
        """0 for ok, rising with severity."""
        return list(Verdict).index(self)

    @property
    def good_look(self) -> bool:
        """Whether the account could be looked at."""
        return self in (Verdict.OK, Verdict.PORTAL_SLOW, Verdict.SESSION_LOST)

    @property
    def finds_portal(self) -> bool:
        """Whether it says that the portal is there. A refused account does not: a secret that was refused
        before is not tried again."""
        return self not in (Verdict.PORTAL_DOWN, Verdict.OWN_FAULT, Verdict.ACCOUNT_PROBLEM)


GOOD_LOOKS = tuple(verdict for verdict in Verdict if verdict.good_look)


class Cause(StrEnum):
    """What exactly was seen. Its verdict stands in `VERDICT_OF`."""

    SLOW = "slow"
    SESSION_LOST = "session-lost"

    ELEMENT_MISSING = "element-missing"
    ELEMENT_DOUBLED = "element-doubled"
    ELEMENT_UNREADABLE = "element-unreadable"
    OTHER_LANGUAGE = "other-language"
    WRONG_CONTENT = "wrong-content"
    OTHER_PROVIDER = "other-provider"

    REFUSED = "refused"
    NAME_NOT_FOUND = "name-not-found"
    TIMED_OUT = "timed-out"
    RESET = "reset"
    SERVER_ERROR = "server-error"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    REDIRECT_LOOP = "redirect-loop"
    MAINTENANCE = "maintenance"
    BAD_CERTIFICATE = "bad-certificate"
    THROWN_BACK = "thrown-back"
    SESSION_LOST_TWICE = "session-lost-twice"

    BAD_PASSWORD = "bad-password"  # noqa: S105 - the name of a cause
    LOCKED = "locked"
    PASSWORD_EXPIRED = "password-expired"  # noqa: S105 - the name of a cause
    CODE_REFUSED = "code-refused"
    CAPTCHA = "captcha"
    SECRET_ALREADY_REFUSED = "secret-already-refused"  # noqa: S105 - the name of a cause
    NOT_CONNECTED = "not-connected"
    INACTIVE = "inactive"  # nobody signed in for a year: a new User ID is needed (S2)
    MFA_NOT_SET_UP = "mfa-not-set-up"

    BLOCKED = "blocked"
    RATE_LIMITED = "rate-limited"
    NO_REFERENCE = "no-reference"
    BROWSER = "browser"
    VAULT = "vault"
    VAULT_AWAY = "vault-away"  # sealed, or nothing answers: no account can be looked at
    STORE = "store"
    ACCOUNT_BUSY = "account-busy"
    INTERNAL = "internal"


_CHANGED = (
    Cause.ELEMENT_MISSING,
    Cause.ELEMENT_DOUBLED,
    Cause.ELEMENT_UNREADABLE,
    Cause.OTHER_LANGUAGE,
    Cause.WRONG_CONTENT,
    Cause.OTHER_PROVIDER,
)
_DOWN = (
    Cause.REFUSED,
    Cause.NAME_NOT_FOUND,
    Cause.TIMED_OUT,
    Cause.RESET,
    Cause.SERVER_ERROR,
    Cause.EMPTY,
    Cause.TRUNCATED,
    Cause.REDIRECT_LOOP,
    Cause.MAINTENANCE,
    Cause.BAD_CERTIFICATE,
    Cause.THROWN_BACK,
    Cause.SESSION_LOST_TWICE,
)
_ACCOUNT = (
    Cause.BAD_PASSWORD,
    Cause.LOCKED,
    Cause.PASSWORD_EXPIRED,
    Cause.CODE_REFUSED,
    Cause.CAPTCHA,
    Cause.SECRET_ALREADY_REFUSED,
    Cause.NOT_CONNECTED,
    Cause.INACTIVE,
    Cause.MFA_NOT_SET_UP,
)
_OWN = (
    Cause.BLOCKED,
    Cause.RATE_LIMITED,
    Cause.NO_REFERENCE,
    Cause.BROWSER,
    Cause.VAULT,
    Cause.VAULT_AWAY,
    Cause.STORE,
    Cause.ACCOUNT_BUSY,
    Cause.INTERNAL,
)

VERDICT_OF: dict[Cause, Verdict] = {
    Cause.SLOW: Verdict.PORTAL_SLOW,
    Cause.SESSION_LOST: Verdict.SESSION_LOST,
    **dict.fromkeys(_CHANGED, Verdict.PORTAL_CHANGED),
    **dict.fromkeys(_DOWN, Verdict.PORTAL_DOWN),
    **dict.fromkeys(_ACCOUNT, Verdict.ACCOUNT_PROBLEM),
    **dict.fromkeys(_OWN, Verdict.OWN_FAULT),
}

SPENDS_SECRET = frozenset(
    {
        Cause.BAD_PASSWORD,
        Cause.LOCKED,
        Cause.PASSWORD_EXPIRED,
        Cause.CODE_REFUSED,
        Cause.CAPTCHA,
        Cause.INACTIVE,
    }
)
"""Causes after which the same version of the secret is never typed again."""

MAY_SPEND_SECRET = SPENDS_SECRET | {Cause.ELEMENT_UNREADABLE}
"""These, and words at the sign-in that nobody understands: they may well be a refusal."""
