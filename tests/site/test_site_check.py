"""What 'site check' finds, and how it says to mend it."""

from __future__ import annotations

import copy
import grp
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import RunCli

from autograder.course import Course
from autograder.site import audit, inforce
from autograder.site.settings import Site, read
from autograder.site.texts import jupyter_config, jupyter_data, package
from autograder.site.write import write

EXTENSIONS = "nbgrader.server_extensions."
OFF = ["formgrader", "create-assignment", "course-list"]


def right(site: Site) -> dict[str, Any]:
    """Return what Jupyter would tell where all is as it should be."""
    pins = inforce._pins(package(site) / "environment.yml")
    here, data = jupyter_config(site), jupyter_data(site)
    versions = {pin.name: str(pin.specifier).removeprefix("==") for pin in pins}
    return {
        "errors": [],
        "config_path": [str(here), "/home/ada/.jupyter"],
        "data_path": [str(data), "/usr/share/jupyter"],
        "server": [f"{EXTENSIONS}assignment_list", f"{EXTENSIONS}validate_assignment"],
        "lab": ["@jupyter/nbgrader"],
        "lab_off": [f"@jupyter/nbgrader:{name}" for name in OFF],
        "kernel": str(data / "kernels" / "python3"),
        "course_id": site.course_id,
        "exchange": str(site.directories.exchange),
        "groupshared": True,
        "submit": "dl4ds_submit.PrivateSubmit",
        "versions": {"dl4ds": "0.1.0", **versions},
    }


@pytest.fixture
def told(
    site: Site, settings: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """Write a term, and put the answers of its environments in the place of asking them."""
    site.path.parent.chmod(0o755)
    before = os.umask(0o007)
    write(site, replace=False)
    students = right(site)
    graders = copy.deepcopy(students)
    graders["server"].append(f"{EXTENSIONS}formgrader")
    answers = {"start.sh": students, "graders.sh": graders}
    monkeypatch.setattr(inforce, "_ask", lambda _, script: (answers[script.name], ""))
    yield answers
    os.umask(before)


def problems(site: Site) -> dict[str, str]:
    """Return what is found, but for folders above those of the tests."""
    base = site.path.parent
    listed = list(audit.of_everything(site))
    found = {one.problem: one.remedy for one in listed}
    assert len(found) == len(listed), "something is told twice"
    above = [str(path) for path in base.parents]
    return {p: r for p, r in found.items() if not any(p.endswith(f" {path}") or
            f" {path} and put" in p for path in above)}  # fmt: skip


def test_what_init_has_made_is_right(site: Site, told: dict[str, Any]) -> None:
    assert problems(site) == {}


SPOILED = {
    "missing file": (
        "rm {shared}/start.sh",
        "{shared}/start.sh is missing",
        "autograder site init {settings}",
    ),
    "edited file": (
        "echo '# mine' >> {shared}/jupyter/nbgrader_config.py",
        "{shared}/jupyter/nbgrader_config.py was changed by hand",
        "autograder site init {settings} --replace (the edit is kept beside it)",
    ),
    "newer course": (
        "echo '# new' >> {course}/dl4ds_utils/errors.py",
        "{shared}/package/dl4ds_utils/errors.py is not what the settings and the course say now",
        "autograder site init {settings}",
    ),
    "mode of a file": (
        "chmod 666 {shared}/jupyter/dl4ds_submit.py",
        "{shared}/jupyter/dl4ds_submit.py has mode 666, not 664",
        "chmod 664 {shared}/jupyter/dl4ds_submit.py",
    ),
    "group of a file": (
        "chgrp {students} {shared}/start.sh",
        "{shared}/start.sh belongs to {me}:{students}, not to {me}:{graders}",
        "chown {me}:{graders} {shared}/start.sh",
    ),
    "mode of a folder": (
        "chmod 2777 {shared}/jupyter",
        "{shared}/jupyter has mode 2777, not 2775",
        "chmod 2775 {shared}/jupyter",
    ),
    "missing folder": (
        "rm -r {shared}/jupyter/labconfig",
        "{shared}/jupyter/labconfig is missing",
        "autograder site init {settings}",
    ),
    "exchange": (
        "chmod 3777 {exchange}/dl4ds/inbound",
        "{exchange}/dl4ds/inbound has mode 3777, not 3773",
        "chmod 3773 {exchange}/dl4ds/inbound",
    ),
    "others' settings": (
        "sed -i /load_subconfig/d {course}/nbgrader_config.py",
        "graders' nbgrader uses the course 'dl4ds' in {course}/exchange, not 'dl4ds' in {exchange}",
        "end {course}/nbgrader_config.py by the line "
        'load_subconfig(str(ROOT / "site" / "nbgrader_config.py"))',
    ),
    "no way for students": (
        "chmod o-x {base}/materials",
        "students cannot get into {base}/materials",
        "chmod o+x {base}/materials",
    ),
    "open environment": (
        "mkdir -p {base}/materials/environment/bin; chmod 777 {base}/materials/environment/bin",
        "everybody can change the students' environment {base}/materials/environment/bin",
        "chmod -R o-w {base}/materials/environment",
    ),
}


@pytest.mark.parametrize("what", SPOILED)
def test_what_was_spoiled_is_found_with_its_remedy(
    site: Site, told: dict[str, Any], what: str
) -> None:
    if what == "group of a file" and os.geteuid() != 0:
        pytest.skip("only root can give a file to any group")
    command, problem, remedy = SPOILED[what]
    about = site.path.stat()
    names = {
        "base": site.path.parent,
        "shared": site.directories.shared,
        "course": site.directories.course,
        "exchange": site.directories.exchange,
        "settings": site.path,
        "graders": site.groups.graders,
        "students": site.groups.students,
        "me": subprocess.check_output(["id", "-un", str(about.st_uid)], text=True).strip(),
    }
    before = problems(site)
    subprocess.run(["sh", "-ec", command.format(**names)], check=True)
    found = {p: r for p, r in problems(site).items() if p not in before}
    assert found[problem.format(**names)] == remedy.format(**names)


WRONG = {
    # whose answer, which part of it, what it is instead, what is said
    "formgrader": (
        "start.sh", "server", ["assignment_list", "validate_assignment", "formgrader"],
        "students' server has nbgrader.server_extensions.formgrader",
    ),
    "no list": (
        "start.sh", "server", ["validate_assignment"],
        "students' server is without nbgrader.server_extensions.assignment_list",
    ),
    "create assignment": (
        "start.sh", "lab_off", ["@jupyter/nbgrader:formgrader", "@jupyter/nbgrader:course-list"],
        "students' JupyterLab has @jupyter/nbgrader:create-assignment",
    ),
    "no extension": ("start.sh", "lab", [], "students' JupyterLab is without @jupyter/nbgrader"),
    "other settings first": (
        "start.sh", "config_path", ["/home/ada/.jupyter"],
        "Jupyter looks into /home/ada/.jupyter before {shared}/jupyter",
    ),
    "other kernel": (
        "start.sh", "kernel", "/usr/share/jupyter/kernels/python3",
        "notebooks run with the kernel /usr/share/jupyter/kernels/python3, "
        "not {shared}/share/jupyter/kernels/python3",
    ),
    "other exchange": (
        "start.sh", "exchange", "/srv/old",
        "students' nbgrader has exchange '/srv/old', not '{exchange}'",
    ),
    "stock submit": (
        "start.sh", "submit", "nbgrader.exchange.default.ExchangeSubmit",
        "students' nbgrader has submit 'nbgrader.exchange.default.ExchangeSubmit', "
        "not 'dl4ds_submit.PrivateSubmit'",
    ),
    "broken": (
        "start.sh", "errors", ["jupyter: ImportError: no"],
        "Jupyter does not start for students: jupyter: ImportError: no",
    ),
    "no formgrader": ("graders.sh", "server", [], "graders' server is without formgrader"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_settings_that_are_not_in_force_are_found(
    site: Site, told: dict[str, Any], what: str
) -> None:
    script, part, instead, problem = WRONG[what]
    if part == "server":
        instead = [f"{EXTENSIONS}{name}" for name in instead]
    told[script][part] = instead
    where = {"shared": site.directories.shared, "exchange": site.directories.exchange}
    assert list(problems(site)) == [problem.format(**where)]


def test_other_versions_than_the_pinned_are_found(site: Site, told: dict[str, Any]) -> None:
    told["start.sh"]["versions"] |= {"numpy": "1.26.0"}
    del told["start.sh"]["versions"]["traitlets"]
    told["graders.sh"]["versions"] |= dict.fromkeys(("attrs", "click", "idna", "jinja2"), "0.1")
    found = problems(site)
    students, graders = found
    assert "students' environment is not the pinned one: numpy 1.26.0 (wanted ==" in students
    assert "traitlets missing (wanted ==" in students
    assert graders.startswith("graders' environment is not the pinned one: attrs 0.1 (wanted ==")
    assert graders.endswith(" and 1 more")
    make = site.staff / "make-environments.sh"
    assert list(found.values()) == [f"{make} students", f"{make} graders"]


def test_names_of_packages_are_compared_as_indexes_do(site: Site, told: dict[str, Any]) -> None:
    versions = told["start.sh"]["versions"]
    versions["Async_LRU"] = versions.pop("async-lru")
    assert problems(site) == {}


def test_an_environment_that_is_not_made_yet_is_told(site: Site, run_cli: RunCli) -> None:
    write(site, replace=False)
    code, said, problem = run_cli(Course(site.directories.course), "site", "check", str(site.path))
    assert code == 1
    make = site.staff / "make-environments.sh"
    assert f"{site.directories.shared}/start.sh fails: " in said
    assert f"    {make} students\n" in said
    assert f"    {make} graders\n" in said
    assert "things are wrong" in problem


@pytest.mark.parametrize("said", ["", "Welcome!"])
def test_a_python_that_is_none_is_told(site: Site, said: str) -> None:
    write(site, replace=False)
    tools = site.environment.students / "bin"
    tools.mkdir(parents=True)
    (tools / "activate").write_text(f"PATH={tools}:$PATH\n")
    (tools / "python").write_text(f"#!/bin/sh\ncat > /dev/null\necho '{said}'\n")
    (tools / "python").chmod(0o755)
    (found,) = inforce.for_students(site)
    assert found.problem.endswith("start.sh fails: its Python gives no answer")


def test_a_group_that_is_not_there_is_told(
    site: Site, told: dict[str, Any], settings: Callable[..., Path], run_cli: RunCli
) -> None:
    other = read(settings(students="nosuchgroup", graders=grp.getgrgid(os.getegid()).gr_name))
    found = {p: r for p, r in problems(other).items() if "nosuchgroup" in p}
    assert found == {"there is no group 'nosuchgroup'": f"correct groups.students in {other.path}"}
    path = settings(graders="nosuchgroup")
    code, _, problem = run_cli(Course(site.directories.course), "site", "check", str(path))
    assert code == 2
    assert "no group 'nosuchgroup'" in problem
