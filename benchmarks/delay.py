"""A long line to a server: a relay that hands on every byte some milliseconds late, both ways."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from multiprocessing import get_context

HOST = "127.0.0.1"
CHUNK = 2**16


async def _carry(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, seconds: float
) -> None:
    """Hand on what comes, each piece that much later; what comes later never waits for more."""
    loop = asyncio.get_running_loop()
    pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def write() -> None:
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(due - loop.time())
            if not piece:
                break
            target.write(piece)
            await target.drain()

    async def read() -> None:
        piece = b"?"
        while piece:
            try:
                piece = await source.read(CHUNK)
            except ConnectionError:
                piece = b""  # whoever breaks off has ended, too
            pieces.put_nowait((loop.time() + seconds, piece))

    try:
        with contextlib.suppress(ConnectionError):
            await asyncio.gather(read(), write())
    finally:
        target.close()


async def _relay(listener: socket.socket, port: int, seconds: float) -> None:
    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(HOST, port)
        await asyncio.gather(_carry(reader, back, seconds), _carry(there, writer, seconds))

    server = await asyncio.start_server(meet, sock=listener)
    await server.serve_forever()


def _run(listener: socket.socket, port: int, seconds: float) -> None:
    asyncio.run(_relay(listener, port, seconds))


@contextlib.contextmanager
def delayed(port: int, round_trip: float) -> Iterator[int]:
    """Relay a port of this machine, in a process of its own.

    It knows nothing of HTTP or WebSockets: it hands on bytes.

    Parameters
    ----------
    port : int
        Of the server.
    round_trip : float
        Milliseconds that a question and its answer take longer; half of them each way.

    Yields
    ------
    int
        The port at which the same server is further away.
    """
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        relay = get_context("fork").Process(
            target=_run, args=(listener, port, round_trip / 2000), daemon=True
        )
        relay.start()
        try:
            yield listener.getsockname()[1]
        finally:
            relay.terminate()
            relay.join()
