"""The sentences: all written, short, and free of what would confuse."""

from __future__ import annotations

import re
import string

import pytest

from dl4ds_utils.check.errors import UnknownHint
from dl4ds_utils.check.hints import GENERAL, HINTS, known, lookup
from dl4ds_utils.check.sentences import TEMPLATES

SENTENCES = [
    *(
        (f"{exercise}-{key}", text)
        for exercise, texts in HINTS.items()
        for key, text in texts.items()
    ),
    *((f"general-{key}", text) for key, text in GENERAL.items()),
]


@pytest.mark.parametrize(("name", "text"), SENTENCES, ids=[name for name, _ in SENTENCES])
def test_hint_is_one_short_line_of_whole_sentences(name: str, text: str) -> None:
    assert not re.match("[a-z]{2}", text), "a capital letter, or a symbol such as α or m"
    assert text.endswith((".", "?"))
    assert "\n" not in text
    assert len(text) <= 220
    assert "{" not in text, "a hint that tests may name has no numbers to fill in"


def test_placeholders_of_templates_are_the_words_that_the_engine_has() -> None:
    words = {"name", "got", "expected", "n", "factor", "dtype", "where", "distance", "column"}
    words |= {"row", "remedy", "problem", "which", "error", "line", "other", "all"}
    words |= {"length", "reason", "base", "value", "later", "word", "along", "first", "second"}
    for key, text in TEMPLATES.items():
        used = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        assert used <= words, key


@pytest.mark.parametrize(
    ("exercise", "keys"),
    [
        ("numerical_grad", "forward_only divided_by_h h_ignored"),
        ("sse", "broadcast mean half not_squared root"),
        ("sse_grad", "no_x no_2 mean sign"),
        ("gd_step", "plus alpha_ignored grad_only"),
        ("gradient_descent", "one_short no_start rows_alias stale_gradient plus last_only"),
        ("max_stable_lr", "one_over lambda_min lambda_max of_trace"),
        ("gabor_grad", "over_32 no_envelope no_06 swapped sum_over_n transposed"),
        ("bad_init_grads", "no_2 sign inner_first slopes_only keys no_chain"),
    ],
)
def test_mistakes_of_the_second_lecture_are_written(exercise: str, keys: str) -> None:
    for key in [*keys.split(), "shown", "random", "sign"]:
        assert lookup(exercise, key)


def test_exercise_has_its_own_words_before_the_general_ones() -> None:
    assert lookup("sse_grad", "sign") != lookup("gd_step", "sign") == GENERAL["sign"]


def test_unknown_key_lists_the_known_ones() -> None:
    with pytest.raises(UnknownHint) as caught:
        lookup("sse", "meen")
    assert caught.value.known == known("sse")
    assert "mean" in str(caught.value)


def test_unknown_exercise_has_the_general_hints() -> None:
    assert lookup("of another course", "sign") == GENERAL["sign"]
