"""[public]: whom the public look-ups ask; with nobody to ask they are off."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from agent.settings import PublicSettings


def test_with_neither_address_they_are_off() -> None:
    assert not PublicSettings().on
    assert PublicSettings(registry="https://npi.example/").on
    assert PublicSettings(data="https://data.example").on


def test_answers_are_kept_half_a_day_and_absence_an_hour() -> None:
    settings = PublicSettings()
    assert (settings.cache, settings.absent) == (timedelta(hours=12), timedelta(hours=1))
    assert settings.timeout == timedelta(seconds=10)


@pytest.mark.parametrize(
    "address", ["https://npi.example", "http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:1"]
)
def test_https_is_for_everybody_but_this_machine(address: str) -> None:
    assert PublicSettings(registry=f"{address}/").registry == address


@pytest.mark.parametrize(
    "address",
    [
        "http://npi.example",
        "http://127.0.0.1.example",
        "ftp://npi.example",
        "npi.example",
        "https://me:secret@npi.example",
        "https://npi.example/?version=1",
        "https://npi.example/#top",
    ],
)
@pytest.mark.parametrize("field", ["registry", "data"])
def test_other_addresses_are_refused(field: str, address: str) -> None:
    with pytest.raises(ValidationError):
        PublicSettings.model_validate({field: address})
