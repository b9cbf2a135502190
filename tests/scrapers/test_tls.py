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

from scrapers.archive import Outcome, Reason
from scrapers.plan import Plan
from tests.scrapers.crawling import Crawled, crawl, profile_of, records
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


def crawled(folder: Path, **settings: object) -> Crawled:
    portal = Portal(routes={"/": page("Trang", links("/a.html")), "/a.html": article(1)})
    with serving(portal, tls=self_signed(folder)):
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
    done = crawled(tmp_path)
    assert (done.status, done.reason) == (1, "unreachable")
    reasons = {record.note.reason for record in records(tmp_path / "archive")}
    assert reasons == {Reason.TLS}


@pytest.mark.slow
@pytest.mark.parametrize("old_tls", [False, True])
def test_a_broken_certificate_is_taken_where_the_profile_says_so(
    tmp_path: Path, old_tls: bool
) -> None:
    done = crawled(tmp_path, verify_certificate=False, old_tls=old_tls)
    assert done.reason == "finished", done.log
    fetched = [r for r in records(tmp_path / "archive") if r.note.outcome is Outcome.FETCHED]
    assert len(fetched) == 2
