"""The two files that let the agent in: role-id and secret-id."""

import os
import stat
import tempfile
from pathlib import Path

from pydantic import SecretStr

from agent.model.errors import VaultDeniedError, VaultError, VaultMissingError

_BOOTSTRAP = "run `enrollwatch secrets bootstrap`, which writes it"


def read_role_id(file: Path) -> str:
    """The role-id; it is no secret, so any mode will do."""
    return _content(file, private=False)


def read_secret_id(file: Path) -> SecretStr:
    """The secret-id; VaultDeniedError if group or others may read the file."""
    return SecretStr(_content(file, private=True))


def write_private(file: Path, content: str) -> None:
    """Replaces the file in one step, mode 0600; VaultError if the folder cannot be written."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # made as 0600
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(content + "\n")
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).replace(file)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise VaultError(
            f"the file cannot be written ({error.strerror})", str(file), "make its folder writable"
        ) from error


def _content(file: Path, *, private: bool) -> str:
    try:
        with file.open(encoding="ascii") as stream:
            # Asked of the open file, so that it cannot be exchanged in between.
            if private and stat.S_IMODE(os.fstat(stream.fileno()).st_mode) & 0o077:
                raise VaultDeniedError(
                    "others can read the secret-id file", str(file), f"run `chmod 600 {file}`"
                )
            text = stream.read().strip()
    except FileNotFoundError as error:
        raise VaultMissingError("the role file is not there", str(file), _BOOTSTRAP) from error
    except OSError as error:
        raise VaultDeniedError(
            f"the role file cannot be read ({error.strerror})", str(file), "let the agent's user read it"
        ) from error
    except UnicodeDecodeError:
        text = ""  # as good as empty; the decoder's message would quote the content
    if not text:
        raise VaultMissingError("the role file is empty or not text", str(file), _BOOTSTRAP)
    return text
