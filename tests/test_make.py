"""The launcher, tried on a small checkout whose package installs without the network."""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import make
from tools import environment

ROOT = Path(__file__).parent.parent

# A package without dependencies, with a build backend of its own: pip needs no index for it.
PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "small"
version = "1"
optional-dependencies = { dev = [] }

[tool.ruff]
line-length = 100
"""
BACKEND = """\
import zipfile

NAME = "Name: small\\nVersion: 1\\n"

def build_editable(folder, config_settings=None, metadata_directory=None):
    about = "small-1.dist-info"
    with zipfile.ZipFile(f"{folder}/small-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\\n{NAME}Provides-Extra: dev\\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr(f"{about}/RECORD", "")
    return "small-1-py3-none-any.whl"
"""
# Stands where the course's own command line stands, and tells what it was given.
COMMAND = """\
import os, signal, sys, time
print("ran", *sys.argv[1:], "with", sys.prefix, os.environ["PATH"].split(os.pathsep)[0], flush=True)
if "slow" in sys.argv:
    try:
        time.sleep(30)
    except KeyboardInterrupt:
        time.sleep(1.5)
        print("saved", flush=True)
sys.exit(3 if "fail" in sys.argv else 0)
"""


def small_checkout(folder: Path) -> Path:
    (folder / "autograder").mkdir(parents=True)
    shutil.copy(ROOT / "make.py", folder)
    shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "constraints.txt").write_text("# nothing to pin\n")
    (folder / "backend.py").write_text(BACKEND)
    (folder / "autograder" / "__main__.py").write_text(COMMAND)
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "make.py", *arguments],
        cwd=folder,
        env={**os.environ, "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_checkout(tmp_path_factory.mktemp("make") / "course")
    first = run(folder, "build", "one")
    assert first.returncode == 0, first.stderr
    assert "Setting up .venv" in first.stdout
    return folder


def test_environment_that_fits_is_used_as_it_is(small: Path) -> None:
    again = run(small, "build", "two", "--check")
    assert again.returncode == 0
    venv = small / ".venv"
    assert again.stdout == f"ran build two --check with {venv} {venv / 'bin'}\n"


def test_folder_that_ipython_needs_is_there(small: Path) -> None:
    assert (small / ".venv" / "state" / "tools").is_dir()


def test_half_made_environment_is_remade(small: Path) -> None:
    (small / ".venv" / "made-from.txt").unlink()
    shutil.rmtree(small / ".venv" / "lib")
    again = run(small, "build")
    assert "Setting up .venv" in again.stdout
    assert again.returncode == 0, again.stderr


def test_moved_checkout_gets_an_environment_of_its_own(small: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(small, moved, symlinks=True)
    again = run(moved, "build")
    assert "Setting up .venv" in again.stdout
    assert f"with {moved / '.venv'} " in again.stdout


def test_failing_pip_is_one_line_and_leaves_no_finished_environment(tmp_path: Path) -> None:
    folder = small_checkout(tmp_path / "course")
    text = PYPROJECT.replace("requires = []", 'requires = ["no-such-package-anywhere"]')
    (folder / "pyproject.toml").write_text(text)
    failed = run(folder, "build")
    assert failed.returncode == 1
    assert failed.stderr.startswith("error: pip could not install the packages: No matching")
    assert failed.stderr.count("\n") == 1
    assert "ran" not in failed.stdout
    assert not (folder / ".venv" / "made-from.txt").exists()


def test_pytorch_that_cannot_be_had_leaves_no_half_of_it(small: Path) -> None:
    failed = run(small, "test-reference")
    assert failed.returncode == 1
    assert failed.stderr.startswith("error: pip could not install the packages: No matching")
    assert not (small / ".venv" / "reference").exists()
    assert run(small, "build").returncode == 0, "the environment itself stays as it was"


def test_python_without_ensurepip_is_told_what_to_install(tmp_path: Path) -> None:
    folder = small_checkout(tmp_path / "course")
    # As on a Debian machine without the package: the module cannot be found.
    script = (
        "import runpy, sys; sys.path.insert(0, '.'); sys.modules['ensurepip'] = None; "
        "sys.argv = ['make.py', 'build']; runpy.run_path('make.py', run_name='__main__')"
    )
    failed = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert failed.returncode == 1
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert f"apt-get install python{version}-venv" in failed.stderr
    assert failed.stderr.count("\n") == 1
    assert not (folder / ".venv").exists()


def test_exit_code_of_the_tool_is_the_exit_code(small: Path) -> None:
    assert run(small, "build", "fail").returncode == 3


def test_interrupted_tool_is_given_the_time_to_save(small: Path) -> None:
    # Started in the background, these tests ignore the signal, and would hand that down.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "make.py", "demo", "slow"],
        cwd=small,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, before)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("ran demo slow")
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    assert said == "saved\n"


def test_unknown_target_is_refused_with_the_list() -> None:
    refused = run(ROOT, "tset")
    assert refused.returncode == 2
    assert "unknown target 'tset'; there is demo, test, test-reference, lab" in refused.stderr


def test_makefile_has_the_same_targets_each_one_call_of_make_py() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    recipes = dict(re.split(r":\s+; ", line) for line in lines if "; @" in line)
    assert list(recipes) == list(make.TARGETS)
    (phony,) = (line for line in lines if line.startswith(".PHONY"))
    assert phony.split()[1:] == list(make.TARGETS)
    assert all(call.startswith(f"@$(PYTHON) make.py {name}") for name, call in recipes.items())


def test_every_target_is_explained_by_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert make.main(["help"]) == 0
    told = capsys.readouterr().out
    assert all(re.search(rf"^  {name} +\w", told, re.MULTILINE) for name in make.TARGETS)


@pytest.mark.parametrize("name", ["make.py", "tools/environment.py"])
def test_launcher_can_be_read_by_old_pythons(name: str) -> None:
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 8))


# ------------------------------------------------------------ what an environment is keyed by


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("constraints.txt", "nothing", "something"),
        ("pyproject.toml", "optional-dependencies = { dev = [] }", "dependencies = ['numpy']"),
        ("pyproject.toml", "requires = []", "requires = ['hatchling']"),
    ],
)
def test_other_pins_or_another_package_need_another_environment(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    folder = small_checkout(tmp_path / "course")
    before = environment.fingerprint(folder)
    text = (folder / name).read_text()
    (folder / name).write_text(text.replace(old, new))
    assert environment.fingerprint(folder) != before


def test_other_lint_settings_need_no_other_environment(tmp_path: Path) -> None:
    folder = small_checkout(tmp_path / "course")
    before = environment.fingerprint(folder)
    text = (folder / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(text.replace("line-length = 100", "line-length = 99"))
    assert environment.fingerprint(folder) == before


# ------------------------------------------------------------ which Python


def test_python_that_only_has_the_name_is_passed_over(tmp_path: Path) -> None:
    for major, minor in environment.SUPPORTED:
        command = tmp_path / f"python{major}.{minor}"
        if (major, minor) == sys.version_info[:2]:
            command.symlink_to(sys.executable)
        else:
            command.write_text("#!/bin/sh\nexit 127\n")
            command.chmod(0o755)
    found = environment.fitting_python(str(tmp_path))
    assert found == str(tmp_path / f"python{sys.version_info[0]}.{sys.version_info[1]}")


def test_no_python_is_found_on_an_empty_path(tmp_path: Path) -> None:
    assert environment.fitting_python(str(tmp_path)) is None


def test_python_that_does_not_fit_is_named_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "SUPPORTED", ((3, 99),))
    with pytest.raises(environment.SetupError, match=r"3\.11, 3\.12 or 3\.13.*only one found is"):
        environment.require_python(tmp_path / "make.py")


# ------------------------------------------------------------ the variables of the tools


def test_tools_run_with_the_environment_first_and_nothing_from_the_home(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    variables = environment.tool_environment("student")
    assert variables["PATH"].split(os.pathsep)[0] == str(ROOT / ".venv" / "bin")
    assert "PYTHONPATH" not in variables
    kept = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    assert all(Path(variables[name]).is_relative_to(ROOT / ".venv") for name in kept)
