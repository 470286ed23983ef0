"""The network guard: every spelling of a private address is refused, public ones and allowed ones pass."""

from __future__ import annotations

import ipaddress
import json

import pytest
from crawling import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from crawler.guard import Guard, fold_host, is_public, literal_address

LOOPBACK_SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "0",
    "0.0.0.0",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0X7F.0.0.0x1",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "127.255.255.254",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "①②⑦.⓪.⓪.①",
    "１２７.０.０.１",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "news.localhost",
]
OTHER_PRIVATE = [
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "255.255.255.255",
    "240.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.0.0.192",
    "192.0.0.9",
    "168.63.129.16",
    "3232235777",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fc00::1]",
    "[fd12:3456::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "[64:ff9b:1::1]",
    "[::ffff:0:10.0.0.1]",
    "[2001:20::1]",
    "[2001:1::1]",
    "[5f00::1]",
    "[100:0:0:1::1]",
    "[4000::1]",
    "[0:0:0:1::1]",
]


@pytest.mark.parametrize("host", LOOPBACK_SPELLINGS + OTHER_PRIVATE)
def test_a_private_address_is_refused_however_it_is_spelled(host: str) -> None:
    assert Guard().refusal(f"http://{host}:8080/story") is not None


@pytest.mark.parametrize(
    "host",
    [
        "8.8.8.8",
        "93.184.216.34",
        "192.0.1.1",
        "[2606:4700::1111]",
        "[2001:4860:4860::8888]",
        "[2001:200::1]",
        "example.org",
        "صحيفة.example",
    ],
)
def test_public_hosts_may_be_tried(host: str) -> None:
    assert Guard().refusal(f"https://{host}/story") is None


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "data:text/html,x",
        "s3://bucket/x",
        "//example.org",
        "http:///x",
        "x",
    ],
)
def test_only_web_addresses_are_fetched(url: str) -> None:
    assert Guard().refusal(url) is not None


@pytest.mark.parametrize("url", ["http://[::1/", "http://example.org:99999/", "http://example.org:x/"])
def test_an_address_that_cannot_be_read_is_refused(url: str) -> None:
    assert "cannot be read" in str(Guard().refusal(url))


def test_what_the_operator_allows_passes_and_nothing_beside_it() -> None:
    guard = Guard.allowing(["127.0.9.2", "fd00::7", "10.1.0.0/16", "Intranet.example", "localhost"])
    for host in ["127.0.9.2", "[::ffff:127.0.9.2]", "[fd00::7]", "10.1.200.3", "localhost"]:
        assert guard.refusal(f"http://{host}/") is None, host
    for host in ["127.0.9.3", "[fd00::8]", "10.2.0.1", "news.localhost"]:
        assert guard.refusal(f"http://{host}/") is not None, host


def test_a_name_that_is_allowed_may_have_any_address() -> None:
    guard = Guard.allowing(["intranet.example"])
    private = ipaddress.ip_address("10.9.8.7")
    assert guard.allows_address(private, host="INTRANET.example.")
    assert not guard.allows_address(private, host="news.example")
    assert not guard.allows_address(private)


@given(st.ip_addresses(v=4))
def test_every_figure_of_an_address_is_read_alike(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    octets = address.packed
    spellings = [
        str(address),
        str(number),
        hex(number),
        f"{octets[0]:#o}".replace("0o", "0") + f".{number & 0xFFFFFF}",
    ]
    assert {literal_address(spelling) for spelling in spellings} == {address}


@given(st.ip_addresses(v=4))
def test_an_address_inside_an_ipv6_one_is_never_better_than_itself(address: ipaddress.IPv4Address) -> None:
    mapped = ipaddress.IPv6Address(f"::ffff:{address}")
    assert is_public(mapped) == is_public(address)
    for prefix in (0x0064_FF9B << 96, 0):
        assert not is_public(ipaddress.IPv6Address(prefix | int(address)))
    assert not is_public(ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80)))


@given(st.text(max_size=60))
def test_no_text_makes_the_guard_raise(text: str) -> None:
    Guard().refusal(text)
    Guard().refusal(f"http://{text}/")
    fold_host(text)


def test_every_case_of_the_url_standard_gets_an_answer() -> None:
    path = HOSTILE / "urls" / "urltestdata.json"
    if not path.exists():
        pytest.skip("the shared URL cases are not here")
    cases = [case for case in json.loads(path.read_text("utf-8")) if isinstance(case, dict)]
    guard = Guard()
    for case in cases:
        refusal = guard.refusal(case["input"])
        if case.get("protocol") not in ("http:", "https:", None) and ":" in case["input"].split("/")[0]:
            assert refusal is not None, case["input"]
    assert len(cases) > 500


@pytest.mark.parametrize("named", ["user:secret@", "user@", ":@", "www.bank.example@", "a%40b:c@"])
def test_an_address_that_names_a_user_is_refused(named: str) -> None:
    assert Guard().refusal(f"https://{named}paper.example/1") == "the address names a user or a password"
    assert Guard().refusal("https://paper.example/@user:1?mail=a@b.example#c@d") is None
