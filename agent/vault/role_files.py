"""Small files that hold one line each: the agent's role-id and secret-id, and a local server's keys."""

import os
import stat
from pathlib import Path

from pydantic import SecretStr

from agent.model.errors import VaultDeniedError, VaultError, VaultMissingError
from agent.whole_files import write_whole

_BOOTSTRAP = "run `enrollwatch secrets bootstrap`, which writes it"


def read_role_id(file: Path) -> str:
    """The role-id; it is no secret, so any mode will do. VaultMissingError, VaultDeniedError."""
    return _line(file, "role-id", _BOOTSTRAP, private=False)


def read_secret_id(file: Path) -> SecretStr:
    """The secret-id; VaultDeniedError if group or others may read the file."""
    return SecretStr(_line(file, "secret-id", _BOOTSTRAP, private=True))


def read_private(file: Path, what: str, do: str) -> SecretStr:
    """What `write_private` wrote; `do` is the advice where it is missing."""
    return SecretStr(_line(file, what, do, private=True))


def write_private(file: Path, content: str) -> None:
    """Replaces the file in one step, mode 0600; VaultError if the folder cannot be written."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, f"{content}\n".encode("ascii"), mode=0o600)
    except OSError as error:
        raise VaultError(
            f"the file cannot be written ({error.strerror})", str(file), "make its folder writable"
        ) from error


def _line(file: Path, what: str, do: str, *, private: bool) -> str:
    try:
        with file.open(encoding="ascii") as stream:
            # Asked of the open file, so that it cannot be exchanged in between.
            if private and stat.S_IMODE(os.fstat(stream.fileno()).st_mode) & 0o077:
                raise VaultDeniedError(
                    f"others can read the {what} file", str(file), f"run `chmod 600 {file}`"
                )
            text = stream.read().strip()
    except FileNotFoundError as error:
        raise VaultMissingError(f"the {what} file is not there", str(file), do) from error
    except OSError as error:
        raise VaultDeniedError(
            f"the {what} file cannot be read ({error.strerror})", str(file), "let this user read it"
        ) from error
    except UnicodeDecodeError:
        text = ""  # as good as empty; the decoder's message would quote the content
    if not text:
        raise VaultMissingError(f"the {what} file is empty or not text", str(file), do)
    return text
