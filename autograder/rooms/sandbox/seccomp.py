"""A filter of system calls: what no notebook needs, and what has opened kernels before, is refused.

It comes on top of namespaces, in which most of these calls would be refused as well: it keeps a
student's code away from the parts of the kernel that are attacked most.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from dataclasses import dataclass

from autograder.rooms.sandbox import syscalls

__all__ = ["install", "machine", "program"]

_SET_MODE_FILTER = 1
_GET_ACTION_AVAIL = 2
# Without it, kernels before 5.16 slow the whole process down for what they take for a browser tab.
_FLAG_SPEC_ALLOW = 4

_KILL_PROCESS = 0x80000000
_ERRNO = 0x00050000
_ALLOW = 0x7FFF0000

_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_ANY_BIT = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RETURN = 0x06  # BPF_RET | BPF_K

_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_X32 = 0x40000000
_NEW_NAMESPACES = 0x7E020000
_AF_UNIX = 1
_QUERY = 0xFFFFFFFF


@dataclass(frozen=True)
class Machine:
    """What differs from one kind of processor to another."""

    architecture: int
    seccomp: int
    column: int


_MACHINES = {
    "x86_64": Machine(0xC000003E, 317, 0),
    "aarch64": Machine(0xC00000B7, 277, 1),
}

# Numbers on x86_64 and on aarch64; None where there is no such call.
_FORBIDDEN: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # mounts and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "open_tree_attr": (467, 467),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    # parts of the kernel that are attacked often
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "lookup_dcookie": (212, 18),
    "nfsservctl": (180, 42),
    "uselib": (134, None),
    "sysfs": (139, None),
    # the machine
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "iopl": (172, None),
    "ioperm": (173, None),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
}
# As if the kernel did not have them: libraries then do without.
_ABSENT: dict[str, tuple[int | None, int | None]] = {
    "clone3": (435, 435),  # its flags lie in memory, where a filter cannot look
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # memory that no limit counts
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
}
_CLONE, _SOCKET, _PERSONALITY = (56, 220), (41, 198), (135, 92)

Instruction = tuple[int, int, int, int]


def machine() -> Machine | None:
    """Return what is special about this machine, or None if no filter is known for it."""
    found = _MACHINES.get(platform.machine())
    # A 32-bit Python on a 64-bit kernel makes the calls of another kind of machine.
    return found if ctypes.sizeof(ctypes.c_void_p) == 8 else None


def check() -> None:
    """Raise `OSError` unless this kernel can filter."""
    kind = machine()
    if kind is None:
        raise OSError(errno.ENOSYS, f"no filter is known for a processor {platform.machine()!r}")
    action = ctypes.c_uint32(_KILL_PROCESS)
    syscalls.raw("seccomp", kind.seccomp, _GET_ACTION_AVAIL, 0, ctypes.byref(action))


def program(kind: Machine) -> bytes:
    """Return the filter for a kind of machine, in the kernel's own small language.

    Parameters
    ----------
    kind : Machine
        Which numbers the calls have.
    """
    code: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, kind.architecture),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if kind.column == 0:  # the second set of numbers that this processor has
        code += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL_PROCESS)]
    for numbers, refusal in ((_FORBIDDEN, errno.EPERM), (_ABSENT, errno.ENOSYS)):
        for pair in numbers.values():
            number = pair[kind.column]
            if number is not None:
                code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | refusal)]
    # Each of the three looks at its first argument: the lower half comes first on both machines.
    code += [
        (_EQUAL, 0, 4, _CLONE[kind.column]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_ANY_BIT, 0, 1, _NEW_NAMESPACES),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
        (_EQUAL, 0, 4, _SOCKET[kind.column]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 1, 0, _AF_UNIX),
        (_RETURN, 0, 0, _ERRNO | errno.EAFNOSUPPORT),
        (_RETURN, 0, 0, _ALLOW),
        (_EQUAL, 0, 4, _PERSONALITY[kind.column]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 2, 0, 0),
        (_EQUAL, 1, 0, _QUERY),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def install() -> None:
    """Filter this process and all that it starts; `no_new_privs` must be set."""
    kind = machine()
    if kind is None:
        raise OSError(errno.ENOSYS, f"no filter is known for a processor {platform.machine()!r}")
    code = program(kind)
    body = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(body))
    pointer = ctypes.create_string_buffer(head, len(head))
    try:
        syscalls.raw("seccomp", kind.seccomp, _SET_MODE_FILTER, _FLAG_SPEC_ALLOW, pointer)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a kernel before 4.17, which does not know the flag
            raise
        syscalls.raw("seccomp", kind.seccomp, _SET_MODE_FILTER, 0, pointer)
