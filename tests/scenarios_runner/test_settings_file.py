"""The settings that a story gives the agent."""

import tomllib
from pathlib import Path

from scenarios.settings_file import base_settings, laid_over, write_settings


def test_a_storys_settings_are_laid_over_the_table_not_over_the_file() -> None:
    below = {"budgets": {"page": "8s", "page_hard": "60s"}, "accounts": [{"name": "a"}]}
    above = {"budgets": {"page": "1s"}, "accounts": [{"name": "b"}]}
    assert laid_over(below, above) == {
        "budgets": {"page": "1s", "page_hard": "60s"},
        "accounts": [{"name": "b"}],
    }
    assert below["budgets"] == {"page": "8s", "page_hard": "60s"}


def test_an_account_finds_its_secret_and_its_authenticator_by_its_name() -> None:
    settings = base_settings("https://127.0.0.1:1", {}, [{"name": "north-clinic", "expected": "Pending"}])
    assert settings["accounts"] == [
        {
            "vault_path": "portal/north-clinic",
            "totp_key": "north-clinic",
            "name": "north-clinic",
            "expected": "Pending",
        }
    ]


def test_what_is_written_is_what_is_read_back(tmp_path: Path) -> None:
    settings = {
        "portal": {"url": "https://127.0.0.1:1", 'odd "key"': 'a "quoted" \\ path\nof two lines, ü'},
        "accounts": [{"name": "a", "npis": ["1", "2"]}, {}],
        "flag": True,
        "number": 1.5,
    }
    write_settings(tmp_path / "s.toml", settings)
    assert tomllib.loads((tmp_path / "s.toml").read_text(encoding="utf-8")) == settings
