"""Which layers the sandbox has, which of them this machine offers, and which grading insists on."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from autograder.errors import AutograderError
from autograder.rooms.sandbox.limits import Limits

__all__ = ["LAYERS", "Layer", "Sandbox", "SandboxError", "begun"]

USER, FILES, PROCESSES, NETWORK, IPC = "user", "files", "processes", "network", "ipc"
LIMITS, PRIVILEGES, SECCOMP, LANDLOCK = "limits", "privileges", "seccomp", "landlock"
PROC, TERMINAL = "proc", "terminal"

LAYERS = {
    USER: "a user of its own, without rights on the machine",
    FILES: "a root with the interpreter and libraries, read-only, and one scratch directory",
    PROCESSES: "sees no other processes, and everything that it started ends with it",
    NETWORK: "no network",
    IPC: "no memory shared with processes outside",
    LIMITS: "limits of memory, processes, files and processor time",
    PRIVILEGES: "no program gives it more rights",
    SECCOMP: "system calls that no notebook needs are refused",
    LANDLOCK: "rules on paths, TCP and signals on top of all that",
    PROC: "/proc shows its own processes",
    TERMINAL: "!commands in cells",
}
"""What each layer gives."""

_NECESSARY = {USER, FILES, PROCESSES, NETWORK, IPC, LIMITS, PRIVILEGES}
# What holds without a root of its own as well.
_ALONE = {LIMITS, PRIVILEGES, SECCOMP}
_PATIENCE = 60


class SandboxError(AutograderError):
    """Student code cannot be shut in on this machine."""


@dataclass(frozen=True)
class Layer:
    """One layer, as it was found on this machine.

    Parameters
    ----------
    name : str
        One of `LAYERS`.
    present : bool
        Whether it works here.
    why_not : str
        What the kernel said, if it does not.
    necessary : bool
        Whether grading insists on it.
    """

    name: str
    present: bool
    why_not: str = ""
    necessary: bool = True

    @classmethod
    def found(cls, name: str, why_not: str, *, optional: bool = False) -> Layer:
        """Make a layer from what an attempt to use it said; nothing said means that it works."""
        return cls(name, not why_not, why_not, name in _NECESSARY and not optional)


_begun: list[subprocess.Popen[str]] = []


@contextlib.contextmanager
def begun() -> Iterator[None]:
    """Try the layers while the caller does something else; `Sandbox.probe` then waits for that."""
    if sys.platform != "linux":
        yield
        return
    with _trial() as tried:
        _begun.append(tried)
        try:
            yield
        finally:
            if tried in _begun:  # nobody has asked
                _begun.remove(tried)
                tried.kill()


def _trial() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "autograder.rooms.sandbox.probe"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@dataclass(frozen=True)
class Sandbox:
    """The layers around each student's room.

    Parameters
    ----------
    layers : tuple of Layer
        What was found; those that are present are used.
    limits : Limits
        What a room may take.
    """

    layers: tuple[Layer, ...]
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def probe(cls, limits: Limits | None = None) -> Sandbox:
        """Try every layer, in a process of its own, and tell which ones work on this machine.

        Parameters
        ----------
        limits : Limits, optional
            What a room may take.
        """
        if sys.platform != "linux":
            why = f"the layers are Linux's, and this is {sys.platform}"
            return cls(tuple(Layer.found(name, why) for name in LAYERS), limits or Limits())
        with _begun.pop() if _begun else _trial() as tried:
            try:
                out, said = tried.communicate(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                tried.kill()
                raise
        if tried.returncode:
            lines = said.strip().splitlines() or [f"exit code {tried.returncode}"]
            raise SandboxError(f"the sandbox cannot be probed: {lines[-1]}")
        found = tuple(Layer(**layer) for layer in json.loads(out))
        return cls(found, limits or Limits())

    @classmethod
    def chosen(cls, limits: Limits | None = None, *, unsafe: bool = False) -> Sandbox:
        """Probe the layers, and insist on the necessary ones.

        Parameters
        ----------
        limits : Limits, optional
            What a room may take.
        unsafe : bool
            Whether to do with what there is.

        Raises
        ------
        SandboxError
            If a necessary layer is missing, unless that was allowed.
        """
        found = cls.probe(limits)
        if unsafe:
            return found.unsafe()
        found.require()
        return found

    @property
    def missing(self) -> tuple[Layer, ...]:
        """The layers that grading insists on and this machine does not offer."""
        return tuple(layer for layer in self.layers if layer.necessary and not layer.present)

    def has(self, name: str) -> bool:
        """Tell whether a layer is used."""
        return any(layer.name == name and layer.present for layer in self.layers)

    def without(self, names: Iterable[str]) -> Sandbox:
        """Leave layers out, to measure or to test what the others do.

        Parameters
        ----------
        names : iterable of str
            Which ones.
        """
        out = set(names)
        kept = (
            replace(layer, present=False, why_not="left out") if layer.name in out else layer
            for layer in self.layers
        )
        return replace(self, layers=tuple(kept))

    def unsafe(self) -> Sandbox:
        """Return what is left of the sandbox where a necessary layer is missing."""
        return self.without(set(LAYERS) - _ALONE) if self.missing else self

    def require(self) -> None:
        """Refuse to go on where a necessary layer is missing.

        Raises
        ------
        SandboxError
            With what is missing, and why.
        """
        if self.missing:
            lacks = "; ".join(f"no layer {layer.name} ({layer.why_not})" for layer in self.missing)
            raise SandboxError(
                f"students' code cannot be shut in on this machine: {lacks}",
                "docs/operators.md says what to do; --unsafe-no-sandbox grades all the same, "
                "with code that you trust",
            )

    def to_json(self) -> str:
        """Return all this as text, for another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Sandbox:
        """Read what `to_json` wrote."""
        facts: dict[str, Any] = json.loads(text)
        layers = tuple(Layer(**layer) for layer in facts["layers"])
        return cls(layers, Limits(**facts["limits"]))

    def command(self, control: int, modules: Iterable[str]) -> list[str]:
        """Return the command that starts a warm parent of student rooms.

        Parameters
        ----------
        control : int
            Descriptor of its line to whoever starts it.
        modules : iterable of str
            What it imports ahead.
        """
        words = [str(control), *sorted(modules)]
        program = (
            "autograder.rooms.sandbox.launch" if self.has(FILES) else "autograder.rooms.zygote"
        )
        flag = [] if self.has(FILES) else ["--sandbox"]
        return [sys.executable, "-m", program, *flag, self.to_json(), *words]
