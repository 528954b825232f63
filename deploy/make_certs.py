"""Makes the certificates of the line: our own authority, the broker and the desk's page, each kiosk, each desk.

The folder it works in is the authority: whoever has ca.key can make kiosks. Keep it off the kiosks and off the broker.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import ipaddress
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

KIOSK_NAME = re.compile(r"(?!DESK)[A-Z0-9]{2,16}")  # also its topic and its client id; never a desk's
DESK_NAME = re.compile(r"DESK[A-Z0-9]{1,12}")  # also the id in desk.toml and the user in the access list
HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,62}")
AUTHORITY_DAYS = 3650
PEER_DAYS = 825
BACKDATED = dt.timedelta(days=1)  # a kiosk's clock may be behind
ORGANISATION = "First-response kiosk"

AnyExtension = x509.ExtensionType


class Refused(Exception):
    """What was asked cannot be done, in words for who asked."""


class Authority:
    """The folder: ca.crt, ca.key, crl.pem, and in issued/ every certificate ever made, by name and serial."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.issued = folder / "issued"

    def make(self) -> None:
        """A new authority with an empty list of the revoked; refuses where one is already."""
        if (self.folder / "ca.key").exists():
            raise Refused(f"there is an authority in {self.folder} already")
        self.issued.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("First-response authority")
        certificate = _sign(name, name, key, key, AUTHORITY_DAYS, [
            (x509.BasicConstraints(ca=True, path_length=0), True),
            (_usage(sign_others=True), True),
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        ])  # fmt: skip
        _write_key(self.folder / "ca.key", key)
        _write(self.folder / "ca.crt", certificate.public_bytes(serialization.Encoding.PEM))
        self._write_revoked([])

    def add_server(self, name: str, hosts: Sequence[str]) -> Path:
        """For the broker, and for the desk's page; `hosts` are the names and addresses that peers connect to."""
        if not HOST_NAME.fullmatch(name):
            raise Refused(f"{name!r} is no name for a server")
        return self._add(name, ExtendedKeyUsageOID.SERVER_AUTH, hosts or [name])

    def add_kiosk(self, name: str) -> Path:
        if not KIOSK_NAME.fullmatch(name):
            raise Refused(f"{name!r} is no name for a kiosk: 2 to 16 capital letters and digits, not DESK...")
        return self._add(name, ExtendedKeyUsageOID.CLIENT_AUTH, [])

    def add_desk(self, name: str) -> Path:
        if not DESK_NAME.fullmatch(name):
            raise Refused(f"{name!r} is no name for a desk: DESK and up to 12 capital letters and digits")
        return self._add(name, ExtendedKeyUsageOID.CLIENT_AUTH, [])

    def revoke(self, name: str) -> int:
        """Puts every certificate ever made in this name on the list; how many were not there yet."""
        certificates = [x509.load_pem_x509_certificate(path.read_bytes()) for path in self.issued.glob(f"{name}.*.crt")]
        if not certificates:
            raise Refused(f"no certificate was ever made for {name!r} in {self.folder}")
        before = list(x509.load_pem_x509_crl((self.folder / "crl.pem").read_bytes()))
        known = {entry.serial_number for entry in before}
        new = [certificate.serial_number for certificate in certificates if certificate.serial_number not in known]
        now = _now()
        added = [x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build() for serial in new]
        self._write_revoked([*before, *added])
        for suffix in (".crt", ".key"):  # so that nobody installs it again by mistake
            with contextlib.suppress(FileNotFoundError):
                (self.folder / f"{name}{suffix}").unlink()
        return len(new)

    def silence(self, name: str, acl: Path) -> None:
        """A list of the revoked shuts out only who comes anew: this takes every topic from a connection that stands."""
        block = f"\n# revoked\nuser {name}\ntopic deny #\n"
        text = acl.read_text()
        if block not in text:
            _write(acl, (text + block).encode(), acl.stat().st_mode & 0o777)

    def _add(self, name: str, purpose: x509.ObjectIdentifier, hosts: Sequence[str]) -> Path:
        authority, authority_key = self._open()
        if (self.folder / f"{name}.crt").exists():
            raise Refused(
                f"{name} has a certificate in {self.folder}; revoke it, or move it away, before making another"
            )
        key = ec.generate_private_key(ec.SECP256R1())
        extensions: list[tuple[AnyExtension, bool]] = [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_usage(sign_others=False), True),
            (x509.ExtendedKeyUsage([purpose]), False),
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), False),
        ]
        if hosts:
            extensions.append((x509.SubjectAlternativeName([_alternative(host) for host in hosts]), False))
        certificate = _sign(_name(name), authority.subject, key, authority_key, PEER_DAYS, extensions)
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        _write(self.issued / f"{name}.{certificate.serial_number:x}.crt", pem)
        _write_key(self.folder / f"{name}.key", key)
        path = self.folder / f"{name}.crt"
        _write(path, pem)
        return path

    def _open(self) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        try:
            certificate = x509.load_pem_x509_certificate((self.folder / "ca.crt").read_bytes())
            key = serialization.load_pem_private_key((self.folder / "ca.key").read_bytes(), None)
        except FileNotFoundError:
            raise Refused(f"there is no authority in {self.folder}: make one with `authority`") from None
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return certificate, key

    def _write_revoked(self, revoked: Sequence[x509.RevokedCertificate]) -> None:
        certificate, key = self._open()
        now = _now()
        # The next list is due only when the authority itself ends: an overdue list would shut every lobby out at once.
        builder = x509.CertificateRevocationListBuilder().issuer_name(certificate.subject)
        builder = builder.last_update(now - BACKDATED).next_update(certificate.not_valid_after_utc)
        builder = builder.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
        for entry in revoked:
            builder = builder.add_revoked_certificate(entry)
        _write(self.folder / "crl.pem", builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        if not HOST_NAME.fullmatch(host):
            raise Refused(f"{host!r} is neither a host name nor an address") from None
        return x509.DNSName(host)


def _usage(*, sign_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_others, key_cert_sign=sign_others, crl_sign=sign_others, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _sign(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    days: int,
    extensions: Sequence[tuple[AnyExtension, bool]],
) -> x509.Certificate:
    now = _now()
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - BACKDATED).not_valid_after(now + dt.timedelta(days=days))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA256())


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    plain = serialization.NoEncryption()
    _write(path, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain), 0o600)


def _write(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Whole or not at all, and never readable by others even for a moment."""
    half = path.with_name(path.name + ".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
    os.replace(half, path)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the authority's folder")
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("authority", help="make a new authority")
    server = what.add_parser("server", help="a certificate for the broker, or for the desk's page")
    server.add_argument("name")
    server.add_argument("hosts", nargs="*", help="names and addresses that peers connect to (default: the name)")
    for peer, example in (("kiosk", "FT03"), ("desk", "DESK1")):
        what.add_parser(peer, help=f"a certificate for a {peer}").add_argument("name", help=f"such as {example}")
    revoke = what.add_parser("revoke", help="never trust this name's certificates again")
    revoke.add_argument("name")
    revoke.add_argument("acl", type=Path, help="the broker's access list, which is added to")
    options = parser.parse_args(arguments)
    authority = Authority(options.folder)
    try:
        match options.what:
            case "authority":
                authority.make()
                print(f"authority made in {options.folder}: ca.crt goes everywhere, ca.key nowhere")
            case "server":
                print(f"made {authority.add_server(options.name, options.hosts)} and its key")
            case "kiosk":
                print(f"made {authority.add_kiosk(options.name)} and its key")
            case "desk":
                print(f"made {authority.add_desk(options.name)} and its key")
            case _:
                count = authority.revoke(options.name)
                authority.silence(options.name, options.acl)
                print(
                    f"{count} revoked; copy {options.folder / 'crl.pem'} and {options.acl} to the broker and reload it"
                )
    except (Refused, OSError) as error:
        print(f"make_certs: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
