"""JSON objects over a stream socket, each behind its length in four bytes."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from typing import Any, Final

_LENGTH: Final = struct.Struct("!I")
_MOST_READ: Final = 1 << 18


def send_frame(sock: socket.socket, data: bytes) -> None:
    """Send one object, given as its JSON."""
    sock.sendall(_LENGTH.pack(len(data)) + data)


class Frames:
    """The objects that come in on a socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._read = bytearray()
        self._ready = select.poll()
        self._ready.register(sock, select.POLLIN)

    def next(self, until: float | None = None) -> Any:
        """Return the next object, None at the end; raise `TimeoutError` when there is none by `until` (monotonic)."""
        while (frame := self._taken()) is None:
            if until is not None and not self._ready.poll(max(0.0, until - time.monotonic()) * 1000):
                raise TimeoutError
            try:
                read = self._sock.recv(_MOST_READ)
            except ConnectionResetError:
                read = b""
            if not read:
                return None
            self._read += read
        return json.loads(frame)

    @property
    def waiting(self) -> bool:
        """Whether a whole object has been read and not yet been taken."""
        return self._end is not None

    @property
    def _end(self) -> int | None:
        if len(self._read) < _LENGTH.size:
            return None
        end = _LENGTH.size + int(_LENGTH.unpack_from(self._read)[0])
        return end if len(self._read) >= end else None

    def _taken(self) -> bytes | None:
        end = self._end
        if end is None:
            return None
        frame = bytes(self._read[_LENGTH.size : end])
        del self._read[:end]
        return frame
