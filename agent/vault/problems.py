"""hvac's and requests' errors as ours, in our words.

The vendors' texts are left behind: an answer of the server can quote what was sent to it, and a request
object carries token and body.
"""

import hvac.exceptions
import requests

from agent.model.errors import (
    VaultDeniedError,
    VaultError,
    VaultMissingError,
    VaultSealedError,
    VaultUnreachableError,
)

START = "start Vault, or correct vault.url in the settings"
_VERIFY = "`enrollwatch secrets verify` shows what the agent may and may not do"
_AGAIN = "try again; if it stays so, read the Vault server's own log"


class RedirectedError(requests.RequestException):
    """The server pointed elsewhere; a token is never carried to another address."""


class AnswerError(requests.RequestException):
    """The answer is not one that Vault gives."""


def translated(error: Exception, where: str) -> VaultError:
    """The error of our own for one of hvac's or requests'."""
    if isinstance(error, requests.RequestException | OSError):
        return _unreachable(error, where)
    if isinstance(error, hvac.exceptions.Forbidden | hvac.exceptions.Unauthorized):
        return VaultDeniedError("Vault refuses access", where, _VERIFY)
    if isinstance(error, hvac.exceptions.InvalidPath):
        return VaultMissingError(
            "Vault has nothing there", where, "correct the path in the settings, or import the secret"
        )
    if isinstance(error, hvac.exceptions.VaultDown | hvac.exceptions.VaultNotInitialized):
        return _sealed(error, where)
    if isinstance(error, hvac.exceptions.InvalidRequest):
        return _bad_request(error, where)
    return _failed(error, where)


def _unreachable(error: Exception, where: str) -> VaultUnreachableError:
    if isinstance(error, requests.exceptions.SSLError):
        what, do = "Vault's certificate is not trusted", "set vault.ca_file to the CA that signed it"
    elif isinstance(error, requests.Timeout):
        what, do = "Vault does not answer in time", START
    elif isinstance(error, RedirectedError):
        what, do = "Vault points to another address", "set vault.url to the address of the active server"
    elif isinstance(error, AnswerError | requests.exceptions.InvalidJSONError):
        what, do = "what answers is not Vault", "correct vault.url in the settings"
    else:
        what, do = "nothing answers at Vault's address", START
    return VaultUnreachableError(what, where, do)


def _sealed(error: hvac.exceptions.VaultError, where: str) -> VaultError:
    if isinstance(error, hvac.exceptions.VaultNotInitialized):
        return VaultSealedError("Vault is not initialised", where, "run `bao operator init`, then unseal it")
    if "sealed" in _reasons(error):
        return VaultSealedError("Vault is sealed", where, "unseal it: `bao operator unseal`")
    return VaultUnreachableError("Vault is not available (status 503)", where, START)


def _bad_request(error: hvac.exceptions.VaultError, where: str) -> VaultError:
    reasons = _reasons(error)
    if "role or secret id" in reasons or "invalid secret id" in reasons or "invalid role" in reasons:
        return VaultDeniedError(
            "Vault refuses the role-id or the secret-id",
            where,
            "run `enrollwatch secrets bootstrap`, which writes new role files",
        )
    if "unknown key" in reasons or "key not found" in reasons:
        return VaultMissingError(
            "Vault has no such key", where, "run `enrollwatch secrets bootstrap`, then `secrets import -`"
        )
    if "check-and-set" in reasons:
        return VaultError("the secret was changed meanwhile", where, "look who changed it, then run it again")
    return VaultError("Vault does not accept the request (status 400)", where, _AGAIN)


def _failed(error: Exception, where: str) -> VaultError:
    if isinstance(error, hvac.exceptions.RateLimitExceeded):
        return VaultUnreachableError("Vault asks for fewer requests (status 429)", where, "try again later")
    if isinstance(error, hvac.exceptions.InternalServerError | hvac.exceptions.BadGateway):
        return VaultUnreachableError("Vault failed on its side", where, _AGAIN)
    return VaultError(f"Vault gave an unexpected answer ({type(error).__name__})", where, _AGAIN)


def _reasons(error: hvac.exceptions.VaultError) -> str:
    """The server's words, to tell cases apart; they are read here and go no further."""
    return " ".join(str(reason) for reason in error.errors or ()).lower()
