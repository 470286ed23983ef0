"""Addresses that must not be reached, as an attacker spells them; and names that lead to them."""

from __future__ import annotations

import ipaddress

# Loopback, private, shared, link-local, metadata of clouds, this network, benchmarking, multicast, reserved, broadcast.
V4 = (
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "100.100.100.200",
    "192.0.0.192", "0.0.0.0", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
)  # fmt: skip
V6 = (
    "::1", "::", "fe80::1", "fec0::1", "fd00::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "100::1",
    "3fff::1", "2001::1", "0:0:0:0:0:0:0:1", "fe80::a9fe:a9fe",
)  # fmt: skip
_SPELLED = ("127.0.0.1", "169.254.169.254", "10.0.0.1")
_LOCAL_NAMES = ("localhost", "LOCALHOST", "localhost.", "a.localhost", "localhost.localdomain", "ip6-localhost")
OTHER_SCHEMES = (
    "file:///etc/passwd", "file://localhost/etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:80/_GET",
    "dict://127.0.0.1:80/", "data:text/html,words", "javascript:alert(1)", "s3://bucket/key", "ws://127.0.0.1/",
    "jar:http://127.0.0.1!/", "view-source:http://127.0.0.1/", "unix:/run/docker.sock", "ldap://127.0.0.1/",
)  # fmt: skip
# A name for each of these, and names that answer with a public address too, or with another one each time.
ADDRESSES_OF_NAMES = (*V4, "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1")


def spelled(public: str) -> list[str]:
    """Addresses with a path. `public` is a host that may be reached, for those that pretend to lead there."""
    hosts = [*V4, *(f"[{address}]" for address in V6), *_LOCAL_NAMES]
    for text in _SPELLED:
        number = int(ipaddress.IPv4Address(text))
        a, b, c, d = (int(part) for part in text.split("."))
        hex6 = f"{number >> 16:x}:{number & 0xFFFF:x}"
        hosts += [
            str(number),
            hex(number),
            f"0X{number:X}",
            f"0{number:o}",
            f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
            f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
            f"000{a:o}.000{b:o}.000{c:o}.000{d:o}",
            f"{a}.{(b << 16) + (c << 8) + d}",
            f"{a}.{b}.{(c << 8) + d}",
            f"0x{a:x}.{b}.0{c:o}.{d}",
            f"{text}.",
            f"[::ffff:{text}]",
            f"[::ffff:{hex6}]",
            f"[0:0:0:0:0:ffff:{hex6}]",
            f"[::{text}]",
            f"[::ffff:0:{text}]",
            f"[64:ff9b::{hex6}]",
            f"[64:ff9b:1::{hex6}]",
            f"[2002:{hex6}::1]",
            f"[2002:{hex6}::]",
            "".join(chr(ord(each) + 0xFEE0) if each.isdigit() else each for each in text),
            text.replace(".", "。"),
            text.replace(".", "．"),
            "".join(f"%{ord(each):02x}" for each in text),
            f"{public}@{text}",
            f"{public}:80@{text}",
            f"user:secret@{text}",
            f"{text}:80",
            f"{text}%00.{public}",
            f"{text}\t",
        ]
    hosts += [
        "[::1%25lo]", "[fe80::1%25lo]", "①②⑦.⓪.⓪.①", "127。1", "127.1", "0", "0x0", "00", "127.127.127.127",
        f"{public}\\@127.0.0.1", f"127.0.0.1\\.{public}", f"127.0.0.1#@{public}", f"127.0.0.1?@{public}", "ⓛocalhost",
    ]  # fmt: skip
    return [f"http://{host}/n/{number}" for number, host in enumerate(dict.fromkeys(hosts))]
