"""The settings reader: what it accepts, and what it says of what it refuses."""

from pathlib import Path

import pytest

from agent.model.errors import SettingsError
from agent.settings import Engine, Settings, load

GOOD = """\
[portal]
url = "https://127.0.0.1:8441"

[vault]
url = "https://127.0.0.1:8200"
role_id_file = "role-id"
secret_id_file = "secret-id"

[[accounts]]
name = "north-clinic"
vault_path = "portal/north-clinic"
totp_key = "north-clinic"

[[channels]]
name = "ops-mail"
kind = "email"
to = ["ops@example.org"]
smtp = "127.0.0.1:8025"
"""


def loaded(folder: Path, text: str = GOOD, **environ: str) -> Settings:
    path = folder / "enrollwatch.toml"
    path.write_text(text)
    return load(path, environ)


def refusal(folder: Path, text: str = GOOD, **environ: str) -> str:
    with pytest.raises(SettingsError) as caught:
        loaded(folder, text, **environ)
    return str(caught.value)


def test_paths_are_taken_from_the_folder_of_the_file(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.vault.role_id_file == tmp_path / "role-id"
    assert settings.store.url == f"sqlite:///{tmp_path}/data/enrollwatch.db"
    assert settings.store.evidence == tmp_path / "data/evidence"
    assert settings.portal.contract == "classic"


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, ENROLLWATCH_SCHEDULE__PROBE="5s", ENROLLWATCH_BROWSER__USE='["firefox"]', UNRELATED="x"
    )
    assert settings.schedule.probe.total_seconds() == 5
    assert settings.browser.use == (Engine.FIREFOX,)


def test_a_misspelt_key_is_named_with_its_line_and_the_right_spelling(tmp_path: Path) -> None:
    text = GOOD.replace("vault_path", "vault_paht")
    line = f"{tmp_path}/enrollwatch.toml:11"
    assert (
        refusal(tmp_path, text)
        == f"accounts[0].vault_paht is not a setting ({line}): did you mean `vault_path`?"
    )


def test_an_unknown_table_is_named(tmp_path: Path) -> None:
    assert "portl is not a setting" in refusal(tmp_path, GOOD + "\n[portl]\nurl = 'x'\n")


def test_a_misspelt_variable_is_named(tmp_path: Path) -> None:
    said = refusal(tmp_path, ENROLLWATCH_PORTAL__URLL="https://127.0.0.1:1")
    assert said == "portal.urll is not a setting (ENROLLWATCH_PORTAL__URLL): did you mean `url`?"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('password = "Xyzzy-canary-1"', "portal.password"),
        ('contract = "hvs.CAESIJcanarycanarycanarycanary"', "portal.contract"),
        ('contract = "JBSWY3DPEHPK3PXPJBSWY3DP"', "portal.contract"),
        ('contract = "otpauth://totp/x?secret=canary"', "portal.contract"),
    ],
)
def test_a_secret_in_the_settings_is_refused_and_not_repeated(tmp_path: Path, line: str, key: str) -> None:
    said = refusal(tmp_path, GOOD.replace("[portal]\n", f"[portal]\n{line}\n"))
    assert said.startswith(f"{key} looks like a secret ({tmp_path}/enrollwatch.toml:2)")
    assert line.split('"')[1] not in said


def test_a_database_password_in_the_settings_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, GOOD + '\n[store]\nurl = "postgresql://watch:canary@127.0.0.1/watch"\n')
    assert "store.url looks like a secret" in said
    assert "canary" not in said


def test_a_portal_off_loopback_needs_consent_on_record(tmp_path: Path) -> None:
    elsewhere = GOOD.replace("127.0.0.1:8441", "pecos.example.org")
    assert "portal.authorised_by must say who consented" in refusal(tmp_path, elsewhere)
    consented = elsewhere.replace(
        "[portal]", '[portal]\nauthorised_by = "J. Doe, Example Clinic, 2026-01-05"'
    )
    assert loaded(tmp_path, consented).portal.host == "pecos.example.org"


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('kind = "email"', 'kind = "pigeon"', "channels[0].kind"),
        ('smtp = "127.0.0.1:8025"', "", "needs `to` and `smtp`"),
        ('name = "north-clinic"', 'name = "North Clinic"', "accounts[0].name"),
        ('totp_key = "north-clinic"', 'npis = ["1234567890"]', "'1234567890' is not a valid NPI"),
        ("[vault]", '[schedule]\nprobe = "5"\n[vault]', "'5' is not a duration"),
        ("[vault]", '[schedule]\nvisit = "1m"\njitter = "2m"\n[vault]', "jitter must be shorter"),
        ("[vault]", '[budgets]\npage = "61s"\n[vault]', "budgets.page must be shorter"),
        ("[portal]", '[portal]\ntime_zone = "Mars/Olympus"', "'Mars/Olympus' is not a time zone"),
        ("https://127.0.0.1:8441", "ftp://127.0.0.1", "is not an address"),
        ("[vault]", '[web]\nvault_path = "web/links"\n[vault]', "links, which need web.base_url"),
        ("[portal]", "[portal", "is not TOML"),
    ],
)
def test_a_bad_value_is_named_with_the_reason(tmp_path: Path, old: str, new: str, part: str) -> None:
    assert part in refusal(tmp_path, GOOD.replace(old, new))


def test_two_accounts_of_one_name_are_refused(tmp_path: Path) -> None:
    twice = GOOD + '\n[[accounts]]\nname = "north-clinic"\nvault_path = "portal/other"\n'
    assert "2 accounts are named north-clinic" in refusal(tmp_path, twice)


def test_a_missing_file_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--config or ENROLLWATCH_CONFIG"):
        load(tmp_path / "absent.toml", {})


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "enrollwatch.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        load(path, {})


OWN_POLICY = GOOD.replace(
    'totp_key = "north-clinic"\n',
    'totp_key = "north-clinic"\npolicy = { password_information_days = 20, access_people = 1 }\n',
)


def test_an_accounts_own_thresholds_go_before_the_common_ones(tmp_path: Path) -> None:
    common = OWN_POLICY + "\n[policy]\naccess_people = 3\nsession_losses = 5\n"
    settings = loaded(tmp_path, common + '\n[schedule]\nvisit = "2h"\n')
    own, everybody = settings.policy_of(settings.accounts[0]), settings.policy_of()
    assert (own.password_information_days, own.access_people, own.session_losses) == (20, 1, 5)
    assert (everybody.password_information_days, everybody.access_people) == (14, 3)
    assert own.visit_interval.total_seconds() == everybody.visit_interval.total_seconds() == 7200
    assert own.visit_jitter.total_seconds() == everybody.visit_jitter.total_seconds() == 300


def test_an_accounts_thresholds_that_do_not_go_with_the_common_ones_are_refused(tmp_path: Path) -> None:
    clash = OWN_POLICY.replace("information_days = 20", "warning_days = 10")
    assert "policy of account north-clinic" in refusal(
        tmp_path, clash + "\n[policy]\npassword_information_days = 9\n"
    )
    assert "did you mean `access_people`?" in refusal(
        tmp_path, OWN_POLICY.replace("access_people", "acess_people")
    )


def test_the_stages_of_a_deadline_must_follow_each_other(tmp_path: Path) -> None:
    stages = '[{ days = 5, severity = "critical" }, { days = 9, severity = "critical" }]'
    assert "the days of a countdown must fall" in refusal(
        tmp_path, GOOD + f"\n[policy]\nsignature_left = {stages}\n"
    )
    milder = '[{ days = 9, severity = "critical" }, { days = 5, severity = "warning" }]'
    assert "cannot be less severe" in refusal(tmp_path, GOOD + f"\n[policy]\nsignature_left = {milder}\n")
