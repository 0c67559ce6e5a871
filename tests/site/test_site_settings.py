"""The settings file: every key is checked, and what is wrong is told with file, key and remedy."""

from __future__ import annotations

import pickle
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.site.keys import TABLES, SettingsError
from autograder.site.settings import read

ROOT = Path(__file__).parents[2]


def test_the_settings_of_the_docs_are_read(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "scc.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    path = tmp_path / "settings.toml"
    path.write_text(example)
    site = read(path)
    assert site.environment.kind == "conda"
    assert site.environment.graders == site.directories.course / ".venv"
    given = tomllib.loads(example)
    # The docs show every key there is, but for those that most terms leave out.
    shown = {key for key in TABLES[""] if key in given}
    shown |= {f"{t}.{key}" for t, keys in TABLES.items() if t for key in keys if key in given[t]}
    every = {f"{t}.{key}" if t else key for t, keys in TABLES.items() for key in keys}
    assert every - shown <= {"instructor", "environment.activate", "environment.graders"}


@pytest.mark.parametrize(
    ("name", "key"), [(table, key) for table, keys in TABLES.items() for key in keys]
)
def test_the_example_of_each_key_is_right(name: str, key: str) -> None:
    about = TABLES[name][key]
    about.convert(tomllib.loads(f"value = {about.example}")["value"])


WRONG = {
    # added lines: key, what is said of it
    '[jobs]\nwalltime = "2h"': ("jobs.walltime", "got '2h', expected hours:minutes:seconds"),
    '[jobs]\nwaltime = "1:00:00"': ("jobs.waltime", "did you mean walltime?"),
    "[jobs]\nslots = 0": ("jobs.slots", "expected a whole number from 1 on"),
    "[jobs]\nslots = true": ("jobs.slots", "expected a whole number from 1 on"),
    '[jobs]\nmemory = "4 GB"': ("jobs.memory", "a size such as 4G or 500M"),
    '[jobs]\nmail = "ada"': ("jobs.mail", "expected an address"),
    '[jobs]\nqueue = "a b"': ("jobs.queue", "a name of letters"),
    "[session]\nhours = 1.5": ("session.hours", "write for instance hours = 2"),
    "[sessions]\nhours = 1": ("sessions", "did you mean session?"),
    'modules = ["minicnda; rm -rf /"]': ("environment.modules", "a list of modules' names"),
    'modules = "miniconda"': ("environment.modules", "a list of modules' names"),
    'activate = "conda activate x"': ("environment.activate", "is for the kind 'overlay' only"),
    'graders = "env"': ("environment.graders", "a whole path"),
    'graders = "/a/../b"': ("environment.graders", "without .."),
    'graders = "/a/$(id)"': ("environment.graders", "without spaces and quotes"),
}


@pytest.mark.parametrize("lines", WRONG)
def test_a_wrong_value_is_told_with_its_key(settings: Callable[..., Path], lines: str) -> None:
    key, said = WRONG[lines]
    path = settings(lines)
    with pytest.raises(SettingsError) as caught:
        read(path)
    assert caught.value.key == key
    assert str(caught.value).startswith(f"{path}: {key}: ")
    assert said in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"kind": "docker"}, "environment.kind", "one of 'conda', 'venv', 'overlay'"),
        ({"kind": "overlay"}, "environment.activate", "is missing"),
        ({"graders": "all", "students": "all"}, "groups.graders", "a group without students"),
        ({"course_id": "../x"}, "course_id", "a name of letters"),
    ],
)
def test_settings_that_do_not_fit_are_told(
    settings: Callable[..., Path], changes: dict[str, str], key: str, said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(settings(**changes))
    assert caught.value.key == key
    assert said in str(caught.value)


@pytest.mark.parametrize("key", ["exchange", "shared"])
def test_what_students_need_cannot_be_in_the_course_directory(
    settings: Callable[..., Path], tmp_path: Path, key: str
) -> None:
    path = settings()
    text = path.read_text()
    path.write_text(re.sub(rf"{key} = .*", f'{key} = "{tmp_path}/admin/course/{key}"', text))
    with pytest.raises(SettingsError, match="lies in the course directory"):
        read(path)


@pytest.mark.parametrize("key", ["term", "project", "course", "kind", "graders"])
def test_a_missing_key_is_told_with_an_example(settings: Callable[..., Path], key: str) -> None:
    path = settings()
    path.write_text(re.sub(rf"^{key} = .*\n", "", path.read_text(), count=1, flags=re.MULTILINE))
    with pytest.raises(SettingsError, match=rf"{key}: is missing \(write for instance {key} = "):
        read(path)


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    with pytest.raises(SettingsError, match="there is no such file"):
        read(path)
    path.write_text("project = ds542")
    with pytest.raises(SettingsError, match=r"is not TOML: .*line 1"):
        read(path)
    path.write_text("groups = 3")
    with pytest.raises(SettingsError, match=r"write \[groups\] above its keys"):
        read(path)
