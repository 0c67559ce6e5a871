"""The safe recipe: which folders an exchange has, and who may do what in them.

==============  =====  ==========================  ==========================  =====================
folder          mode   instructor                  graders (its group)         everybody else
==============  =====  ==========================  ==========================  =====================
exchange        2775   everything                  everything                  list
its course      2775   everything                  everything                  list
``outbound/``   2775   everything                  everything                  list, read
``inbound/``    3773   everything                  list, read; add; delete     add; delete one's own
                                                   one's own only              only; never list
``feedback/``   2771   everything                  everything                  read under a secret
                                                                               name; never list
==============  =====  ==========================  ==========================  =====================

The first digit: 2 gives what is made inside to the graders' group, 1 (in 3) lets nobody rename or
delete what is another's.
"""

from __future__ import annotations

import grp
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError


@dataclass(frozen=True)
class Place:
    """A folder of the exchange and the mode it must have."""

    path: Path
    mode: int


@dataclass(frozen=True)
class Keepers:
    """Who an exchange belongs to: a user and a group, by number."""

    uid: int
    gid: int

    @property
    def owner(self) -> str:
        """Name of the user; its number where it has none."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)

    @property
    def group(self) -> str:
        """Name of the group; its number where it has none."""
        try:
            return grp.getgrgid(self.gid).gr_name
        except KeyError:
            return str(self.gid)


def places(root: Path, course_id: str) -> tuple[Place, ...]:
    """Return the folders of an exchange, outermost first."""
    course = root / course_id
    return (
        Place(root, 0o2775),
        Place(course, 0o2775),
        Place(course / "outbound", 0o2775),
        Place(course / "inbound", 0o3773),
        Place(course / "feedback", 0o2771),
    )


def members(gid: int) -> set[str]:
    """Return the users of a group, also those whose first group it is."""
    first = {user.pw_name for user in pwd.getpwall() if user.pw_gid == gid}
    try:
        return first | set(grp.getgrgid(gid).gr_mem)
    except KeyError:
        return first


def keepers(owner: str | None, group: str | None, root: Path) -> Keepers:
    """Return who an exchange belongs to, or shall belong to.

    Parameters
    ----------
    owner, group : str or None
        Names; by default what `root` has, or else the user who asks and that user's own group.
    root : Path
        The exchange.

    Raises
    ------
    UsageError
        If there is no such user or group, or a new exchange would be given to a group of many
        that nobody named.
    """
    known = root.stat() if root.is_dir() else None
    try:
        uid = pwd.getpwnam(owner).pw_uid if owner else known.st_uid if known else os.geteuid()
    except KeyError:
        raise UsageError(f"no user {owner!r}", "name the instructor by --owner") from None
    try:
        gid = grp.getgrnam(group).gr_gid if group else known.st_gid if known else None
    except KeyError:
        raise UsageError(f"no group {group!r}", "make it: 'groupadd', or ask an admin") from None
    if gid is None:
        gid = os.getegid() if uid == os.geteuid() else pwd.getpwuid(uid).pw_gid
        others = members(gid) - {Keepers(uid, gid).owner}
        if others:
            problem = f"{len(others)} others are in the group {Keepers(uid, gid).group!r}"
            raise UsageError(problem, "name the graders' group by --group")
    return Keepers(uid, gid)
