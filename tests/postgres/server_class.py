"""A class whose gradebook may be on a server."""

from __future__ import annotations

from pathlib import Path

from small_class import EXIT, RIGHT, WRONG, answer, hand_in, make_course

from autograder.course import Course

WORK = {"ann": RIGHT, "bob": WRONG, "cid": EXIT, "dan": None}


def keep_on(course: Course, url: str) -> Course:
    """Let a course's gradebook be at an address."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    return course


def class_of(folder: Path, url: str = "") -> Course:
    """Return a course in which a class has handed in its work."""
    course = make_course(folder)
    if url:
        keep_on(course, url)
    for student, code in WORK.items():
        hand_in(course, student, answer(course, code))
    return course
