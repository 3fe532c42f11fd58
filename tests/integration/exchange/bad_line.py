"""A line to a server that breaks at random: it drops, it truncates, it stands still for a while."""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

DROP, TRUNCATE, DELAY = "putus", "terpotong", "tersendat"
LONGEST_DELAY = 0.3
PIECE = 65_536
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: whoever is cut off is told nothing but a reset


@dataclass(slots=True)
class BadLine:
    """Carries bytes to a port of this machine. `troubles` are (after how many bytes, what), in order.

    Bytes are counted both ways together, so that a request may break as well as its answer.
    """

    port: int
    troubles: list[tuple[int, str]]
    dice: random.Random
    met: list[str] = field(default_factory=list)
    carried: int = 0
    _door: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> str:
        """Open the line; answer the address at its near end."""
        threading.Thread(target=self._accept, daemon=True).start()
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def stop(self) -> None:
        """Take no more calls."""
        self._door.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        except OSError:  # the server is down
            near.close()
            return
        far.settimeout(None)
        for one in (near, far):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=self._carry, args=(near, far), daemon=True).start()
        self._carry(far, near)

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                what = self._trouble(len(piece))
                if what == DELAY:
                    time.sleep(self.dice.uniform(0, LONGEST_DELAY))
                elif what:
                    if what == TRUNCATE:
                        target.sendall(piece[: self.dice.randrange(len(piece))])
                    _cut(source, target)
                    return
                target.sendall(piece)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _trouble(self, size: int) -> str:
        with self._lock:
            self.carried += size
            if not self.troubles or self.troubles[0][0] > self.carried:
                return ""
            self.met.append(self.troubles.pop(0)[1])
            return self.met[-1]


def _cut(*ends: socket.socket) -> None:
    for one in ends:
        with suppress(OSError):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            one.shutdown(socket.SHUT_RDWR)
        one.close()


def troubles(cuts: int, delays: int, within: int, dice: random.Random) -> list[tuple[int, str]]:
    """Answer cuts and delays at random places within so many bytes."""
    kinds = [dice.choice((DROP, TRUNCATE)) for _ in range(cuts)] + [DELAY] * delays
    return sorted((dice.randrange(within), kind) for kind in kinds)
