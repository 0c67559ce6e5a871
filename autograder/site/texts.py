"""The files that a term needs, made from its settings and from the checkout."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from nbconvert.filters import markdown2html

from autograder.errors import CourseError
from autograder.site.keys import OVERLAY
from autograder.site.settings import Site

# Who reads a file: students too, or graders only. Graders may mend what is there.
FOR_ALL, PROGRAM_FOR_ALL = 0o664, 0o775
FOR_GRADERS, PROGRAM_FOR_GRADERS = 0o660, 0o770

# Of the checkout, what students' packages are installed from.
_PACKAGE = ("pyproject.toml", "environment.yml", "constraints.txt", "README.md", "LICENSE")
_LAB = Path("lab", "student")
_PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 1rem/1.5 sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse }} th, td {{ border: 1px solid #999; padding: .3rem .6rem }}
th, td {{ text-align: left; vertical-align: top }} code {{ user-select: all }}
.anchor-link {{ display: none }}
</style></head><body>
{body}
</body></html>
"""


@dataclass(frozen=True)
class Text:
    """A file: where it belongs, what it holds, its mode."""

    path: Path
    content: bytes
    mode: int


def folders(site: Site) -> tuple[tuple[Path, int], ...]:
    """Return the folders that a term's files need, outermost first, with their modes.

    The first digit of a mode gives what is made inside to the graders' group.
    """
    found = {site.directories.shared: 0o2775, site.staff: 0o2770}
    for text in texts(site):
        for top, mode in tuple(found.items()):
            between = [path for path in text.path.parents if path.is_relative_to(top)]
            found |= dict.fromkeys(between, mode)
    return tuple(sorted(found.items()))


def texts(site: Site) -> list[Text]:
    """Return all files of a term.

    Raises
    ------
    CourseError
        If the checkout lacks a file that they are made from.
    """
    return [*_for_students(site), *_package(site), *_for_graders(site)]


def kernel_name(site: Site) -> str:
    """Return how JupyterLab names the kernel of a term."""
    return f"{site.course_id} ({site.term})"


def jupyter_config(site: Site) -> Path:
    """Return the folder that students' JUPYTER_CONFIG_PATH begins with."""
    return site.directories.shared / "jupyter"


def jupyter_data(site: Site) -> Path:
    """Return the folder that students' JUPYTER_PATH begins with."""
    return site.directories.shared / "share" / "jupyter"


def package(site: Site) -> Path:
    """Return the folder that students' packages are installed from."""
    return site.directories.shared / "package"


def _for_students(site: Site) -> Iterator[Text]:
    shared, config = site.directories.shared, jupyter_config(site)
    yield Text(shared / "start.sh", _render("start.sh", site), FOR_ALL)
    page = _render("first-steps.md", site)
    yield Text(shared / "first-steps.md", page, FOR_ALL)
    body = markdown2html(page.decode())
    html = _PAGE.format(title=f"{site.course_id}: first steps", body=body)
    yield Text(shared / "first-steps.html", html.encode(), FOR_ALL)
    yield Text(config / "nbgrader_config.py", _render("student_config.py", site), FOR_ALL)
    for name, there in (
        ("nbgrader_config.py", "nbgrader_lab.py"),
        ("dl4ds_submit.py", "dl4ds_submit.py"),
        ("jupyter_server_config.json", "jupyter_server_config.json"),
        ("labconfig/page_config.json", "labconfig/page_config.json"),
    ):
        yield Text(config / there, _read(site, _LAB / name), FOR_ALL)
    # Under the name that the notebooks ask for, so that they run with the course's packages also
    # where the JupyterLab around them is another.
    layered = site.environment.kind == OVERLAY
    python = "python" if layered else str(site.environment.students / "bin" / "python")
    kernel = {
        "argv": [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": kernel_name(site),
        "language": "python",
        "metadata": {"debugger": True},
    }
    place = jupyter_data(site) / "kernels" / "python3" / "kernel.json"
    yield Text(place, (json.dumps(kernel, indent=1) + "\n").encode(), FOR_ALL)


def _package(site: Site) -> Iterator[Text]:
    root = site.directories.course
    found = (path for path in (root / "dl4ds_utils").rglob("*") if path.is_file())
    modules = [path.relative_to(root) for path in found if "__pycache__" not in path.parts]
    for name in (*map(Path, _PACKAGE), *sorted(modules)):
        yield Text(package(site) / name, _read(site, name), FOR_ALL)


def _for_graders(site: Site) -> Iterator[Text]:
    staff = site.staff
    yield Text(staff / "graders.sh", _render("graders.sh", site), FOR_GRADERS)
    yield Text(staff / "nbgrader_config.py", _render("course_config.py", site), FOR_GRADERS)
    yield Text(staff / "ondemand.md", _render("ondemand.md", site), FOR_GRADERS)
    for name in ("grade.sh", "make-environments.sh"):
        yield Text(staff / name, _render(name, site), PROGRAM_FOR_GRADERS)


def _read(site: Site, name: Path) -> bytes:
    path = site.directories.course / name
    try:
        return path.read_bytes()
    except FileNotFoundError:
        remedy = f"directories.course in {site.path} has to be a checkout of the course"
        raise CourseError(f"{path} is missing", remedy) from None


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("autograder.site"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    templates.filters |= {"q": lambda value: shlex.quote(str(value)), "r": repr}
    return templates


def _render(name: str, site: Site) -> bytes:
    templates = _templates()
    form = templates.get_template("form.md.j2")
    where, staff = site.directories, site.staff
    words = {
        "site": site,
        "where": where,
        "jobs": site.jobs,
        "kind": site.environment.kind,
        "staff": staff,
        "package": package(site),
        "jupyter_config": jupyter_config(site),
        "jupyter_data": jupyter_data(site),
        "kernel_name": kernel_name(site),
        "form": form.render(site=site, script=where.shared / "start.sh", folder=where.work),
        "graders_form": form.render(site=site, script=staff / "graders.sh", folder=where.course),
    }
    return (templates.get_template(f"{name}.j2").render(words).rstrip() + "\n").encode()
