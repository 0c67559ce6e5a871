"""Start a warm parent inside the sandbox: ``python -m autograder.rooms.sandbox.launch``.

What has to be done once for all rooms is done here, before the parent's program is started: then
everything that it maps, its own executable too, is seen through read-only mounts, and it never held
the grader's environment. This process stays outside and waits.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from typing import Never

from autograder.rooms.sandbox import filesystem, namespaces, syscalls
from autograder.rooms.sandbox.door import Outside
from autograder.rooms.sandbox.layers import NETWORK, PROC, PROCESSES, USER, Sandbox
from autograder.rooms.sandbox.scratch import ENVIRONMENT, open_scratch

__all__ = ["environment", "main"]

_KEPT = {
    *("LANG", "LANGUAGE", "TZ", "PYTHONPATH", "PYTHONHASHSEED", "LD_LIBRARY_PATH"),
    *("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"),
    *("MPLBACKEND", "NBGRADER_EXECUTION", "PYDEVD_DISABLE_FILE_VALIDATION"),
}
_NAME = "room"


def main() -> Never:
    """Build the sandbox that the first argument describes, and start a warm parent in it."""
    sandbox = Sandbox.from_json(sys.argv[1])
    control, modules = int(sys.argv[2]), sys.argv[3:]
    who = namespaces.account()
    paths = filesystem.shown([*modules, "autograder"])
    place = filesystem.stage(paths)
    flags = syscalls.CLONE_NEWNS | syscalls.CLONE_NEWUTS
    flags |= syscalls.CLONE_NEWNET if sandbox.has(NETWORK) else 0
    flags |= syscalls.CLONE_NEWPID if sandbox.has(PROCESSES) else 0
    if sandbox.has(USER):
        namespaces.become_root_inside(who, flags)
    else:
        syscalls.unshare(flags)
    socket.sethostname(_NAME)
    child = os.fork()
    if child:
        _wait_for(child)
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    # Needed for what cannot be done without a view of processes, even where a room has none.
    proc = os.open("/proc", os.O_PATH)
    filesystem.build(paths, place, sandbox.has(PROC))
    if sandbox.has(PROC):
        os.close(proc)
        proc = os.open("/proc", os.O_PATH)
    open_scratch(sandbox.limits.scratch, os.geteuid(), None)
    os.chdir("/")
    for fd in (control, proc):
        os.set_inheritable(fd, True)
    outside = Outside(who, proc)
    program = [sys.executable, "-P", "-m", "autograder.rooms.zygote"]
    words = ["--sandbox", sandbox.to_json(), "--outside", outside.to_json()]
    os.execve(sys.executable, [*program, *words, str(control), *modules], environment())


def _wait_for(child: int) -> Never:
    # The line must close when the parent ends, so nobody else may hold it.
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    # Only the child's end, or a kill, ends this one.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with contextlib.suppress(OSError):
            signal.signal(number, signal.SIG_IGN)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os._exit(status if status >= 0 else 128 - status)


def environment() -> dict[str, str]:
    """Return the variables of a room: a short list of the grader's own, and where things are."""
    kept = {
        name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("LC_")
    }
    programs = f"{os.path.dirname(sys.executable)}:/usr/local/bin:/usr/bin:/bin"  # noqa: PTH120
    return {**kept, **ENVIRONMENT, "PATH": programs}


if __name__ == "__main__":
    main()
