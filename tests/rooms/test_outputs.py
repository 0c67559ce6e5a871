"""What a front end makes of what a cell has shown and updated."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.rooms import outputs
from autograder.rooms.errors import Malformed


def shown(kind: str, text: str, display: str | None = "a") -> dict[str, Any]:
    transient = {} if display is None else {"display_id": display}
    content = {"data": {"text/plain": text}, "metadata": {}, "transient": transient}
    return {"type": kind, "content": content}


def texts(*messages: dict[str, Any]) -> list[str]:
    return [output.data["text/plain"] for output in outputs.outputs_from(messages)]


def test_an_update_reaches_what_was_shown_before_it_and_nothing_that_comes_after() -> None:
    show, update = "display_data", "update_display_data"
    assert texts(
        shown(update, "too early"),
        shown(show, "1"),
        shown(show, "2", "b"),
        shown(show, "3"),
        shown(update, "4"),
        shown(update, "5"),
        shown(show, "6"),
        shown(show, "7", None),
    ) == ["5", "2", "5", "6", "7"]


def test_what_many_updates_of_many_displays_cost_does_not_multiply(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = 0
    make = outputs._output

    def counted(kind: str, content: dict[str, Any]) -> Any:
        nonlocal made
        made += 1
        return make(kind, content)

    monkeypatch.setattr(outputs, "_output", counted)
    messages = [shown("display_data", "x") for _ in range(300)]
    messages += [shown("update_display_data", str(n)) for n in range(300)]
    assert texts(*messages) == ["299"] * 300
    assert made <= 601


def test_an_update_that_is_none_is_refused() -> None:
    with pytest.raises(Malformed):
        texts(
            shown("display_data", "1"),
            {**shown("update_display_data", "2"), "content": {"transient": {"display_id": "a"}}},
        )
