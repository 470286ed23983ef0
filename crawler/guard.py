"""Decide which network addresses may be reached. Pure: looks nothing up and opens nothing.

`ipaddress.is_global` alone passes multicast, NAT64, 6to4, site-local and IPv4-compatible addresses, and others in one
version of Python but not in the next, so these are refused by name. Hosts and addresses that the operator allows
(`allow_private`) pass.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines.text.domains import ascii_host

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Of IPv6, hosts have addresses of this network alone so far (RFC 4291, IANA's list): all else is special.
_UNICAST = ipaddress.IPv6Network("2000::/3")
# What IANA lists as special and `is_global` passes, in some version of Python at least: networks that carry an IPv4
# address inside or lead into a site (RFC 3056, 4380), protocol assignments (RFC 6890, 2928), documentation (RFC 9637),
# relays (RFC 7526). And two addresses at which clouds give a machine its secrets: 192.0.0.192 is in one of these
# networks, 168.63.129.16 in none.
_REFUSED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
    )
)

PRIVATE = "private address refused"


@dataclass(frozen=True, slots=True)
class Guard:
    """The addresses beyond the public ones that the operator allows: host names, addresses and networks."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def allowing(cls, entries: Iterable[str]) -> Guard:
        """Read `allow_private`: "intranet.example", "127.0.0.2", "fd00::1", "10.1.0.0/16"."""
        names, networks = set(), []
        for entry in entries:
            try:
                networks.append(ipaddress.ip_network(entry.strip("[] "), strict=False))
            except ValueError:
                names.add(fold_host(entry))
        return cls(frozenset(names), tuple(networks))

    def allows_name(self, host: str) -> bool:
        """Whether this host is allowed whatever its address is."""
        if fold_host(host) in self.names:
            return True
        address = literal_address(host)
        return address is not None and self._listed(address)

    def allows_address(self, address: Address, *, host: str = "") -> bool:
        """Whether a connection to `address`, as the address of `host`, may be opened."""
        return is_public(address) or self._listed(address) or (bool(host) and self.allows_name(host))

    def refusal(self, url: str) -> str | None:
        """Why this URL may not be fetched, as far as that shows without a look-up; None when it may be
        tried.
        """
        try:
            parts = urlsplit(url)
            host = parts.hostname
            _ = parts.port
        except ValueError as error:
            return f"the address cannot be read: {error}"
        if parts.scheme not in ("http", "https"):
            return f"{parts.scheme or 'no'} addresses are not fetched, only http and https"
        if not host:
            return "the address names no host"
        address = literal_address(host)
        if address is not None and not self.allows_address(address, host=host):
            return refused_address(address)
        if fold_host(host).rpartition(".")[2] == "localhost" and not self.allows_name(host):
            return refused_address(host)
        if parts.username is not None or parts.password is not None:
            # A name or password is never sent. In a stranger's address it only makes one site look like another.
            return "the address names a user or a password"
        return None

    def _listed(self, address: Address) -> bool:
        plain = unwrapped(address)
        return any(each in network for network in self.networks for each in (address, plain))


def refused_address(address: Address | str) -> str:
    """The sentence that reports a refused address."""
    return f"{PRIVATE}: {address}"


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet and to one host there."""
    address = unwrapped(address)
    if isinstance(address, ipaddress.IPv6Address) and (address.scope_id is not None or address not in _UNICAST):
        return False
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return False
    return not any(address in network for network in _REFUSED if network.version == address.version)


def unwrapped(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped one, else the address itself."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def literal_address(host: str) -> Address | None:
    """The address that a host spells in figures, in any form the C library takes (0x7f.1, 017700000001,
    2130706433).

    None for a name. `socket.inet_aton` is what a connect would use, so nothing is read differently here.
    """
    host = fold_host(host)
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host and host[0].isdigit() else None
    except (OSError, ValueError):
        return None


def fold_host(host: str) -> str:
    """A host name as it is compared: lower case, IDNA form, without brackets and final dot."""
    return ascii_host(host.strip("[] ").casefold().rstrip(".")).rstrip(".")
