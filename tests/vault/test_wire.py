"""Connections to Vault end with their client, also those whose request overran."""

import threading

import hvac
import pytest

from agent.model.errors import VaultUnreachableError
from agent.vault.wire import Deadline, Wire
from tests.vault.stubs import stub


def test_a_connection_whose_request_overran_is_closed_when_that_ends() -> None:
    goes_on = threading.Event()
    closed: list[bool] = []

    def slow(client: hvac.Client) -> None:
        goes_on.wait(5)
        ordinary = client.adapter.close

        def close() -> None:
            ordinary()
            closed.append(True)

        client.adapter.close = close

    with stub(200) as server:
        wire = Wire(server.url, None, 5)
        with pytest.raises(VaultUnreachableError):
            wire.call("sys/health", slow, "", Deadline(0.05))
        wire.close()
        assert closed == []
        goes_on.set()
        for thread in threading.enumerate():
            if thread.name == "vault-request":
                thread.join(5)
        assert closed == [True]
