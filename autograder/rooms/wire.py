"""Messages between two processes: msgpack in frames of a bounded length.

msgpack knows numbers, text, bytes, lists and maps and nothing else, so that reading a message can
run no code.
"""

from __future__ import annotations

import os
import select
import socket
import struct
from typing import Any

import msgpack

from autograder.rooms.errors import Gone, Malformed, TooLarge

__all__ = ["LONGEST", "Wire"]

LONGEST = 128 * 2**20
"""Bytes of one message, at the most."""
_HEAD = struct.Struct("!Q")
_CHUNK = 2**20
_AHEAD = 2**14


class Wire:
    """One end of a connected stream socket.

    Parameters
    ----------
    connection : socket.socket
        The socket; whoever made it closes it.
    longest : int
        Bytes of one message, at the most.
    unicode_errors : {"surrogatepass", "replace"}
        What to do with halves of characters: texts of Python may hold them, files may not.
    """

    def __init__(
        self,
        connection: socket.socket,
        longest: int = LONGEST,
        unicode_errors: str = "surrogatepass",
    ) -> None:
        self.connection = connection
        self.unicode_errors = unicode_errors
        self.longest = longest
        self._rest = bytearray()

    def ready(self, seconds: float) -> bool:
        """Wait, for so long at the most, until there is something to receive."""
        return bool(self._rest) or bool(select.select([self.connection], [], [], seconds)[0])

    def send(self, message: dict[str, Any]) -> None:
        """Send one message.

        Raises
        ------
        TooLarge
            If it is too long; then nothing was sent.
        Gone
            If nobody reads any more.
        """
        try:
            body = msgpack.packb(message, use_bin_type=True, unicode_errors="surrogatepass")
        except (ValueError, OverflowError) as error:  # nested deeper than msgpack goes, for one
            raise TooLarge(f"a message cannot be packed: {error}") from error
        if len(body) > self.longest:
            raise TooLarge(f"a message of {len(body)} bytes, and {self.longest} are allowed")
        try:
            self.connection.sendall(_HEAD.pack(len(body)) + body)
        except (BrokenPipeError, ConnectionError) as error:
            raise Gone from error

    def receive(self) -> dict[str, Any]:
        """Wait for one message.

        Raises
        ------
        Gone
            If the other end was closed before a whole message had come.
        Malformed
            If what came is too long, or no message.
        """
        self._fill(_HEAD.size)
        (length,) = _HEAD.unpack_from(self._rest)
        if length > self.longest:
            raise Malformed(f"a message of {length} bytes, and {self.longest} are allowed")
        end = _HEAD.size + length
        self._fill(end)
        body = bytes(memoryview(self._rest)[_HEAD.size : end])
        del self._rest[:end]
        try:
            # strict_map_key would let through text and bytes only, which is what we send.
            message = msgpack.unpackb(
                body, raw=False, strict_map_key=True, unicode_errors=self.unicode_errors
            )
        except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
            raise Malformed(f"{type(error).__name__}: {error}") from error
        if type(message) is not dict:
            raise Malformed(f"a {type(message).__name__} and not a map")
        return message

    def _fill(self, length: int) -> None:
        # Memory is taken as bytes arrive: a false length alone costs nothing. What comes with the
        # length is kept: for a short message the kernel is asked only once.
        while len(self._rest) < length:
            try:
                part = self.connection.recv(min(_CHUNK, max(_AHEAD, length - len(self._rest))))
            except BlockingIOError:  # a cell has told all its descriptors not to wait
                os.set_blocking(self.connection.fileno(), True)
                continue
            except ConnectionError as error:
                raise Gone from error
            if not part:
                raise Gone
            self._rest += part
