"""Which of our steps a course's settings must name, so that nbgrader's commands take them, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from traitlets.config import Config

__all__ = ["STEPS", "Step"]

RESTORE, RUN = "autograder.restore.RestoreCells", "autograder.cells.RunCells"
HIDE, SAFE = "autograder.hide.HideHiddenTests", "autograder.sanitize.SafeCells"
MARKDOWN, PAGE = "autograder.markdown.safe_markdown", "autograder.pages.FeedbackExporter"


@dataclass(frozen=True)
class Step:
    """A step, and how to see that it is taken.

    Parameters
    ----------
    name : str
        What it is called here.
    gives, without : str
        What it does, and what happens where it is missing.
    in_place : callable
        Whether the settings name it.
    remedy : str
        What to write.
    necessary : bool
        Whether a course is unsafe without it.
    """

    name: str
    gives: str
    without: str
    in_place: Callable[[Config], bool]
    remedy: str
    necessary: bool = True


def _listed(config: Config, section: str, key: str) -> list[str]:
    return [_named(one) for one in config[section].get(key, ())]


def _named(one: object) -> str:
    """Return the full name of a class that is given by its name or as it is."""
    return one if isinstance(one, str) else f"{getattr(one, '__module__', '')}.{_last(one)}"


def _last(one: object) -> str:
    return str(getattr(one, "__qualname__", type(one).__qualname__))


def _restores(config: Config) -> bool:
    return RESTORE in _listed(config, "Autograde", "sanitize_preprocessors")


def _runs(config: Config) -> bool:
    steps = _listed(config, "Autograde", "autograde_preprocessors")
    return RUN in steps and not any(step.endswith(".Execute") for step in steps)


def _hides(config: Config) -> bool:
    steps = _listed(config, "GenerateFeedback", "preprocessors")
    # What is in a frame already is not looked through.
    on = config.HideHiddenTests.get("enabled", True)
    return on and HIDE in steps and (SAFE not in steps or steps.index(HIDE) < steps.index(SAFE))


def _feedback_is_safe(config: Config) -> bool:
    own = config.GenerateFeedback.get("exporter_class", "")
    listed = SAFE in _listed(config, "GenerateFeedback", "preprocessors")
    return listed and _named(own) == PAGE and _is_on(config)


def _formgrader_is_safe(config: Config) -> bool:
    filters = config.HTMLExporter.get("filters", {})
    in_markdown = _named(filters.get("markdown2html", "")) == MARKDOWN
    listed = SAFE in _listed(config, "HTMLExporter", "preprocessors")
    return in_markdown and listed and _is_on(config)


def _is_on(config: Config) -> bool:
    return bool(config.SafeCells.get("enabled", True))


STEPS = (
    Step(
        "RestoreCells",
        "locked cells and tests come from the source",
        "students can change and delete tests",
        _restores,
        f"list {RESTORE} in c.Autograde.sanitize_preprocessors",
    ),
    Step(
        "RunCells",
        "cells run in rooms, also with 'nbgrader autograde'",
        "'nbgrader autograde' runs students' code as you, with all that you may do",
        _runs,
        f"list {RUN} in c.Autograde.autograde_preprocessors in the place of Execute",
    ),
    Step(
        "HideHiddenTests",
        "feedback shows no hidden test",
        "feedback tells the hidden tests",
        _hides,
        f"list {HIDE} in c.GenerateFeedback.preprocessors, before SafeCells",
    ),
    Step(
        "SafeCells (feedback)",
        "what students printed runs no script in feedback pages",
        "what students printed runs as a part of the page",
        _feedback_is_safe,
        f"list {SAFE} in c.GenerateFeedback.preprocessors, and set "
        f"c.GenerateFeedback.exporter_class = '{PAGE}'",
    ),
    Step(
        "SafeCells (formgrader)",
        "what students wrote and printed runs no script in formgrader",
        "a student's script runs in formgrader with your rights on the Jupyter server",
        _formgrader_is_safe,
        f"c.HTMLExporter.preprocessors = ['{SAFE}'] and "
        f"c.HTMLExporter.filters = {{'markdown2html': '{MARKDOWN}'}}",
    ),
)
"""In the order in which a submission meets them."""
