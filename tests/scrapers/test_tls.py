"""Certificates are verified, unless the portal's profile says that they are not."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scrapers.archive import Reason
from scrapers.plan import Plan
from tests.scrapers.crawling import Crawled, crawl, fetched, profile_of, records
from tests.scrapers.portal_server import Portal, article, links, page, serving


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portal")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def of_old(folder: Path) -> ssl.SSLContext:
    """Make a server that speaks nothing newer than TLS 1.0."""
    context = self_signed(folder)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def crawled(folder: Path, tls: ssl.SSLContext, **settings: object) -> Crawled:
    portal = Portal(routes={"/": page("Trang", links("/a.html")), "/a.html": article(1)})
    with serving(portal, tls=tls):
        home = portal.home.replace("http://", "https://")
        plan = Plan(
            profile=profile_of(home, **settings),
            run="1",
            root=str(folder / "archive"),
            allow_private=(portal.place,),
        )
        return crawl(plan, folder)


@pytest.mark.slow
def test_a_certificate_that_nobody_signed_ends_the_crawl(tmp_path: Path) -> None:
    done = crawled(tmp_path, self_signed(tmp_path))
    assert (done.status, done.reason) == (1, "unreachable")
    reasons = {record.note.reason for record in records(tmp_path / "archive")}
    assert reasons == {Reason.TLS}


@pytest.mark.slow
def test_a_broken_certificate_is_taken_where_the_profile_says_so(tmp_path: Path) -> None:
    done = crawled(tmp_path, self_signed(tmp_path), verify_certificate=False)
    assert done.reason == "finished", done.log
    assert len(fetched(tmp_path / "archive")) == 2


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    ("old_tls", "reason"),
    [pytest.param(False, "unreachable", marks=pytest.mark.acceptance), (True, "finished")],
)
def test_old_encryption_is_spoken_only_where_the_profile_says_so(
    tmp_path: Path, old_tls: bool, reason: str
) -> None:
    done = crawled(tmp_path, of_old(tmp_path), verify_certificate=False, old_tls=old_tls)
    assert done.reason == reason, done.log
