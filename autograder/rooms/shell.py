"""A Jupyter kernel without sockets: it runs cells here and keeps what a front end would show."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

from ipykernel.ipkernel import IPythonKernel
from ipykernel.jsonutil import json_clean
from jupyter_client.session import Session
from traitlets import Any as AnyTrait
from traitlets import Instance, Type, default
from traitlets.config import Config

from autograder.rooms.prepared import Compiler, PreparedShell

# Nobody debugs a room. ipykernel does without debugpy where that is missing, and starts faster.
_DEBUGPY: Any = sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]
import ipykernel.debugger  # noqa: E402, F401

if _DEBUGPY is None:
    del sys.modules["debugpy"]

__all__ = ["Shell"]

MOST_TEXT = 2 * 2**20
"""Characters that one cell may print; what comes after is dropped, with a word about it."""
Message = dict[str, Any]
_FIGURE = "__import__('matplotlib.pyplot').pyplot.plot([0, 1]);"


class _Record(Session):
    """A session that keeps messages instead of sending them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.kept: list[Message] = []
        self.streams: list[_Stream] = []

    def flush(self) -> None:
        """Make messages of what was written."""
        for stream in self.streams:
            parts = stream.taken()
            if parts:
                content = {"name": stream.name, "text": parts}
                self.kept.append({"type": "stream", "content": content, "metadata": {}})

    def send(
        self,
        stream: Any,  # noqa: ARG002
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,  # noqa: ARG002
        ident: Any = None,  # noqa: ARG002
        buffers: Any = None,
        track: bool = False,  # noqa: ARG002
        header: Any = None,  # noqa: ARG002
        metadata: Any = None,
    ) -> Message:
        """Keep a message that a front end would get."""
        self.flush()
        if isinstance(msg_or_type, str):
            message = {"type": msg_or_type, "content": content or {}, "metadata": metadata or {}}
        else:
            message = {
                "type": msg_or_type["header"]["msg_type"],
                "content": msg_or_type["content"],
                "metadata": msg_or_type.get("metadata", {}),
            }
        if buffers:
            message["buffers"] = [bytes(part) for part in buffers]
        self.kept.append(message)
        return message


class _Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a cell.

    As in a kernel, what was written is a message of its own when something else is shown or when
    the cell ends, stdout before stderr.
    """

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts: list[str] = []
        self.left = MOST_TEXT

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if self.left > 0 and text:
            self.parts.append(text[: self.left])
            if len(text) > self.left:
                self.parts.append(f"\n[more than {MOST_TEXT} characters: the rest is left out]\n")
        self.left -= len(text)
        return len(text)

    def taken(self) -> list[str]:
        """Return what was written since the last time."""
        parts, self.parts = self.parts, []
        return parts


class _Socket:
    """Where a kernel would send to: nobody listens."""

    def send_multipart(self, *_: Any, **__: Any) -> None:
        return

    def flush(self, *_: Any) -> None:
        return


class _InteractiveShell(PreparedShell):
    """An IPython shell without an event loop of its own."""

    def enable_gui(self, gui: Any = None) -> None:
        """Note the toolkit; there is no window to open."""
        self.active_eventloop = gui


class _Kernel(IPythonKernel):
    """A kernel whose messages are kept."""

    shell_class = Type(_InteractiveShell)
    compiler_class = Type(Compiler)

    iopub_socket = AnyTrait()
    stdin_socket = AnyTrait()
    shell_stream = AnyTrait()
    session = Instance(Session)
    shell_channel_thread = AnyTrait()

    @default("shell_channel_thread")
    def _no_thread(self) -> SimpleNamespace:
        return SimpleNamespace(parent_thread=threading.main_thread())

    @default("iopub_socket")
    def _no_iopub(self) -> _Socket:
        return _Socket()

    @default("session")
    def _keep(self) -> _Record:
        return _Record(parent=self, key=b"")

    def _input_request(self, prompt: str, ident: Any, parent: Any, password: bool = False) -> str:  # noqa: ARG002
        raise self._no_input()

    def raw_input(self, prompt: str = "") -> str:  # noqa: ARG002
        raise self._no_input()

    def getpass(self, prompt: str = "", stream: Any = None, **_: Any) -> str:  # noqa: ARG002
        raise self._no_input()

    @staticmethod
    def _no_input() -> Exception:
        from IPython.core.error import StdinNotImplementedError

        return StdinNotImplementedError(
            "raw_input was called, but this frontend does not support input requests."
        )


def _go_on(*_: object, **__: object) -> None:
    """Do at a breakpoint what a kernel does whose debugger nobody has attached."""


class Shell:
    """Runs cells, one after the other, in one namespace."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False  # a thread and a database, for nobody
        quiet = logging.getLogger(__name__)
        self.kernel: Any = _Kernel(log=quiet, config=config)  # type: ignore[no-untyped-call]
        self.record = cast("_Record", self.kernel.session)
        sys.breakpointhook = _go_on
        self._loop, self._home = asyncio.new_event_loop(), os.getpid()

    @property
    def names(self) -> dict[str, Any]:
        """The namespace of the cells."""
        names: dict[str, Any] = self.kernel.shell.user_ns
        return names

    def take_figures(self) -> None:
        """Let Matplotlib show its figures here; before anybody imports pyplot."""
        import matplotlib_inline.backend_inline  # noqa: F401

    def rehearse(self) -> None:
        """Do once what the first traceback and the first figure would do in every fork.

        A traceback looks through all modules that are imported, so this comes after imports.
        """
        self._execute("1/0", store_history=False)
        if "matplotlib.pyplot" in sys.modules:
            self._execute(_FIGURE, store_history=False)
        self.names.pop("__warningregistry__", None)
        self.record.kept = []

    def prepare(self, code: str) -> None:
        """Do once, for all forks, what comes before a cell is run."""
        self.kernel.shell.prepare(code)

    def run(self, code: str, cell_id: str = "", count: int = 1) -> list[Message]:
        """Run a cell and return what a front end would get, in order.

        Parameters
        ----------
        code : str
            The cell's text.
        cell_id : str
            Its id.
        count : int
            The number it has in the whole notebook, whose other cells may run elsewhere.
        """
        self.kernel.shell.execution_count = count
        self._execute(code, store_history=True, cell_id=cell_id)
        return [json_clean(message) for message in self.record.kept]  # type: ignore[no-untyped-call]

    @contextlib.contextmanager
    def apart(self) -> Iterator[list[Message]]:
        """Keep what is printed and shown meanwhile out of the cell's own outputs."""
        record = self.record
        before = record.kept, record.streams, sys.stdout, sys.stderr
        record.kept, record.streams = [], [_Stream("stdout"), _Stream("stderr")]
        sys.stdout, sys.stderr = record.streams
        try:
            yield record.kept
            record.flush()
        finally:
            record.kept, record.streams, sys.stdout, sys.stderr = before

    def show(self, content: Message) -> None:
        """Show something among the outputs of the cell that runs."""
        self.record.send(None, "display_data", content)

    def _execute(self, code: str, **options: Any) -> None:
        if self._home != os.getpid():  # a fork must not wait on its parent's descriptors
            self._loop, self._home = asyncio.new_event_loop(), os.getpid()
        self.record.kept = []
        before = sys.stdout, sys.stderr
        self.record.streams = [_Stream("stdout"), _Stream("stderr")]
        sys.stdout, sys.stderr = self.record.streams
        try:
            reply = self._loop.run_until_complete(
                self.kernel.do_execute(code, silent=False, allow_stdin=False, **options)
            )
        finally:
            sys.stdout, sys.stderr = before
            self.record.flush()
        if reply["status"] == "error":
            self._show_error(reply)

    def _show_error(self, reply: Message) -> None:
        """Show an error that the cell has kept IPython from showing: without it a test passes."""
        shown = (one["content"] for one in self.record.kept if one["type"] == "error")
        if any(content.get("ename") == reply["ename"] for content in shown):
            return
        lines = reply["traceback"] or [f"{reply['ename']}: {reply['evalue']}"]
        content = {"ename": reply["ename"], "evalue": reply["evalue"], "traceback": lines}
        self.record.kept.append({"type": "error", "content": content, "metadata": {}})
