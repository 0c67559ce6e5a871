"""Grade several assignments at the same time, each in a process of its own.

``python at_once.py FOLDER TOPIC FOLDER TOPIC …`` prints, as a list of JSON, what kept each from its
work. Importing takes longer than grading such a class, so this process imports once.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from small_class import Silent

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.grading import grade_assignment


def grader(course: Course, topic: str, go: int, hold: int) -> tuple[int, int]:
    """Start one that waits until all are there; return it, and where it tells what it came to."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid:
        os.close(tell)
        return pid, told
    status, text = 1, ""
    try:
        os.close(hold)
        os.read(go, 1)  # nobody writes: it comes back when everybody has closed the other end
        done = grade_assignment(course, topic, Silent(), timeout=30, jobs=1)
        status, text = 0, "; ".join(record.message for record in done.without_grade)
    except AutograderError as error:
        status, text = 0, str(error)
    finally:
        os.write(tell, text.encode())
        os._exit(status)


def main(words: list[str]) -> None:
    """Start all, let them go at once, and say what became of them."""
    go, hold = os.pipe()
    started = []
    for folder, topic in zip(words[::2], words[1::2], strict=True):
        started.append(grader(Course(Path(folder)), topic, go, hold))
    os.close(hold)
    found = []
    for pid, told in started:
        with os.fdopen(told) as stream:
            found.append(stream.read())
        assert os.waitpid(pid, 0)[1] == 0, "a grader failed"
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
