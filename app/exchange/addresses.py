"""Which addresses this server may call: those of the internet, and those its operator lists. Pure.

Whoever may add a server could else make this one call machines only it can reach: its database, a
router, a cloud's metadata. So what is asked is not the name but the address it resolved to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

# Addresses that carry an IPv4 address in their last 32 bits; a gateway sends them on to it.
_TRANSLATED = ip_network("64:ff9b::/96")

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an operator lists beside the internet: names, whatever they resolve to, and networks."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    def takes(self, host: str, address: str) -> bool:
        """Answer whether a host may be called at the address its name resolved to."""
        found = _meant(ip_address(address.partition("%")[0]))
        if found.is_global and not found.is_multicast:
            return True
        return host.lower() in self.names or any(found in network for network in self.networks)


PUBLIC_ONLY = Allowed()


def read_allowed(entries: Iterable[str]) -> Allowed:
    """Read entries like `central.dinas.go.id`, `10.12.0.5` or `10.12.0.0/16`."""
    names, networks = set(), []
    for entry in entries:
        try:
            networks.append(ip_network(entry))
        except ValueError:
            names.add(entry.lower())
    return Allowed(frozenset(names), tuple(networks))


def _meant(address: Address) -> Address:
    """Answer the IPv4 address an IPv6 one stands for, else itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
