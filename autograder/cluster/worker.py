"""What happens in a worker: it holds what submissions share, and its warm parents stand by.

A worker never forks: its parents are clean processes that it starts, and rooms are forks of those.
They end when the worker does, even by ``kill -9``, since their line to it is closed then.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from distributed import WorkerPlugin, get_worker
from distributed.worker import Worker

from autograder import standby
from autograder.errors import AutograderError
from autograder.execute import log
from autograder.rooms.sandbox.layers import Sandbox
from autograder.setting import Setting

__all__ = ["Held", "Holding", "call"]


@dataclass(frozen=True)
class Held:
    """Stands for a `Setting` that workers hold already: it is large, and the same for every task.

    Parameters
    ----------
    run : str
        Whose setting.
    """

    run: str

    @property
    def plugin(self) -> str:
        """The name of the plugin that brings it."""
        return f"setting-{self.run}"


class Holding(WorkerPlugin):
    """Brings a setting to each worker, also to one that starts later or again.

    Parameters
    ----------
    setting : Setting
        What submissions share.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.name = Held(setting.run).plugin
        self.refusal = ""

    async def setup(self, worker: Worker) -> None:
        """Keep the setting, and start the warm parents before the first task asks for them."""
        own = self.setting.logs / f"worker-{worker.name}"
        self.setting = replace(self.setting, logs=own)
        await asyncio.to_thread(self._prepare)

    def _prepare(self) -> None:
        sandbox = self.setting.sandbox
        try:
            here = Sandbox.probe(sandbox.limits)
            lacking = [one.name for one in sandbox.layers if one.present and not here.has(one.name)]
            if lacking:
                node = socket.gethostname()
                self.refusal = f"{node} lacks {', '.join(lacking)} of the sandbox to grade in"
                return
            standby.here.parents(self.setting.modules, sandbox, self.setting.logs)
        except (AutograderError, OSError) as error:
            # Each submission starts them again, and if that fails, too, its record says so.
            log.error("the warm parents did not start: %s", error)

    async def teardown(self, worker: Worker) -> None:  # noqa: ARG002 - Dask's
        """End the warm parents with the worker."""
        await asyncio.to_thread(standby.here.close)


def call(function: Callable[..., Any], *words: Any) -> Any:
    """Call a function in a worker, with the settings that the worker holds.

    Raises
    ------
    AutograderError
        If grades would come out otherwise on this node than on the machine that grades.
    """
    return function(*(_setting(word) if isinstance(word, Held) else word for word in words))


def _setting(held: Held) -> Setting:
    holding: Any = get_worker().plugins[held.plugin]
    if holding.refusal:
        raise AutograderError(holding.refusal, "compare what 'autograder doctor' says on both")
    setting: Setting = holding.setting
    return setting
