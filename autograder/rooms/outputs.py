"""What a front end makes of a kernel's messages: the outputs of a cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode, ValidationError, validate
from nbformat.v4 import output_from_msg

from autograder.rooms.errors import Malformed

__all__ = ["outputs_from"]

Message = dict[str, Any]
SHOWN = ("stream", "display_data", "execute_result", "error")


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
        for output in made:
            validate(output, ref="output", version=4)
    except (ValidationError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise Malformed("the outputs of a cell") from error
    return made


def _outputs(messages: Iterable[Message]) -> list[NotebookNode]:
    made: list[NotebookNode] = []
    displays: dict[str, list[NotebookNode]] = {}
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
            for output in displays.get(display, []):
                output.data, output.metadata = _bundle(content)
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
        output = output_from_msg({"header": {"msg_type": kind}, "content": content})
        made.append(output)
        if display is not None:
            displays.setdefault(display, []).append(output)
    return made


def _bundle(content: Message) -> tuple[NotebookNode, NotebookNode]:
    shown = output_from_msg({"header": {"msg_type": "display_data"}, "content": content})
    return shown.data, shown.metadata
