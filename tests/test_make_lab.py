"""A student's copy of the release, which `make lab` makes and never overwrites."""

from __future__ import annotations

from pathlib import Path

import pytest

import make
from tools import environment


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    for name in ("01_a/01_a.ipynb", "01_a/data.csv", "02_b/02_b.ipynb"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"released {name}")
    return folder


def test_student_gets_every_file_of_the_release(release: Path, tmp_path: Path) -> None:
    added, kept = make.copy_release(release, tmp_path / "student")
    assert [str(path) for path in added] == ["01_a/01_a.ipynb", "01_a/data.csv", "02_b/02_b.ipynb"]
    assert kept == []
    assert (tmp_path / "student" / "02_b" / "02_b.ipynb").read_text() == "released 02_b/02_b.ipynb"


def test_students_own_file_is_never_overwritten(release: Path, tmp_path: Path) -> None:
    student = tmp_path / "student"
    make.copy_release(release, student)
    (student / "01_a" / "01_a.ipynb").write_text("my work")
    (student / "01_a" / "data.csv").unlink()
    added, kept = make.copy_release(release, student)
    assert (student / "01_a" / "01_a.ipynb").read_text() == "my work"
    assert added == [Path("01_a/data.csv")]
    assert len(kept) == 2


def test_students_link_is_kept_even_if_it_leads_nowhere(release: Path, tmp_path: Path) -> None:
    link = tmp_path / "student" / "02_b" / "02_b.ipynb"
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "nowhere")
    make.copy_release(release, tmp_path / "student")
    assert link.is_symlink()


def test_read_only_release_gives_a_student_files_that_can_be_saved(
    release: Path, tmp_path: Path
) -> None:
    (release / "01_a" / "01_a.ipynb").chmod(0o444)
    make.copy_release(release, tmp_path / "student")
    assert (tmp_path / "student" / "01_a" / "01_a.ipynb").stat().st_mode & 0o200


def test_copy_leaves_out_checkpoints_and_leaves_no_rest_of_its_own(
    release: Path, tmp_path: Path
) -> None:
    (release / "01_a" / ".ipynb_checkpoints").mkdir()
    (release / "01_a" / ".ipynb_checkpoints" / "01_a.ipynb").write_text("old")
    make.copy_release(release, tmp_path / "student")
    copied = {path.name for path in (tmp_path / "student").rglob("*") if path.name.startswith(".")}
    assert copied == set()


def test_empty_release_names_the_command_that_fills_it(tmp_path: Path) -> None:
    with pytest.raises(environment.SetupError, match=r"python3 make\.py build"):
        make.copy_release(tmp_path, tmp_path / "student")
