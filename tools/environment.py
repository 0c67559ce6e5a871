"""The virtual environment of the checkout: made once, found again, remade when it no longer fits.

Nothing else on the machine is touched: what Jupyter and Matplotlib like to keep in the home
directory goes into ``.venv`` as well.
"""

# Only the standard library, and only syntax that Python 3.8 reads: this file has to run on a new
# machine, and to say clearly what is missing on an old one.
from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "made-from.txt"
SUPPORTED = ((3, 13), (3, 12), (3, 11))
EXTRAS = "dev"


class SetupError(Exception):
    """Something on this machine is missing; the text says what, and the remedy."""


def fitting_python(search: str | None = None) -> str | None:
    """Return a Python on PATH that the course supports, the newest first."""
    for major, minor in SUPPORTED:
        found = shutil.which(f"python{major}.{minor}", path=search)
        # The name alone proves nothing: version switchers put commands there that only fail.
        if found and version_of(found) == (major, minor):
            return found
    return None


def version_of(python: str) -> tuple[int, ...] | None:
    """Return the first two numbers of an interpreter's version; None if it does not run."""
    ask = [python, "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        told = subprocess.run(ask, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return tuple(map(int, told.stdout.split())) if told.returncode == 0 else None


def require_python(script: Path) -> None:
    """Go on with a Python that fits: this one, or one found on PATH, which runs the script again.

    Raises
    ------
    SetupError
        If there is none.
    """
    if sys.version_info[:2] in SUPPORTED:
        return
    other = fitting_python()
    if other is None:
        raise SetupError(
            "this needs Python 3.11, 3.12 or 3.13, and the only one found is "
            f"{sys.version.split()[0]} ({sys.executable}): install one, or name it, as in "
            "/path/to/python3.13 make.py demo"
        )
    sys.exit(call([other, str(script), *sys.argv[1:]], dict(os.environ), Path.cwd()))


def fingerprint(root: Path = ROOT) -> str:
    """Tell one environment from another: pins, package, interpreter and place."""
    import tomllib  # not in the Pythons that only get this far to be refused

    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    # The settings of ruff, mypy and pytest stand in the same file and change nothing installed.
    package = [pyproject["build-system"], pyproject["project"], pyproject["tool"].get("hatch")]
    pins = (root / "constraints.txt").read_text(encoding="utf-8")
    facts = [package, pins, EXTRAS, sys.version, str(root)]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def is_made(wanted: str) -> bool:
    """Say whether the environment is complete and is the wanted one."""
    try:
        # The interpreter is a link: it dangles when the Python it was made with is removed.
        return PYTHON.exists() and STAMP.read_text(encoding="utf-8").strip() == wanted
    except OSError:
        return False


def ensure_environment() -> None:
    """Make the environment unless it is there: after this call it is complete."""
    wanted = fingerprint()
    if is_made(wanted):
        return
    with alone():
        if not is_made(wanted):
            make_environment()
            STAMP.write_text(wanted + "\n", encoding="utf-8")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time make the environment; it is make.py that is locked."""
    try:
        import fcntl  # not on Windows, where two at once are the user's business
    except ImportError:
        yield
        return
    with (ROOT / "make.py").open("rb") as this:
        try:
            fcntl.flock(this, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Another make.py is setting up .venv: waiting for it.", flush=True)
            fcntl.flock(this, fcntl.LOCK_EX)
        yield


def make_environment() -> None:
    """Make ``.venv`` from nothing and install the project with its pins.

    Raises
    ------
    SetupError
        If this Python cannot make environments, or pip fails.
    """
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            f"this Python ({sys.executable}) comes without venv or ensurepip; on Debian and Ubuntu "
            f"this helps: apt-get install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        )
    version = sys.version.split()[0]
    print(f"Setting up .venv with Python {version}: about two minutes, once.", flush=True)
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    # In an active environment this is the Python that it was made with: its own is just gone.
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run(
        [base, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise SetupError(f"could not make .venv: {last_line(made.stdout + made.stderr)}")
    install()
    print("Set up: .venv is complete.", flush=True)


def install() -> None:
    """Install the project with its pins."""
    pip_install("-e", f".[{EXTRAS}]", log=VENV / "install.log")


def pip_install(*arguments: str, log: Path) -> None:
    """Run pip with the pins, show how far it is, and keep all that it says in a log."""
    pins = ROOT / "constraints.txt"
    pip = [str(PYTHON), "-m", "pip", "install", "--no-input", "--progress-bar=off"]
    pip += ["--disable-pip-version-check", "-c", str(pins), *arguments]
    # The build backend is pinned too: pip reads the one name or, when it is new, the other.
    env = {**tool_environment("tools"), "PIP_CONSTRAINT": str(pins)}
    env["PIP_BUILD_CONSTRAINT"] = str(pins)
    with subprocess.Popen(
        pip, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        error = follow(process.stdout or (), log)
    if process.returncode:
        raise SetupError(
            f"pip could not install the packages: {error}; it needs the network, or a mirror named "
            f"in pip's settings. Run this again when it is there. All that pip said is in {log}"
        )


def install_beside(name: str, *packages: str) -> Path:
    """Install packages in a folder of their own, so that the environment stays as it is pinned.

    Parameters
    ----------
    name : str
        Name of the folder inside ``.venv``; where it is there, nothing is done.
    *packages : str
        What pip shall install.

    Returns
    -------
    Path
        The folder, for ``PYTHONPATH``.

    Raises
    ------
    SetupError
        If pip fails.
    """
    folder, half = VENV / name, VENV / f"{name}.part"
    if folder.is_dir():
        return folder
    shutil.rmtree(half, ignore_errors=True)
    print(f"Installing {', '.join(packages)} into .venv/{name}, once.", flush=True)
    pip_install("--target", str(half), *packages, log=VENV / f"{name}.log")
    half.rename(folder)  # a folder cut short must not be taken for a whole one
    return folder


def follow(lines: Iterable[str], log: Path) -> str:
    """Write pip's lines to a log, show its progress, and return the last error it told."""
    error, count = "no reason given", 0
    with log.open("w", encoding="utf-8") as kept:
        for line in lines:
            kept.write(line)
            if line.strip().startswith("ERROR: "):
                error = line.partition("ERROR: ")[2].strip().rstrip(".")
            elif line.startswith("Collecting "):
                count += 1
                progress(f"package {count}: {line.split()[1]}", now=count % 25 == 0)
            elif line.startswith("Installing collected"):
                progress(f"installing {count} packages", now=True)
    progress("", now=False)
    return error


def progress(text: str, *, now: bool) -> None:
    """Show one moving line on a terminal; elsewhere a line of its own, if it is time for one."""
    if sys.stdout.isatty():
        print(f"\r\033[K  {text[:70]}" if text else "\r\033[K", end="", flush=True)
    elif now:
        print(f"  {text}", flush=True)


def last_line(text: str) -> str:
    """Return the last line that says something."""
    said = [line.strip() for line in text.splitlines() if line.strip()]
    return said[-1] if said else "no reason given"


def tool_environment(role: str) -> dict[str, str]:
    """Return the variables a tool runs with: the environment first on PATH, nothing in the home."""
    env = dict(os.environ)
    for name in ("PYTHONHOME", "PYTHONPATH"):  # cluster modules set them, to packages of their own
        env.pop(name, None)
    state = VENV / "state" / role
    env.update(
        PATH=os.pathsep.join([str(BIN), env.get("PATH", os.defpath)]),
        VIRTUAL_ENV=str(VENV),
        JUPYTER_CONFIG_DIR=str(state / "config"),
        JUPYTER_DATA_DIR=str(state / "data"),
        JUPYTER_RUNTIME_DIR=str(state / "runtime"),
        IPYTHONDIR=str(state / "ipython"),
        MPLCONFIGDIR=str(VENV / "state" / "matplotlib"),
    )
    return env


def call(command: Sequence[str], env: dict[str, str], cwd: Path) -> int:
    """Run a command to its end and return its exit code, as a shell would give it.

    Ctrl-C reaches the command too, which may have work to save: it is waited for, however often
    the key is pressed. ``subprocess.run`` would kill it after a quarter of a second.
    """
    process = subprocess.Popen(list(command), env=env, cwd=str(cwd))
    before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                code = process.wait()
                return code if code >= 0 else 128 - code
    finally:
        signal.signal(signal.SIGTERM, before)


def run(*arguments: str, role: str = "tools", cwd: Path = ROOT, **variables: str) -> int:
    """Run a Python module of the environment."""
    # IPython makes its own folder, but not the one above it.
    (VENV / "state" / role).mkdir(parents=True, exist_ok=True)
    return call([str(PYTHON), "-m", *arguments], {**tool_environment(role), **variables}, cwd)
