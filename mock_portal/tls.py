"""The portal's certificates: a good one from its own authority, and the bad ones that a fault serves."""

from __future__ import annotations

import ssl
import tempfile
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mock_portal.faults.certificate import CertificateKind
from mock_portal.faults.tls_only_old import OldTls

_NAMES = ("127.0.0.1", "localhost", "::1")
_OLD_VERSIONS = {OldTls.TLS_1_0: ssl.TLSVersion.TLSv1, OldTls.TLS_1_1: ssl.TLSVersion.TLSv1_1}


class _Outspoken(ssl.SSLObject):
    """Tells the client why a handshake fails: asyncio closes on an error, before the alert is sent."""

    _refusal: ssl.SSLError | None = None

    def do_handshake(self) -> None:
        """Ask to send first what was written about an error; raise it at the next try."""
        if self._refusal is not None:
            raise self._refusal
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except ssl.SSLError as error:
            self._refusal = error
            raise ssl.SSLWantReadError from error


class Certificates:
    """One SSL context for the listener, that hands every new connection to the certificate of the moment."""

    def __init__(self) -> None:
        self._authority = trustme.CA(organization_name="Practice portal authority")
        self._good = self._issued(self._authority.issue_cert(*_NAMES))
        self._bad: dict[CertificateKind, ssl.SSLContext] = {}
        self.context = _server_context()
        self.context.sslobject_class = _Outspoken
        self._authority.issue_cert(*_NAMES).configure_cert(self.context)
        self._now_serving = self._good
        self._now: tuple[CertificateKind | None, OldTls | None] = (None, None)
        self.context.sni_callback = self._choose

    @property
    def authority_pem(self) -> bytes:
        """The authority's certificate: what a client must trust."""
        return self._authority.cert_pem.bytes()

    def serve(self, kind: CertificateKind | None, newest: OldTls | None) -> bool:
        """Serve a bad certificate and speak no newer version from now on; null is as usual.

        Returns whether that is a change.
        """
        wanted = kind, newest
        if wanted == self._now:
            return False
        self._now = wanted
        self._now_serving = self._good if kind is None else self._bad_context(kind)
        # The version is chosen before the certificate's context is, the signature after: both must allow it.
        for context in (self.context, self._now_serving):
            _set_versions(context, newest)
        return True

    def _choose(
        self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, context: ssl.SSLContext
    ) -> None:
        connection.context = self._now_serving

    def _bad_context(self, kind: CertificateKind) -> ssl.SSLContext:
        if kind not in self._bad:
            self._bad[kind] = self._make_bad(kind)
        return self._bad[kind]

    def _make_bad(self, kind: CertificateKind) -> ssl.SSLContext:
        if kind is CertificateKind.SELF_SIGNED:
            return _self_signed()
        if kind is CertificateKind.WRONG_NAME:
            return self._issued(self._authority.issue_cert("portal.wrong-name.example"))
        yesterday = datetime.now(UTC) - timedelta(days=1)
        return self._issued(
            self._authority.issue_cert(
                *_NAMES, not_before=yesterday - timedelta(days=90), not_after=yesterday
            )
        )

    def _issued(self, leaf: trustme.LeafCert) -> ssl.SSLContext:
        context = _server_context()
        leaf.configure_cert(context)
        return context


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A resumed session would show no certificate at all, and hide a swap.
    context.options |= ssl.OP_NO_TICKET
    context.num_tickets = 0
    return context


def _set_versions(context: ssl.SSLContext, newest: OldTls | None) -> None:
    if newest is None:
        context.maximum_version = ssl.TLSVersion.MAXIMUM_SUPPORTED
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("DEFAULT:@SECLEVEL=2")
        return
    with warnings.catch_warnings(category=DeprecationWarning, action="ignore"):  # old on purpose
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = _OLD_VERSIONS[newest]
    # Old versions sign with MD5 and SHA-1, which every higher level refuses.
    context.set_ciphers("DEFAULT:@SECLEVEL=0")


def _self_signed() -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = _server_context()
    with tempfile.TemporaryDirectory() as folder:
        chain = Path(folder) / "self-signed.pem"
        chain.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(chain)
    return context
