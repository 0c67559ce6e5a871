"""What 'site init' writes, and that it writes over nothing that somebody has changed by hand."""

from __future__ import annotations

import grp
import os
import pwd
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import RunCli
from unix_users import People

from autograder.course import Course
from autograder.errors import CourseError
from autograder.exchange.settings import Settings
from autograder.site.settings import Site, read
from autograder.site.texts import texts
from autograder.site.write import (
    KEPT,
    REMOVED,
    REPLACED,
    UPDATED,
    WRITTEN,
    Outcome,
    earlier,
    write,
)


def states(site: Site) -> dict[Path, tuple[int, ...]]:
    """Return what would change if a file or a folder were touched."""
    tops = (site.directories.shared, site.directories.exchange, site.staff)
    found = {path: path.stat() for top in tops for path in (top, *top.rglob("*"))}
    return {path: (s.st_ino, s.st_mode, s.st_mtime_ns, s.st_ctime_ns) for path, s in found.items()}


def change(site: Site, old: str, new: str) -> Site:
    text = site.path.read_text()
    assert old in text
    site.path.write_text(text.replace(old, new))
    return read(site.path)


def test_all_is_written_with_its_mode_whatever_the_umask(site: Site) -> None:
    before = os.umask(0o077)
    try:
        outcomes = write(site, replace=False)
    finally:
        os.umask(before)
    assert {outcome.what for outcome in outcomes} == {WRITTEN}
    for text in texts(site):
        assert text.path.read_bytes() == text.content
        assert text.path.stat().st_mode & 0o7777 == text.mode
    inbound = site.directories.exchange / "dl4ds" / "inbound"
    assert inbound.stat().st_mode & 0o7777 == 0o3773
    assert site.staff.stat().st_mode & 0o7777 == 0o2770


def test_students_get_no_solutions_no_tests_and_no_grader(site: Site) -> None:
    write(site, replace=False)
    shared = site.directories.shared
    found = [path for path in shared.rglob("*") if path.is_file()]
    assert found
    assert not [path for path in found if "BEGIN SOLUTION" in path.read_text()]
    names = {path.relative_to(shared / "package").parts[0] for path in found if "package" in
             path.relative_to(shared).parts}  # fmt: skip
    parts = {"pyproject.toml", "environment.yml", "constraints.txt", "README.md", "LICENSE"}
    assert names == parts | {"dl4ds_utils"}


def test_root_makes_all_for_the_instructor(
    site: Site, people: People, settings: Callable[..., Path]
) -> None:
    theirs = read(settings(instructor=people.instructor.name, graders=people.graders))
    write(theirs, replace=False)
    owners = (people.instructor.uid, grp.getgrnam(people.graders).gr_gid)
    made = [text.path for text in texts(theirs)]
    for path in (*made, *{path.parent for path in made}, theirs.directories.exchange / "dl4ds"):
        about = path.stat()
        assert (about.st_uid, about.st_gid) == owners, path


def test_only_the_instructor_can_make_it(
    site: Site, settings: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: site.path.stat().st_uid + 1)
    owner = pwd.getpwuid(site.path.stat().st_uid).pw_name
    with pytest.raises(CourseError, match=f"run this as {owner}, or set instructor in"):
        write(read(settings(instructor=owner)), replace=False)
    assert not site.directories.shared.exists()


def test_a_second_run_touches_nothing(site: Site) -> None:
    write(site, replace=False)
    before = states(site)
    assert write(site, replace=False) == []
    assert states(site) == before


def test_changed_settings_bring_files_up_to_date(site: Site) -> None:
    write(site, replace=False)
    later = change(site, "Fall 2026", "Spring 2027")
    outcomes = write(later, replace=False)
    assert {outcome.what for outcome in outcomes} == {UPDATED}
    assert later.directories.shared / "start.sh" in {outcome.path for outcome in outcomes}
    assert "Spring 2027" in (later.directories.shared / "first-steps.md").read_text()


def test_what_was_changed_by_hand_stays_and_is_told(site: Site, run_cli: RunCli) -> None:
    write(site, replace=False)
    script = site.directories.shared / "start.sh"
    script.write_text("# mine\n")
    later = change(site, "Fall 2026", "Spring 2027")
    code, said, problem = run_cli(Course(site.directories.course), "site", "init", str(site.path))
    assert code == 1
    assert f"kept {script}" in said
    assert "1 files were changed by hand and stay as they are" in problem
    assert script.read_text() == "# mine\n"
    # The rest is up to date all the same.
    assert "Spring 2027" in (later.directories.shared / "first-steps.md").read_text()


def test_replacing_keeps_every_edit_beside(site: Site) -> None:
    write(site, replace=False)
    script = site.directories.shared / "start.sh"
    for number, name in enumerate(("start.sh.edited", "start.sh.edited2")):
        script.write_text(f"# mine {number}\n")
        assert write(site, replace=True) == [Outcome(script, REPLACED)]
        assert script.with_name(name).read_text() == f"# mine {number}\n"
        assert "JUPYTER_CONFIG_PATH" in script.read_text()
    assert script.with_name("start.sh.edited").read_text() == "# mine 0\n"
    assert write(site, replace=False) == []


def test_a_file_that_was_there_before_the_first_run_is_somebody_s(site: Site) -> None:
    script = site.directories.shared / "start.sh"
    script.parent.mkdir(parents=True)
    script.write_text("# older\n")
    assert Outcome(script, KEPT) in write(site, replace=False)
    assert script.read_text() == "# older\n"


def test_a_module_that_the_course_drops_goes_unless_it_was_edited(site: Site) -> None:
    utils = site.directories.course / "dl4ds_utils"
    for name in ("one.py", "two.py"):
        (utils / name).write_text("x = 1\n")
    write(site, replace=False)
    copies = site.directories.shared / "package" / "dl4ds_utils"
    (copies / "two.py").write_text("x = 2\n")
    (utils / "one.py").unlink()
    (utils / "two.py").unlink()
    outcomes = write(site, replace=False)
    assert outcomes == [Outcome(copies / "one.py", REMOVED), Outcome(copies / "two.py", KEPT)]
    assert not (copies / "one.py").exists()
    assert (copies / "two.py").read_text() == "x = 2\n"


def test_a_run_that_failed_half_way_is_finished_by_the_next(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    import autograder.site.write as writing

    real, left = writing.write_atomically, [7]

    def failing(path: Path, content: bytes, mode: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(28, "No space left on device", str(path))
        real(path, content, mode)

    monkeypatch.setattr(writing, "write_atomically", failing)
    with pytest.raises(OSError, match="No space left"):
        write(site, replace=False)
    monkeypatch.undo()
    later = change(site, "Fall 2026", "Spring 2027")
    assert KEPT not in {outcome.what for outcome in write(later, replace=False)}


def test_a_damaged_list_of_what_was_written_is_told(site: Site) -> None:
    write(site, replace=False)
    (site.staff / "written.json").write_text('{"format": 1}')
    with pytest.raises(CourseError, match=r"written\.json is damaged \(delete it"):
        earlier(site)


def test_a_folder_that_is_no_checkout_is_told(site: Site) -> None:
    shutil.rmtree(site.directories.course / "lab")
    with pytest.raises(CourseError, match=r"nbgrader_config\.py is missing .*be a checkout"):
        write(site, replace=False)
    (site.directories.course / "nbgrader_config.py").unlink()
    with pytest.raises(CourseError, match=r"no nbgrader_config\.py in .* be a checkout"):
        write(site, replace=False)
    assert not site.directories.shared.exists()


def test_a_parent_that_is_missing_is_told(site: Site) -> None:
    site.directories.shared.parent.rmdir()
    with pytest.raises(CourseError, match=r"materials is missing \(make it: mkdir -p"):
        write(site, replace=False)


def test_the_course_s_settings_are_in_force_for_nbgrader_and_the_cluster(site: Site) -> None:
    from autograder.cluster.settings import Cluster

    changed = change(
        site,
        'kind = "venv"',
        'kind = "venv"\nmodules = ["miniconda", "academic-ml/fall-2026"]',
    )
    with changed.path.open("a") as stream:
        stream.write('[jobs]\nslots = 3\nmemory = "2G"\nmemory_resource = "mem_per_core"\n')
        stream.write('walltime = "01:30:00"\nworkers = 5\nqueue = "short.q"\n')
    changed = read(changed.path)
    write(changed, replace=False)
    course = Course(changed.directories.course)
    settings = Settings.of(course)
    assert settings.root == changed.directories.exchange
    assert settings.groupshared
    cluster = Cluster.of(course)
    assert (cluster.project, cluster.queue, cluster.slots) == ("ds542", "short.q", 3)
    assert (cluster.memory, cluster.resources) == ("6GiB", "mem_per_core=2G")
    assert (cluster.walltime, cluster.maximum) == ("01:30:00", 5)
    assert cluster.python == str(course.root / ".venv" / "bin" / "python")
    assert cluster.prologue[0] == "module load miniconda academic-ml/fall-2026"
    assert re.fullmatch(r"source \S+/site/graders\.sh", cluster.prologue[1])
