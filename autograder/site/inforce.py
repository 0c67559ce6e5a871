"""Whether a term's settings are in force, by asking Jupyter and nbgrader themselves."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.exchange.audit import Finding
from autograder.site.keys import OVERLAY
from autograder.site.settings import Site
from autograder.site.texts import jupyter_config, jupyter_data, package

SECONDS = 300
_ASSIGNMENTS = "nbgrader.server_extensions.assignment_list"
_VALIDATE = "nbgrader.server_extensions.validate_assignment"
_FORMGRADER = "nbgrader.server_extensions.formgrader"
_COURSES = "nbgrader.server_extensions.course_list"
_NBGRADER = "@jupyter/nbgrader"
# Extensions of JupyterLab's page.
_OFF_FOR_STUDENTS = tuple(
    f"{_NBGRADER}:{name}" for name in ("formgrader", "create-assignment", "course-list")
)
# What an overlay has to have: of the rest the modules' versions count.
_NEEDED = ("dl4ds", "nbgrader", "jupyterlab", "ipykernel", "ipywidgets", "anywidget", "numpy")
_PIN = re.compile(r'^\s*- "([^"]+==[^"]+)"', re.MULTILINE)
_FOREIGN = ("JUPYTER", "PYTHON", "VIRTUAL_ENV", "CONDA", "DL4DS", "IPYTHON")


def for_students(site: Site) -> Iterator[Finding]:
    """Yield what is not as it should be where a student's JupyterLab is started."""
    told = yield from _session(site, site.directories.shared / "start.sh", "students")
    if told is None or told["errors"]:
        return
    yield from _first(site, told)
    on, off, lab = told["server"], told["lab_off"], told["lab"]
    for name in (_ASSIGNMENTS, _VALIDATE):
        if name not in on:
            yield Finding(f"students' server is without {name}", _make(site, "students"))
    if _NBGRADER not in lab:
        yield Finding(f"students' JupyterLab is without {_NBGRADER}", _make(site, "students"))
    for name in (_FORMGRADER, _COURSES):
        if name in on:
            yield Finding(f"students' server has {name}", _stronger(site, told))
    for name in _OFF_FOR_STUDENTS:
        if name not in off:
            yield Finding(f"students' JupyterLab has {name}", _stronger(site, told))
    wanted = {
        "course_id": site.course_id,
        "exchange": str(site.directories.exchange),
        "groupshared": True,
        "submit": "dl4ds_submit.PrivateSubmit",
    }
    for key, value in wanted.items():
        if told[key] != value:
            problem = f"students' nbgrader has {key} {told[key]!r}, not {value!r}"
            yield Finding(problem, _stronger(site, told))
    yield from _versions(site, told["versions"])


def for_graders(site: Site) -> Iterator[Finding]:
    """Yield what is not as it should be where graders work."""
    told = yield from _session(site, site.staff / "graders.sh", "graders")
    if told is None:
        return
    if not told["errors"] and _FORMGRADER not in told["server"]:
        yield Finding("graders' server is without formgrader", _make(site, "graders"))
    pins = _pins(site.directories.course / "environment.yml")
    yield from _pinned("graders'", pins, told["versions"], _make(site, "graders"))


def _session(
    site: Site, script: Path, whose: str
) -> Generator[Finding, None, dict[str, Any] | None]:
    """Yield why a session does not start; return what is in force in it, None if nothing is."""
    if not script.is_file():
        return None  # told with the files
    told, problem = _ask(site, script)
    if told is None:
        yield Finding(f"{script} fails: {problem}", _make(site, whose))
        return None
    for error in told["errors"]:
        yield Finding(f"Jupyter does not start for {whose}: {error}", _make(site, whose))
    return told


def _first(site: Site, told: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield where something else comes before our folders."""
    for key, folder, variable in (
        ("config_path", jupyter_config(site), "JUPYTER_CONFIG_PATH"),
        ("data_path", jupyter_data(site), "JUPYTER_PATH"),
    ):
        if told[key][:1] != [str(folder)]:
            problem = f"Jupyter looks into {told[key][0]} before {folder}"
            yield Finding(problem, f"let {folder} be the first of {variable} in start.sh")
    kernel = jupyter_data(site) / "kernels" / "python3"
    if told["kernel"] != str(kernel):
        problem = f"notebooks run with the kernel {told['kernel']}, not {kernel}"
        yield Finding(problem, f"rename the kernel python3 in {told['kernel']}")


def _versions(site: Site, found: Mapping[str, str]) -> Iterator[Finding]:
    remedy = _make(site, "students")
    if site.environment.kind != OVERLAY:
        yield from _pinned("students'", _pins(package(site) / "environment.yml"), found, remedy)
    names = set(map(canonicalize_name, found))
    for name in _NEEDED:
        if name not in names:
            yield Finding(f"students' environment is without {name}", remedy)


def _pins(path: Path) -> list[Requirement]:
    """Return the exact versions of an ``environment.yml`` that count here."""
    found = map(Requirement, _PIN.findall(path.read_text(encoding="utf-8")))
    return [one for one in found if one.marker is None or one.marker.evaluate()]


def _pinned(
    whose: str, pins: list[Requirement], found: Mapping[str, str], remedy: str
) -> Iterator[Finding]:
    """Yield, in one finding, the packages that are not there in the version that was tested."""
    versions = {canonicalize_name(name): version for name, version in found.items()}
    other = []
    for pin in pins:
        version = versions.get(canonicalize_name(pin.name))
        if version is None or not pin.specifier.contains(version, prereleases=True):
            other.append(f"{pin.name} {version or 'missing'} (wanted {pin.specifier})")
    if other:
        shown = ", ".join(other[:3]) + (f" and {len(other) - 3} more" if len(other) > 3 else "")
        yield Finding(f"{whose} environment is not the pinned one: {shown}", remedy)


def _ask(site: Site, script: Path) -> tuple[dict[str, Any] | None, str]:
    """Source a script as a new session would, and ask what is in force; or say what went wrong."""
    commands = [f"source {shlex.quote(str(script))} >&2", "exec python -"]
    if site.environment.modules:
        commands.insert(0, f"module load {shlex.join(site.environment.modules)} >&2")
    probe = resources.files("autograder.site").joinpath("probe.py").read_bytes()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN)}
    bash = shutil.which("bash")
    if bash is None:
        return None, "there is no bash"
    with tempfile.TemporaryDirectory() as home:  # what somebody has set up at home does not count
        try:
            ran = subprocess.run(
                [bash, "-lc", " && ".join(commands)],
                input=probe,
                env={**kept, "HOME": home},
                cwd=home,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None, f"no answer within {SECONDS} seconds"
    if ran.returncode:
        said = ran.stderr.decode(errors="replace").strip().splitlines()
        return None, said[-1] if said else f"exit code {ran.returncode}"
    try:
        answer: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        return None, "its Python gives no answer"
    return answer, ""


def _make(site: Site, which: str) -> str:
    return f"{shlex.quote(str(site.staff / 'make-environments.sh'))} {which}"


def _stronger(site: Site, told: Mapping[str, Any]) -> str:
    """Say where a setting may come from that is not ours."""
    places = [place for place in told["config_path"] if place != str(jupyter_config(site))]
    return f"look into {', '.join(places)}: something there is stronger than ours"
