"""A new term, from the settings file to the feedback in a student's hands, by real users."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from small_class import RIGHT, TOPIC
from term import Term
from unix_users import Person

from autograder.contract import grade_id


@dataclass(frozen=True)
class Session:
    """A student's JupyterLab, as OnDemand starts it, asked as its page asks it."""

    url: str
    token: str

    def ask(self, path: str, /, **words: str) -> Any:
        """Return the answer to a question (GET) or, with words, to a request (POST)."""
        body = urllib.parse.urlencode(words).encode() if words else None
        request = urllib.request.Request(f"{self.url}/{path}", body)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=300) as answer:
            return json.load(answer)

    def put(self, path: str, notebook: nbformat.NotebookNode) -> None:
        """Save a notebook."""
        body = json.dumps({"type": "notebook", "format": "json", "content": notebook}).encode()
        request = urllib.request.Request(f"{self.url}/api/contents/{path}", body, method="PUT")
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=300):
            pass

    def listed(self, course: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask(f"assignments?course_id={course}")["value"]
        return found


@contextmanager
def session(term: Term, student: Person, page: str) -> Iterator[Session]:
    """Fill in the form as the first page says, and launch."""
    (launch,) = re.findall(r"Pre-Launch Command \| `(.*)`", page)
    (folder,) = re.findall(r"Working Directory \| `(.*)`", page)
    (interface,) = re.findall(r"Interface \| `(.*)`", page)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, base = secrets.token_hex(16), f"/node/scc-ab1/{port}/"
    command = f"exec python -m jupyter{interface} --no-browser --ServerApp.ip=127.0.0.1"
    command += f" --ServerApp.port={port} --ServerApp.base_url={base}"
    command += f" --IdentityProvider.token={token}"
    log = term.desk(student) / "session.log"
    process = term.start(
        student,
        f"cd {folder.replace('USER', student.name)}",
        launch,
        f"{command} > {log} 2>&1",
    )
    running = Session(f"http://127.0.0.1:{port}{base.rstrip('/')}", token)
    try:
        while True:
            assert process.poll() is None, log.read_text()
            try:
                running.ask("api/status")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        yield running
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)


def answered(content: dict[str, Any]) -> nbformat.NotebookNode:
    notebook = nbformat.from_dict(content)
    for cell in notebook.cells:
        if grade_id(cell) == "double":
            cell.source = RIGHT
    return notebook


def test_a_new_term_from_its_settings_to_a_students_feedback(term: Term) -> None:
    people, course = term.people, "ds542"
    professor, assistant, alice = people.instructor, people.assistant, people.alice
    python = term.course / ".venv" / "bin" / "python"

    # The instructor sets the term up, and it is audited.
    said = term.run(professor, f"{python} -m autograder site init {term.settings}")
    assert f"pre-launch command for students: source {term.shared}/start.sh" in said
    said = term.grader(professor, f"python -m autograder site check {term.settings}")
    assert "ds542, Fall 2026: all is as it should be" in said
    term.grader(assistant, f"python -m nbgrader release_assignment {TOPIC}")

    # A student does what the first page says, and knows nothing else.
    page = term.run(alice, f"cat {term.shared}/first-steps.md")
    with session(term, alice, page) as lab:
        (offered,) = lab.listed(course)
        assert (offered["assignment_id"], offered["status"]) == (TOPIC, "released")
        words = {"assignment_id": TOPIC, "course_id": course}
        assert lab.ask("assignments/fetch", **words)["success"]
        path = f"{TOPIC}/{TOPIC}.ipynb"
        lab.put(path, answered(lab.ask(f"api/contents/{path}")["content"]))
        checked = lab.ask("assignments/validate", path=path)
        assert checked == {"success": True, "value": {}}
        assert lab.ask("assignments/submit", **words)["success"]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            lab.ask("formgrader")

        # One grader collects and grades, with the sandbox, the other gives the feedback out.
        job = term.course / "site" / "grade.sh"
        term.grader(assistant, f"python -m nbgrader collect {TOPIC}")
        term.grader(assistant, f"NSLOTS=1 {job} {TOPIC}", "chmod 660 gradebook.db")
        term.grader(professor, f"python -m nbgrader release_feedback {TOPIC}")

        (handed,) = (one for one in lab.listed(course) if one["status"] == "submitted")
        assert handed["submissions"][0]["has_exchange_feedback"]
        assert lab.ask("assignments/fetch_feedback", **words)["success"]
        (kept,) = (term.desk(alice) / TOPIC / "feedback").rglob("*.html")
        assert "(Score: 3.0 / 3.0)" in kept.read_text()

    # After the first grades all is still safe; classmates see nothing of all this.
    assert ": safe" in term.grader(professor, "python -m autograder exchange check")
    inside = Path(term.exchange, course, "inbound")
    term.run(people.bob, f"! ls {inside}", f"! ls {term.course}", f"! ls {term.desk(alice)}")
    term.run(people.bob, f"! touch {term.shared}/jupyter/x", f"! touch {term.shared}/start.sh")
