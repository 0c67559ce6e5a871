"""A reverse proxy such as OnDemand's: one path prefix leads to a server, and that is far away.

Whatever is asked for outside of the prefix is not found, and kept to be looked at.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders
from tornado.web import Application
from tornado.websocket import WebSocketClientConnection, WebSocketHandler, websocket_connect

HOST = "127.0.0.1"
MOST = 2**28
# What is between two neighbours, and not between the two ends.
HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer"}
SOCKET = {"host", "origin", "cookie", "authorization", "user-agent"}


@dataclass(frozen=True)
class Proxy:
    """A running proxy.

    Parameters
    ----------
    port : int
        Its own.
    strays : list of str
        What was asked for outside of the prefix.
    """

    port: int
    strays: list[str] = field(default_factory=list)


class Relay(WebSocketHandler):
    """Hands on requests, and the messages of WebSockets, some seconds late each way."""

    def initialize(self, to: int, prefix: str, seconds: float, strays: list[str]) -> None:
        self.to, self.prefix, self.seconds, self.strays = to, prefix, seconds, strays
        self.there: WebSocketClientConnection | None = None

    async def handle(self) -> None:
        if self.is_stray():
            return
        await asyncio.sleep(self.seconds)
        request = HTTPRequest(
            f"http://{HOST}:{self.to}{self.request.uri}",
            method=str(self.request.method),
            headers=without(self.request.headers, HOP | {"content-length"}),
            body=self.request.body or None,
            allow_nonstandard_methods=True,
            follow_redirects=False,
            decompress_response=False,
            request_timeout=300,
        )
        answer = await AsyncHTTPClient().fetch(request, raise_error=False)
        await asyncio.sleep(self.seconds)
        self.clear()
        for name in ("Server", "Date", "Content-Type"):
            self.clear_header(name)
        self.set_status(answer.code, answer.reason)
        for name, value in without(answer.headers, HOP | {"content-length"}).get_all():
            self.add_header(name, value)
        if answer.body and answer.code not in (204, 304):
            self.write(answer.body)
        await self.finish()

    post = put = patch = delete = head = options = handle

    async def get(self, *words: Any, **named: Any) -> None:
        if self.request.headers.get("Upgrade", "").lower() != "websocket":
            await self.handle()
        elif not self.is_stray():
            await super().get(*words, **named)

    def is_stray(self) -> bool:
        path = str(self.request.path)
        if path.startswith(self.prefix):
            return False
        self.strays.append(path)
        self.set_status(404)
        self.finish()
        return True

    def compute_etag(self) -> None:
        return None

    # ---- WebSockets ----------------------------------------------------------------------------

    def check_origin(self, _origin: str) -> bool:
        return True

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return subprotocols[0] if subprotocols else None

    async def open(self, *_words: str, **_named: str) -> None:
        kept = {k: v for k, v in self.request.headers.items() if k.lower() in SOCKET}
        request = HTTPRequest(f"ws://{HOST}:{self.to}{self.request.uri}", headers=kept)
        chosen = [self.selected_subprotocol] if self.selected_subprotocol else None
        self.there = await websocket_connect(
            request, subprotocols=chosen, max_message_size=MOST, on_message_callback=self.back
        )

    async def on_message(self, message: str | bytes) -> None:
        assert self.there is not None
        await asyncio.sleep(self.seconds)
        await self.there.write_message(message, binary=isinstance(message, bytes))

    def back(self, message: str | bytes | None) -> None:
        # Each is as late as the others: their order stays.
        asyncio.get_running_loop().call_later(self.seconds, self.hand_back, message)

    def hand_back(self, message: str | bytes | None) -> None:
        if self.ws_connection is None:
            return
        if message is None:
            self.close()
        else:
            self.write_message(message, binary=isinstance(message, bytes))

    def on_close(self) -> None:
        if self.there is not None:
            self.there.close()


def without(headers: HTTPHeaders, names: set[str]) -> HTTPHeaders:
    kept = HTTPHeaders()
    for name, value in headers.get_all():
        if name.lower() not in names:
            kept.add(name, value)
    return kept


async def serve(listener: socket.socket, ended: asyncio.Event, options: dict[str, Any]) -> None:
    AsyncHTTPClient.configure(None, max_clients=100, max_body_size=MOST)
    application = Application([(r".*", Relay, options)], websocket_max_message_size=MOST)
    server = HTTPServer(application, max_buffer_size=MOST)
    server.add_socket(listener)
    await ended.wait()
    server.stop()
    await server.close_all_connections()
    AsyncHTTPClient().close()


@contextmanager
def proxied(to: int, prefix: str, round_trip: float) -> Iterator[Proxy]:
    """Run a proxy in front of a port of this machine.

    Parameters
    ----------
    to : int
        The server's port.
    prefix : str
        The path under which it is, with a slash at both ends; handed on with the rest.
    round_trip : float
        Milliseconds that a question and its answer take longer; half of them each way.
    """
    listener = socket.socket()
    listener.bind((HOST, 0))
    listener.listen(128)
    listener.setblocking(False)
    proxy = Proxy(listener.getsockname()[1])
    options = {"to": to, "prefix": prefix, "seconds": round_trip / 2000, "strays": proxy.strays}
    loop, ended = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(serve(listener, ended, options))
    )
    thread.start()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()
