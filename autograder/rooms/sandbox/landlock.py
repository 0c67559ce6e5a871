"""Landlock: rules on paths that hold whatever way a process came to a file.

Namespaces decide what can be named. Landlock also covers a file outside that was reached all the
same, through a descriptor for instance, and, on newer kernels, TCP and signals.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Mapping

from autograder.rooms.sandbox import syscalls

__all__ = ["DEVICES", "READ", "WRITE", "abi", "restrict"]

# The same numbers on all machines.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ABI = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHAR, _MAKE_BLOCK = 1 << 6, 1 << 11
_TRUNCATE, _IOCTL_DEVICE = 1 << 14, 1 << 15
READ = _EXECUTE | _READ_FILE | _READ_DIR
DEVICES = _READ_FILE | _WRITE_FILE | _READ_DIR | _TRUNCATE | _IOCTL_DEVICE
WRITE = ((1 << 16) - 1) & ~(_MAKE_CHAR | _MAKE_BLOCK)

# How many kinds of access to files each version knows: version 1 knows 13.
_KINDS = {1: 13, 2: 14, 3: 15, 4: 15}
_KINDS_NOW = 16
_NO_TCP, _NO_SCOPE_LEFT = 0b11, 0b11


def abi() -> int:
    """Return the version that this kernel has; raise `OSError` if it has none."""
    return syscalls.raw("landlock_create_ruleset", _CREATE_RULESET, 0, 0, _ABI)


def restrict(rules: Mapping[str, int], version: int) -> None:
    """Allow this process, and all that it starts, these paths and no other.

    Parameters
    ----------
    rules : mapping of str to int
        What may be done beneath each path.
    version : int
        What `abi` returned.
    """
    known = (1 << _KINDS.get(version, _KINDS_NOW)) - 1
    attributes = struct.pack(
        "=QQQ", known, _NO_TCP if version >= 4 else 0, _NO_SCOPE_LEFT if version >= 6 else 0
    )
    attributes = attributes[: 8 if version < 4 else 16 if version < 6 else 24]
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    ruleset = syscalls.raw("landlock_create_ruleset", _CREATE_RULESET, buffer, len(attributes), 0)
    try:
        for path, access in rules.items():
            _allow(ruleset, path, access & known)
        syscalls.raw("landlock_restrict_self", _RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", access, beneath)
        buffer = ctypes.create_string_buffer(rule, len(rule))
        syscalls.raw("landlock_add_rule", _ADD_RULE, ruleset, _PATH_BENEATH, buffer, 0)
    finally:
        os.close(beneath)
