"""Random generators as their kind and state: both sides draw the same numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.rooms.errors import Malformed

__all__ = ["made_from", "restore", "state_of"]

KINDS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")
# Places in a buffer of numbers: one beyond it would make NumPy read what is not there.
PLACES = {"pos": 624, "buffer_pos": 4}

Tree = Any


def state_of(generator: Any) -> Tree | None:
    """Return class and state of a random generator; None for a kind that does not travel."""
    if isinstance(generator, np.random.RandomState):
        state: Any = generator.get_state(legacy=False)
    else:
        state = generator.bit_generator.state
    if state["bit_generator"] not in KINDS:
        return None
    return [type(generator).__name__, _written(state)]


def made_from(tree: Tree) -> Any:
    """Make a generator of a class, kind and state."""
    name, state = _split(tree)
    bits = getattr(np.random, state["bit_generator"])(0)
    made = np.random.RandomState(bits) if name == "RandomState" else np.random.Generator(bits)
    _set(made, state)
    return made


def restore(generator: Any, tree: Tree) -> None:
    """Bring a generator to a state."""
    name, state = _split(tree)
    now = state_of(generator)
    if now is None or now[0] != name or dict(now[1])["bit_generator"] != state["bit_generator"]:
        raise Malformed("the state of another kind of generator")
    _set(generator, state)


def _split(tree: Tree) -> tuple[str, dict[str, Any]]:
    if type(tree) is not list or len(tree) != 2 or tree[0] not in ("RandomState", "Generator"):
        raise Malformed("a random generator")
    state = _read(tree[1], 0)
    if type(state) is not dict or state.get("bit_generator") not in KINDS:
        raise Malformed("a random generator")
    return tree[0], state


def _set(generator: Any, state: dict[str, Any]) -> None:
    try:
        if isinstance(generator, np.random.RandomState):
            generator.set_state(state)
        else:
            generator.bit_generator.state = state
    except (TypeError, ValueError, KeyError, OverflowError, IndexError) as error:
        raise Malformed(f"the state of a generator: {error}") from error


def _written(part: Any) -> Tree:
    if isinstance(part, dict):
        return [[key, _written(value)] for key, value in part.items()]
    if isinstance(part, np.ndarray):
        return {"dtype": part.dtype.str, "bytes": part.tobytes()}
    return part if isinstance(part, (str, float)) else {"hex": format(int(part), "x")}


def _read(tree: Tree, depth: int) -> Any:
    if type(tree) in (str, float):
        return tree
    if type(tree) is list and depth < 3:
        pairs = [pair for pair in tree if type(pair) is list and len(pair) == 2]
        if len(pairs) != len(tree) or any(type(key) is not str for key, _ in pairs):
            raise Malformed("the state of a generator")
        found = {key: _read(value, depth + 1) for key, value in pairs}
        for name, last in PLACES.items():
            if name in found and not (type(found[name]) is int and 0 <= found[name] <= last):
                raise Malformed("the state of a generator")
        return found
    if type(tree) is dict and type(tree.get("hex")) is str and len(tree["hex"]) <= 64:
        try:
            return int(tree["hex"], 16)
        except ValueError as error:
            raise Malformed("the state of a generator") from error
    if type(tree) is dict and tree.get("dtype") in ("<u4", "<u8"):
        content = tree.get("bytes")
        if type(content) is bytes and len(content) in (16, 32, 2496):
            return np.frombuffer(content, tree["dtype"]).copy()
    raise Malformed("the state of a generator")
