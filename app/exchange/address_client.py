"""HTTP sessions that call no private address.

The name is resolved here, the addresses are judged, and the connection goes to the very address
judged: a name that resolves to another address the next moment (DNS rebinding) gains nothing. TLS
still speaks to the name. Behind a proxy the proxy connects; then what the name resolves to here is
judged before asking it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import HTTPError

from app.exchange.addresses import PUBLIC_ONLY, Allowed


class AddressRefused(Exception):
    """The name resolves to a private address that nobody listed."""


def guarded_session(allowed: Allowed = PUBLIC_ONLY) -> requests.Session:
    """Answer a session that calls the internet, and of private addresses only those allowed."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, _GuardedAdapter(allowed))
    return session


def judged_addresses(host: str, port: int, allowed: Allowed) -> list[str]:
    """Answer the addresses of a host that may be called; AddressRefused when there are none."""
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    taken = [each for each in addresses if allowed.takes(host.strip("[]").rstrip("."), each)]
    if not taken:
        raise AddressRefused
    return taken


class _GuardedAdapter(HTTPAdapter):
    """An adapter whose connections go only to addresses that were judged."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        super().__init__()

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: object
    ) -> None:
        """Make pools whose connections know what is allowed."""
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._allowed)

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: tuple[str, str] | str | None = None,
    ) -> ConnectionPool:
        """Answer the pool of a request; AddressRefused when a proxy is asked for a private host."""
        if select_proxy(request.url or "", proxies):
            parts = urlsplit(request.url or "")
            with suppress(OSError):  # a name only the proxy can resolve is left to it
                judged_addresses(str(parts.hostname), parts.port or 0, self._allowed)
        return super().get_connection_with_tls_context(request, verify, proxies, cert)


def _pools(allowed: Allowed) -> dict[str, type[HTTPConnectionPool]]:
    """Answer pools of connections that judge the address before they connect to it."""

    class Judged(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, allowed, super()._new_conn)

    class JudgedTls(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, allowed, super()._new_conn)

    plain = type("JudgedPool", (HTTPConnectionPool,), {"ConnectionCls": Judged})
    tls = type("JudgedTlsPool", (HTTPSConnectionPool,), {"ConnectionCls": JudgedTls})
    return PoolManager().pool_classes_by_scheme | {"http": plain, "https": tls}


def _connect(
    connection: HTTPConnection, allowed: Allowed, connect: Callable[[], socket.socket]
) -> socket.socket:
    """Connect to the first judged address that answers; name and TLS stay as they were."""
    name = connection._dns_host
    try:
        *others, last = judged_addresses(name, connection.port or 0, allowed)
    except OSError:
        others, last = [], name  # does not resolve: urllib3 says so in its own way
    try:
        for address in others:
            connection._dns_host = address
            with suppress(HTTPError):
                return connect()
        connection._dns_host = last
        return connect()
    finally:
        connection._dns_host = name
