"""What a front end makes of a kernel's messages: the outputs of a cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode, ValidationError, from_dict, validate

from autograder.rooms.errors import Malformed

__all__ = ["outputs_from"]

Message = dict[str, Any]
SHOWN = {
    "stream": ("name", "text"),
    "display_data": ("metadata", "data"),
    "execute_result": ("metadata", "data", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}
"""Kinds of outputs, and what of a message is in them."""
DEEPEST = 100
"""Containers inside containers, at the most: Python's JSON goes no deeper than some hundreds."""


def outputs_from(messages: Iterable[Message]) -> list[NotebookNode]:
    """Return the outputs of a cell, as nbclient would write them.

    Texts of one stream that follow each other are one output; ``clear_output`` and
    ``update_display_data`` change what came before.

    Parameters
    ----------
    messages : iterable of dict
        What a room says that the cell showed; not to be trusted.

    Raises
    ------
    Malformed
        If it is nothing that a notebook could hold.
    """
    try:
        made = _outputs(messages)
        unclear = [output for output in made if not _is_text(output)]
        if unclear:
            validate(_holding(unclear))
    except (ValidationError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise Malformed("the outputs of a cell") from error
    return made


def _is_text(output: NotebookNode) -> bool:
    """Tell whether an output is valid text, as most are: the schema takes much longer to see."""
    if output.output_type == "stream":
        return type(output.name) is str and type(output.text) is str
    if output.output_type == "error":
        lines = output.traceback if type(output.traceback) is list else [None]
        return all(type(text) is str for text in (output.ename, output.evalue, *lines))
    return False


def _holding(outputs: list[NotebookNode]) -> dict[str, Any]:
    """Return a notebook: nbformat looks at a whole one many times faster than at parts."""
    facts = {"cell_type": "code", "id": "outputs", "metadata": {}, "source": ""}
    cell = {**facts, "execution_count": None, "outputs": outputs}
    return {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _outputs(messages: Iterable[Message]) -> list[NotebookNode]:
    made: list[NotebookNode] = []
    displays: dict[str, list[NotebookNode | Message]] = {}
    clear = False
    for message in messages:
        kind, content = message["type"], message["content"]
        if kind == "clear_output":
            clear = bool(content.get("wait"))
            if not clear:
                made.clear()
            continue
        display = content.get("transient", {}).get("display_id")
        if kind == "update_display_data":
            if display is not None:
                displays.setdefault(display, []).append(content)
            continue
        if kind not in SHOWN:
            continue
        if clear:
            made.clear()
            clear = False
        if kind == "stream":
            content = {**content, "text": "".join(content["text"])}
            if made and made[-1].output_type == kind and made[-1].name == content["name"]:
                made[-1].text += content["text"]
                continue
        output = _output(kind, content)
        made.append(output)
        if display is not None:
            displays.setdefault(display, []).append(output)
    for shown in displays.values():
        _update(shown)
    return made


def _update(shown: list[NotebookNode | Message]) -> None:
    """Let each output of one display be what the last update after it says.

    From the end, once: whoever shows and updates thousands must not cost their product.
    """
    latest = None
    for one in reversed(shown):
        if isinstance(one, NotebookNode):
            if latest is not None:
                one.data, one.metadata = latest
        elif latest is None:
            latest = _bundle(one)


def _output(kind: str, content: Message) -> NotebookNode:
    level: list[Any] = [content]
    for _ in range(DEEPEST):
        level = [part for one in level for part in _parts(one) if isinstance(part, (dict, list))]
    if level:
        raise Malformed(f"an output of more than {DEEPEST} levels, one inside the other")
    made: NotebookNode = from_dict({"output_type": kind, **{f: content[f] for f in SHOWN[kind]}})
    return made


def _parts(container: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container


def _bundle(content: Message) -> tuple[NotebookNode, NotebookNode]:
    shown = _output("display_data", content)
    return shown.data, shown.metadata
