"""The scripts that 'site init' writes: what they ask for, and what they do."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from site_environments import module_environment, wheel_of

from autograder.site import inforce
from autograder.site.settings import Site, read
from autograder.site.texts import texts
from autograder.site.write import write

JOBS = """\
[jobs]
queue = "short.q"
parallel_environment = "omp"
slots = 8
memory = "4G"
memory_resource = "mem_per_core"
walltime = "03:00:00"
mail = "ada@bu.edu"
"""


def text(site: Site, name: str) -> str:
    (found,) = (one.content.decode() for one in texts(site) if one.path.name == name)
    return found


def directives(script: str) -> list[str]:
    return [line[3:] for line in script.splitlines() if line.startswith("#$ ")]


def test_the_grading_job_asks_for_what_the_settings_say(
    site: Site, settings: Callable[..., Path]
) -> None:
    script = text(read(settings('modules = ["miniconda"]', JOBS)), "grade.sh")
    assert script.startswith("#!/bin/bash -l\n")
    assert directives(script) == [
        "-N grade",
        "-P ds542",
        "-q short.q",
        "-pe omp 8",
        "-l h_rt=03:00:00",
        "-l mem_per_core=4G",
        "-j y",
        f"-o {site.staff}",
        "-m ea",
        "-M ada@bu.edu",
    ]
    assert script.index("module load miniconda\n") < script.index("/site/graders.sh\ncd ")


def test_a_job_asks_for_nothing_that_the_settings_leave_out(site: Site) -> None:
    script = text(site, "grade.sh")
    assert [word.split()[0] for word in directives(script)] == ["-N", "-P", "-pe", "-l", "-j", "-o"]
    assert "module load" not in script


def test_the_grading_job_writes_feedback_also_where_some_have_no_grade(
    site: Site, tmp_path: Path
) -> None:
    write(site, replace=False)
    tools = site.environment.graders / "bin"
    tools.mkdir(parents=True)
    (tools / "activate").write_text(f"PATH={tools}:$PATH\n")
    (tools / "autograder").write_text(
        f'#!/bin/sh\necho "$PWD $(umask) $OMP_NUM_THREADS: $*" >> {tmp_path}/said\n'
        '[ "$1" = feedback ]\n'
    )
    (tools / "autograder").chmod(0o755)
    job = ["bash", str(site.staff / "grade.sh"), "02_x", "--student", "ada"]
    ran = subprocess.run(job, env={"PATH": "/usr/bin:/bin", "NSLOTS": "3"}, check=False)
    assert ran.returncode == 1
    where = f"{site.directories.course} 0007 3"
    assert (tmp_path / "said").read_text().splitlines() == [
        f"{where}: grade --cluster none --jobs 3 02_x --student ada",
        f"{where}: feedback 02_x",
    ]


@pytest.mark.parametrize("kind", ["conda", "venv", "overlay"])
def test_the_shell_reads_every_script(site: Site, settings: Callable[..., Path], kind: str) -> None:
    more = ['activate = "conda activate fall-2026-pyt"'] if kind == "overlay" else []
    made = read(settings('modules = ["miniconda"]', *more, JOBS, kind=kind))
    scripts = [one for one in texts(made) if one.path.suffix == ".sh"]
    assert len(scripts) == 4
    for one in scripts:
        subprocess.run(["bash", "-n"], input=one.content, check=True)


def test_an_environment_of_conda_s_is_made_under_the_project_and_later_brought_up_to_date(
    site: Site, settings: Callable[..., Path], tmp_path: Path
) -> None:
    made = read(settings(kind="conda"))
    write(made, replace=False)
    tools = tmp_path / "tools"
    tools.mkdir()
    place = made.environment.students
    # What conda does here: it notes its words, and where it would keep packages.
    (tools / "conda").write_text(
        "#!/bin/sh\n"
        f'[ "$1" = shell.bash ] && {{ echo \'conda() {{ {tools}/conda "$@"; }}\'; exit; }}\n'
        f'echo "$CONDA_PKGS_DIRS $*" >> {tmp_path}/said\nmkdir -p {place}/conda-meta\n'
    )
    (tools / "conda").chmod(0o755)
    for _ in range(2):
        subprocess.run(
            ["bash", str(made.staff / "make-environments.sh"), "students"],
            env={"PATH": f"{tools}:/usr/bin:/bin"},
            check=True,
        )
    kept = made.staff / "cache" / "conda"
    named = f"--prefix {place} --file {made.directories.shared}/package/environment.yml"
    assert (tmp_path / "said").read_text().splitlines() == [
        f"{kept} env create {named}",
        f"{kept} env update --prune {named}",
    ]


def test_packages_on_top_of_a_module_work_as_the_course_s_own(
    site: Site, settings: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A plain virtual environment is in the place of the module: all is there but nbgrader and us.
    module = module_environment(tmp_path / "module", without=("nbgrader", "dl4ds"))
    wheels = tmp_path / "wheels"
    wheel_of("nbgrader", wheels)
    made = read(settings(f'activate = "source {module}/bin/activate"', kind="overlay"))
    write(made, replace=False)
    offline = {
        "PATH": "/usr/bin:/bin",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as the flag, and 0 as its being set
    }
    place = made.environment.students
    (place / "of-last-term").mkdir(parents=True)
    make = ["bash", str(made.staff / "make-environments.sh"), "students"]
    ran = subprocess.run(make, env=offline, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert not (place / "of-last-term").exists()
    assert sorted(path.name for path in place.parent.glob("env*")) == ["environment"]
    (packages,) = place.glob("lib/python3.*/site-packages")
    installed = {path.name.partition("-")[0] for path in packages.glob("*.dist-info")}
    assert installed == {"dl4ds", "nbgrader"}  # what the module has came from there

    monkeypatch.setenv("PYTHONPATH", "/somewhere/else")
    # Jupyter knows nbgrader by the overlay's folders alone, and students' settings are in force.
    assert list(inforce.for_students(made)) == []
