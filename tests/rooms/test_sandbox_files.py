"""What a student's code sees of the machine's files: tried from inside, for each kind of grader."""

from __future__ import annotations

from pathlib import Path

import pytest
from attackers import MIB, ROOT, TRY_TO_READ, Rooms

pytestmark = pytest.mark.skipif(not Path("/proc/self/ns").is_dir(), reason="Linux only")


def test_files_of_the_machine_and_of_the_course_cannot_be_read(rooms: Rooms) -> None:
    paths = [
        *("/etc/shadow", "/etc/hostname", "/var/log", "/home", "/sys", "/boot"),
        *(str(ROOT / name) for name in ("source", "notebooks", "release", "tests", ".git")),
        *(str(ROOT / name) for name in ("gradebook.db", "pyproject.toml", "submitted")),
        *(str(rooms.folder), str(rooms.folder / "grades.csv"), "../../grades.csv", "../handed_in"),
    ]
    assert rooms.alone(TRY_TO_READ.format(paths=paths)) == ""


def test_only_the_packages_of_a_checkout_are_shown_that_notebooks_import(rooms: Rooms) -> None:
    seen = rooms.alone(
        f"""
        import os
        for folder, folders, files in os.walk({str(ROOT)!r}):
            print(os.path.relpath(folder, {str(ROOT)!r}), *files, sep="|")
            folders[:] = [name for name in folders if not name.startswith(".")]
            if "dl4ds_utils" in folder:
                folders.clear()
        """
    ).splitlines()
    assert "autograder" in seen  # an empty folder
    assert {line.split("|")[0] for line in seen} == {".", "autograder", "dl4ds_utils"}
    assert seen[0] == "."


def test_what_is_shown_cannot_be_changed(rooms: Rooms) -> None:
    told = rooms.alone(
        """
        import os, sys, numpy
        for place in ("/", "/usr", "/etc", "/dev", sys.prefix + "/lib", numpy.__path__[0]):
            try:
                open(os.path.join(place, "mine"), "w")
                print("WROTE", place)
            except OSError:
                pass
        for path in (numpy.__file__, sys.executable, "/proc/self/exe", "/etc/passwd"):
            try:
                os.open(path, os.O_WRONLY)
                print("OPENED", path)
            except OSError:
                pass
        """
    )
    assert told == ""


def test_no_descriptor_leads_outside(rooms: Rooms) -> None:
    rooms.need("proc")
    told = rooms.alone(
        """
        import os
        for fd in range(64):
            try:
                target = os.readlink(f"/proc/self/fd/{fd}")
            except FileNotFoundError:
                continue
            if target.partition(":")[0] not in ("pipe", "socket", "anon_inode", "/dev/null"):
                print(fd, target)
        """
    )
    assert told == ""


def test_scratch_holds_copies_of_what_was_handed_in_and_no_links(rooms: Rooms) -> None:
    told = rooms.alone(
        """
        import os
        print(os.getcwd(), sorted(os.listdir()), open("data/numbers.csv").read(), end="")
        open("data/numbers.csv", "w").write("spoilt")
        """
    )
    assert told == "/room/work ['data'] 1,2"
    assert (rooms.folder / "handed_in/data/numbers.csv").read_text() == "1,2\n"


def test_room_that_cannot_be_made_is_nobodys_answer(rooms: Rooms) -> None:
    folder = rooms.folder / "handed_in_too_much"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}").write_bytes(bytes(6 * MIB))
    with pytest.raises(AssertionError, match=r"a room cannot be opened: .*No space left"):
        rooms.ask("open", str(folder))
    assert rooms.alone("print('fine')") == "fine"


def test_next_room_finds_nothing_that_one_before_left(rooms: Rooms) -> None:
    places = "('/room/tmp', '/dev/shm', '/var/tmp', '/room/home', '.')"
    rooms.alone(f"for p in {places}: open(p + '/left', 'w').write('x')")
    left = rooms.alone(
        f"import os; print([p for p in {places} if os.path.exists(p + '/left')], "
        "os.listdir('/room/tmp'), os.listdir('/dev/shm'))"
    )
    assert left == "[] [] []"


def test_rooms_that_are_open_at_once_do_not_meet(rooms: Rooms) -> None:
    one, two = rooms.open(), rooms.open()
    try:
        rooms.run(
            one, "import os; open('/room/tmp/mine', 'w').write('x'); os.mkfifo('/room/work/f')"
        )
        assert rooms.run(one, "print(os.listdir('/room/tmp'))").text == "['mine']\n"
        seen = rooms.run(two, "import os; print(os.listdir('/room/tmp'), os.listdir('.'))").text
        assert seen == "[] ['data']\n"
    finally:
        rooms.ask("end", one)
        rooms.ask("end", two)
