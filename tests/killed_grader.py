"""Grade a class again and again, each time killed with ``kill -9`` at a moment drawn from a seed.

``python tests/killed_grader.py FOLDER KILLS SEED`` compares what the killed runs end in
with undisturbed runs, and prints a line of JSON. Importing takes longer than grading such a class,
so this process imports once, and each run is a fork of it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from small_class import EXIT, RIGHT, SHOWN_ONLY, TOPIC, WRONG, Silent, answer, hand_in, make_course

from autograder import gradebook, gradebook_state, records, scratch
from autograder.course import Course
from autograder.grading import grade_assignment
from autograder.records import Record

# What a grader does between two states of its files.
STEPS = {"os.rename", "os.mkdir", "os.remove", "os.chmod", "os.rmdir", "tempfile.mkstemp"}
MOST_STEPS = 24
WORK = (
    {"ann": RIGHT, "bob": WRONG, "cid": SHOWN_ONLY, "dan": EXIT},
    {"ann": WRONG, "bob": RIGHT, "cid": SHOWN_ONLY, "dan": RIGHT},
)
State = tuple[dict[str, Record], dict[str, gradebook.Entry], dict[str, bytes]]


def run(course: Course, step: int | None) -> NoReturn:
    """Grade the class in this process; kill it at one of its own steps, if that is asked for."""
    left = step or -1

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event in STEPS and str(course.root) in str(arguments):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    status = 1
    try:
        grade_assignment(course, TOPIC, Silent(), jobs=2, timeout=30)
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


def start(course: Course, step: int | None = None) -> int:
    """Start a run in a process group of its own; return its number."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    run(course, step)


def killed(course: Course, dice: random.Random, longest: float) -> bool:
    """Start a run, kill it at a random moment, and tell whether it was not done before.

    Some are killed at a random time, alone or with all that they have started; others at one of
    the steps in which they write, which take too little time to be met by chance.
    """
    step = dice.randrange(1, MOST_STEPS) if dice.random() < 0.5 else None
    end = time.monotonic() + dice.uniform(0, 0.7 * longest)
    kill = os.killpg if dice.random() < 0.5 else os.kill
    pid = start(course, step)
    while step is not None or time.monotonic() < end:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return not done(status)
        time.sleep(0.005)
    kill(pid, signal.SIGKILL)
    return not done(os.waitpid(pid, 0)[1])


def done(status: int) -> bool:
    """Tell whether a run came to its end, and refuse one that failed."""
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), f"exit code {code}"
    return code == 0


def state(course: Course) -> State:
    """Return all that grading leaves, but for how long it took."""
    known = {
        name: replace(record, seconds=0.0)
        for name, record in records.load_all(course, TOPIC).items()
    }
    files = {
        str(path.relative_to(course.root)): path.read_bytes()
        for folder in (course.root / "autograded", course.state / "records")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".json"
    }
    return known, gradebook.read(course, TOPIC), files


def agree(course: Course) -> bool:
    """Tell whether every grade that a record tells of is the gradebook's."""
    if not gradebook_state.exists(course):
        return not records.load_all(course, TOPIC)
    entries = gradebook.read(course, TOPIC)
    return all(
        name in entries and entries[name].auto == record.cells
        for name, record in records.load_all(course, TOPIC).items()
        if record.has_grade
    )


def class_of(folder: Path, work: dict[str, str]) -> Course:
    """Return a course in which a class has handed in its work, for the first time or again."""
    course = Course(folder) if folder.exists() else make_course(folder)
    for student, code in work.items():
        hand_in(course, student, answer(course, code))
    return course


def main(folder: Path, wanted: int, seed: int) -> None:
    """Kill as many runs as are wanted, and finish the last class."""
    dice = random.Random(seed)
    tempfile.tempdir = str(folder / "temporary")
    (folder / "temporary").mkdir()
    undisturbed, longest = [], 0.0
    for work in WORK:
        begin = time.monotonic()
        course = class_of(folder / "undisturbed", work)
        assert done(os.waitpid(start(course), 0)[1])
        undisturbed.append(state(course))
        longest = longest or time.monotonic() - begin
    kills = classes = contradictions = differences = 0
    while kills < wanted:
        course = class_of(folder / "killed", WORK[classes % len(WORK)])
        before = kills
        # Ever later: where the machine has become busier, a class comes to its end all the same.
        while killed(course, dice, longest * (1 + (kills - before) / 4)):
            kills += 1
            contradictions += not agree(course)
        differences += state(course) != undisturbed[classes % len(WORK)]
        classes += 1
    # nbgrader leaves a small file of its own where it is killed while it makes a gradebook.
    litter = sorted(path.name for path in (folder / "temporary").glob(f"{scratch.PREFIX}*"))
    found = {"kills": kills, "classes": classes, "litter": litter}
    print(json.dumps({**found, "contradictions": contradictions, "differences": differences}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
