"""nbgrader's *collect*, for students who may try anything."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import notebook_hash, parse_utc
from traitlets import Integer

from autograder.course import Course
from autograder.errors import CourseError
from autograder.exchange import notice, receipts, swap
from autograder.exchange.candidates import Candidate, Search, moment
from autograder.exchange.intake import Rules, copy, note, opened
from autograder.exchange.receipts import Receipt
from autograder.exchange.refusal import RefusedError, failure, shown
from autograder.locks import alone

# What nbgrader writes, in any time zone; dateutil would open a file that is named as the zone.
_STAMP = re.compile(r"[-+:. 0-9A-Za-z]{8,64}")


class CheckedCollect(ExchangeCollect):  # type: ignore[misc]
    """Collects what keeps the rules, and puts on record why the rest was not taken.

    The latest valid submission of a student counts. When it came is what the file system says: the
    latest ctime of its folder and of anything in it, which nobody can set.
    """

    max_files = Integer(200, help="How many files and folders a submission may hold.").tag(
        config=True
    )
    max_submissions = Integer(
        100, help="How many submissions of one user to an assignment are looked at, newest first."
    ).tag(config=True)
    clock_tolerance = Integer(
        300, help="Seconds by which a submission's own time may be off before that is recorded."
    ).tag(config=True)

    unfinished = Integer(
        60,
        help="Seconds for which a submission without a secret, which nbgrader writes last, is "
        "taken to be on its way still.",
    ).tag(config=True)

    def init_src(self) -> None:
        """Find the folder of submissions; read the due date where it matters."""
        if not self.coursedir.course_id:
            self.fail("No course id specified. Re-run with --course flag.")
        self.course = Course(Path(self.coursedir.root))
        self.shared = Path(self.root, self.coursedir.course_id)
        self.inbound = self.shared / "inbound"
        if not os.access(self.inbound, os.R_OK | os.X_OK):
            self.fail(f"cannot read {self.inbound}: run 'autograder exchange check'")
        self.duedate: datetime | None = None
        if self.before_duedate:
            with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
                try:
                    self.duedate = gradebook.find_assignment(self.coursedir.assignment_id).duedate
                except MissingEntry:
                    self.log.warning("%s is not in the gradebook", self.coursedir.assignment_id)
        where = self.coursedir
        rules = Rules(
            file_bytes=1000 * where.max_file_size,
            total_bytes=1000 * where.max_dir_size,
            files=self.max_files,
            ignore=tuple(where.ignore),
            include=tuple(where.include),
        )
        self.search = Search(
            assignment=where.assignment_id,
            student=where.student_id,
            rules=rules,
            check_owner=self.check_owner,
            most=self.max_submissions,
            unfinished=self.unfinished,
        )

    def copy_files(self) -> None:
        """Collect; whatever goes wrong with one submission leaves the others as they are."""
        try:
            with alone(self.course, self.coursedir.assignment_id, self.coursedir.db_url):
                self._collect_all()
        except CourseError as error:
            self.fail(str(error))

    def _collect_all(self) -> None:
        assignment = self.coursedir.assignment_id
        inbound = os.open(self.inbound, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            found = list(self.search.run(inbound))
            outcome: dict[str, list[Receipt]] = {one.owner: [] for one in found}
            for student in sorted({one.claimed for one in found}):
                mine = [one for one in found if one.claimed == student]
                for one, receipt in self._collect(inbound, mine):
                    submitter = "" if self.check_owner else receipt.claimed
                    outcome[one.owner].append(replace(receipt, submitter=submitter))
        finally:
            os.close(inbound)
        for owner, told in outcome.items():
            receipts.save(self.course, assignment, owner, told)
        everything = [receipt for told in outcome.values() for receipt in told]
        new = sum(receipt.status == receipts.COLLECTED for receipt in everything)
        bad = sum(bool(receipt.message) for receipt in everything)
        self.log.info("%s: %d collected, %d of %d not taken", assignment, new, bad, len(everything))
        if bad:
            self.log.warning("'autograder exchange refused %s' says why", assignment)

    def _collect(self, inbound: int, mine: list[Candidate]) -> Iterable[tuple[Candidate, Receipt]]:
        """Take the submission that counts; return what became of each."""
        done: list[tuple[Candidate, Receipt]] = []
        taken = False
        for one in self._in_order(mine):
            refused = one.refused
            if refused is None and taken:
                done.append((one, _receipt(one, receipts.SUPERSEDED)))
                continue
            if refused is None:
                try:
                    done.append((one, self._take(inbound, one)))
                    taken = True
                    continue
                except RefusedError as error:
                    refused = error
                except Exception as error:
                    # One submission, whatever is in it, must not keep the others from being taken.
                    self.log.exception("%s could not be collected", shown(one.name))
                    refused = failure(error)
            status = receipts.FAILED if refused.reason == "failed" else receipts.REFUSED
            done.append((one, _receipt(one, status, refused)))
        return [(one, self._told(one, receipt)) for one, receipt in done]

    def _in_order(self, mine: list[Candidate]) -> list[Candidate]:
        """Return the submissions, first the one that shall count."""
        latest = sorted(mine, key=lambda one: one.received, reverse=True)
        due = self.duedate
        if due is None:
            return latest
        return sorted(latest, key=lambda one: one.received.replace(tzinfo=None) > due)

    def _take(self, inbound: int, one: Candidate) -> Receipt:
        assignment = self.coursedir.assignment_id
        target = self._target(one.claimed)
        target.parent.mkdir(parents=True, exist_ok=True)
        swap.recover(target)
        if target.is_dir() and not self._is_newer(one, target):
            hint = "no newer one" if self.update else "there already, use --update to update"
            self.log.info("%s %s: %s", one.claimed, assignment, hint)
            return _receipt(one, receipts.SUPERSEDED)
        half = swap.beside(target)
        try:
            with opened(inbound, one.name) as folder:
                self.search.require_owner(one.claimed, folder)
                received = moment(copy(folder, self.search.rules, half).newest)
                stamps = {one.stamp, note(folder, "timestamp.txt")}
            # Without a secret, nbgrader would release no feedback to anybody.
            secret = one.secret or secrets.token_hex(64)
            (half / "submission_secret.txt").write_text(secret)
            (half / "timestamp.txt").write_text(f"{received:%Y-%m-%d %H:%M:%S.%f} UTC")
            self._share(half)
            swap.replace(target)
        finally:
            swap.recover(target)
        flags = []
        if any(self._is_off(stamp, received) for stamp in stamps):
            said = ", ".join(sorted(shown(stamp) or "none" for stamp in stamps))
            flags.append(f"its own time ({said}) is not when it came; the latter counts")
        if not one.secret:
            flags.append("it has no secret: the student cannot fetch feedback")
        for flag in flags:
            self.log.warning("%s %s: %s", one.claimed, assignment, flag)
        self.log.info("Collected %s %s, received %s", one.claimed, assignment, received)
        return replace(_receipt(one, receipts.COLLECTED), flags=tuple(flags))

    def _target(self, student: str) -> Path:
        where = self.coursedir
        return Path(where.format_path(where.submitted_directory, student, where.assignment_id))

    def _is_newer(self, one: Candidate, target: Path) -> bool:
        before, now = self._time_of(target), one.received.replace(tzinfo=None)
        if self.before_duedate:
            return before != now
        return bool(self.update) and (before is None or now > before)

    def _time_of(self, target: Path) -> datetime | None:
        try:
            time: datetime | None = self.coursedir.get_existing_timestamp(str(target))
        except (ValueError, AttributeError):
            # What was put there by hand need not say a time; nbgrader meets that with either.
            return None
        return time

    def _is_off(self, stamp: str, received: datetime) -> bool:
        if not _STAMP.fullmatch(stamp):
            return True
        try:
            said = parse_utc(stamp)
        except (ValueError, OverflowError, TypeError, AttributeError):
            return True  # dateutil meets nonsense with any of these
        seconds = (received.replace(tzinfo=None) - said).total_seconds()
        return bool(abs(seconds) > self.clock_tolerance)

    def _share(self, folder: Path) -> None:
        if self.coursedir.groupshared:
            for path in (folder, *folder.rglob("*")):
                more = 0o2770 if path.is_dir() else 0o660
                path.chmod(path.stat().st_mode & 0o777 | more)

    def _told(self, one: Candidate, receipt: Receipt) -> Receipt:
        """Leave a message where the student's own *Fetch Feedback* finds it."""
        if not receipt.message:
            return receipt
        self.log.error("Not taken: %s of %s: %s", receipt.folder, receipt.owner, receipt.message)
        if not one.secret or receipt.status != receipts.REFUSED:
            return receipt
        assignment = self.coursedir.assignment_id
        # Who handed it in is told, and of nobody's submissions but the own.
        counts = self._time_of(self._target(one.owner if self.check_owner else one.claimed))
        page = notice.page(assignment, receipt.received, receipt.message, counts)
        name = f"{notebook_hash(secret=one.secret, notebook_id=assignment)}.html"
        try:
            told = notice.leave(self.shared / "feedback" / name, page)
        except OSError as error:
            self.log.warning("%s could not be told: %s", receipt.owner, error.strerror)
            return receipt
        return replace(receipt, told=told)


def _receipt(one: Candidate, status: str, refused: RefusedError | None = None) -> Receipt:
    return Receipt(
        owner=one.owner,
        claimed=shown(one.claimed),
        folder=shown(one.name),
        received=f"{one.received:%Y-%m-%d %H:%M:%S}",
        status=status,
        reason=refused.reason if refused else "",
        message=str(refused) if refused else "",
    )
