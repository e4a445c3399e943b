"""Whom HTTP clients trust is read once, and anew where it changed."""

import ssl
from pathlib import Path

import pytest
import trustme

from agent.http_terms import shared_tls_context, tls_context
from agent.model.errors import SettingsError


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(file))
    return file


def authorities(context: ssl.SSLContext) -> list[bytes]:
    return context.get_ca_certs(binary_form=True)


def of_file(file: Path) -> bytes:
    return ssl.PEM_cert_to_DER_cert(file.read_text())


def test_those_who_trust_the_same_share_what_was_read(ca_file: Path) -> None:
    assert shared_tls_context(None) is shared_tls_context(None)
    assert shared_tls_context(ca_file) is shared_tls_context(ca_file)
    assert of_file(ca_file) in authorities(shared_tls_context(ca_file))
    assert of_file(ca_file) not in authorities(shared_tls_context(None))


def test_a_file_that_was_replaced_is_read_anew(ca_file: Path) -> None:
    old, before = of_file(ca_file), shared_tls_context(ca_file)
    trustme.CA().cert_pem.write_to_path(str(ca_file))
    after = shared_tls_context(ca_file)
    assert after is not before
    assert of_file(ca_file) in authorities(after)
    assert old not in authorities(after)


def test_the_machines_own_authorities_are_read_anew_where_they_changed(
    ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    assert authorities(shared_tls_context(None)) == [of_file(ca_file)]
    trustme.CA().cert_pem.write_to_path(str(ca_file))
    assert authorities(shared_tls_context(None)) == [of_file(ca_file)]


def test_a_file_that_is_no_use_is_told_by_its_setting_until_it_is_corrected(ca_file: Path) -> None:
    good = ca_file.read_bytes()
    for write in (lambda: ca_file.write_text("not a certificate"), ca_file.unlink):
        write()
        for setting in ("portal.ca_file", "public.ca_file"):
            with pytest.raises(SettingsError, match=f"correct {setting}"):
                shared_tls_context(ca_file, setting)
    ca_file.write_bytes(good)
    assert of_file(ca_file) in authorities(shared_tls_context(ca_file))


def test_what_speaks_something_else_than_http_does_not_get_what_http_clients_share(
    ca_file: Path,
) -> None:
    assert tls_context(ca_file) is not shared_tls_context(ca_file)
    assert tls_context(ca_file) is not tls_context(ca_file)
