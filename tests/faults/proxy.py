"""A bad network between a browser and the site: cut, frozen, or losing the answers to what it carried."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from typing import Literal

Mode = Literal["open", "cut", "frozen", "deaf"]


class Proxy:
    """Carries TCP to a port of this machine; `mode` changes what becomes of new connections and of open ones.

    open: all is carried. cut: connections are refused and those that were open end. frozen: accepted, and nothing is
    ever said. deaf: what is asked arrives at the site, whose answer is thrown away and the connection reset.
    """

    def __init__(self, port: int) -> None:
        self.target = port
        self.mode: Mode = "open"
        self.lost = 0
        """Answers that were thrown away."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def turn(self, mode: Mode) -> None:
        """From now on; connections that were open before end."""
        self.mode = mode
        for one in list(self._open):
            _reset(one)

    def close(self) -> None:
        self.turn("cut")
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.mode == "cut":
                _reset(client)
                continue
            self._open.add(client)
            if self.mode != "frozen":
                threading.Thread(target=self._carry, args=(client, self.mode), daemon=True).start()

    def _carry(self, client: socket.socket, mode: Mode) -> None:
        site = socket.create_connection(("127.0.0.1", self.target))
        self._open.add(site)
        back = threading.Thread(target=self._bring_back, args=(site, client, mode), daemon=True)
        back.start()
        _pump(client, site)
        back.join()
        self._open -= {client, site}
        site.close()
        client.close()

    def _bring_back(self, site: socket.socket, client: socket.socket, mode: Mode) -> None:
        if mode == "open":
            _pump(site, client)
            return
        with contextlib.suppress(OSError):
            if site.recv(65536):
                self.lost += 1
        _reset(client)
        _reset(site)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def _reset(one: socket.socket) -> None:
    """The connection ends at once, and the other side sees an error."""
    with contextlib.suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        one.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        one.close()
