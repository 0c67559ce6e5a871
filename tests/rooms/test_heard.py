"""What a called function prints, shows and warns of, on its way to the room that called it."""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.rooms import heard
from autograder.rooms.errors import Malformed
from autograder.rooms.heard import listening, repeat

Message = dict[str, Any]


class Messages:
    """A display that has been given its messages beforehand, and notes what it is to show."""

    def __init__(self, *messages: Message) -> None:
        self.messages = [*messages]
        self.shown: list[Message] = []

    @contextlib.contextmanager
    def apart(self) -> Iterator[list[Message]]:
        yield self.messages

    def show(self, content: Message) -> None:
        self.shown.append(content)


def picture(text: str) -> Message:
    return {"type": "display_data", "content": {"data": {"text/html": text}, "metadata": {}}}


def printed(text: str) -> Message:
    return {"type": "stream", "content": {"name": "stdout", "text": [text]}}


def test_texts_and_pictures_keep_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    here = Messages()
    with listening(Messages(printed("a"), picture("b"), printed("c"))) as noted:
        pass
    assert [kind for kind, _ in noted["heard"]] == ["stdout", "shown", "stdout"]
    repeat(noted, here)
    assert [content["data"] for content in here.shown] == [{"text/html": "b"}]
    assert capsys.readouterr().out == "ac"


def test_what_is_no_output_of_a_call_stays_behind() -> None:
    error = {"type": "error", "content": {"ename": "E", "evalue": "", "traceback": []}}
    with listening(Messages(error, {"type": "clear_output", "content": {}})) as noted:
        pass
    assert noted["heard"] == []


def test_too_much_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard, "SHOWN", 10)
    monkeypatch.setattr(heard, "LONGEST", 3)
    with listening(Messages(printed("long"), picture("x" * 8), picture("y" * 8))) as noted:
        for number in range(100):
            warnings.warn(f"number {number}", stacklevel=1)
    assert [content if kind != "shown" else kind for kind, content in noted["heard"]] == [
        "lon",
        "shown",
    ]
    assert len(noted["warned"]) == heard.WARNED


def test_without_a_display_texts_are_heard(capsys: pytest.CaptureFixture[str]) -> None:
    with listening(None) as noted:
        print("out")
        print("err", file=sys.stderr)
    repeat(noted, None)
    assert capsys.readouterr() == ("out\n", "err\n")


@pytest.mark.parametrize(
    "forged",
    [
        {"heard": {}},
        {"heard": [["stdout"]]},
        {"heard": [["stdout", 3]]},
        {"heard": [["shown", "text"]]},
        {"heard": [["error", "text"]]},
        {"heard": [[3, "text"]]},
        {"heard": [["stdout", ""]] * 300},
        {"warned": [["UserWarning", {}]]},
    ],
)
def test_forged_messages_are_refused(forged: Message) -> None:
    with pytest.raises(Malformed):
        repeat(forged, Messages())
