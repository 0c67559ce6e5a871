"""What driver and workers prove by that they belong together: a key that only this run has.

A worker runs whatever it is sent, in the name of who grades. Students have accounts on the same
cluster, and an unguarded port is open to them.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from distributed.security import Security

from autograder.errors import ClusterError

__all__ = ["PREFIX", "security", "sweep"]

PREFIX = "key-"

DAYS = 30
REQUEST = (
    *("req", "-x509", "-nodes", "-sha256", "-subj", "/CN=autograder"),
    *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
    # It vouches for itself, and strict readers want to see that it may.
    *("-addext", "keyUsage=critical,digitalSignature,keyCertSign"),
)


def security(folder: Path) -> Security:
    """Make a key and its certificate, and return what makes every connection ask for them.

    Parameters
    ----------
    folder : Path
        A new folder that only we can read, on a disk that workers see. It must stay as long as
        workers may start.

    Raises
    ------
    ClusterError
        If there is no ``openssl``, or it fails.
    """
    openssl = shutil.which("openssl")
    if openssl is None:
        remedy = "install it, or set c.Cluster.encrypted = False on a machine that is yours alone"
        raise ClusterError("no openssl to make a key for the workers", remedy)
    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    made = subprocess.run(
        [openssl, *REQUEST, "-days", str(DAYS), "-keyout", key, "-out", certificate],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        said = " ".join(made.stderr.split())
        raise ClusterError(f"openssl made no key for the workers: {said}", "see its own words")
    roles = ("client", "scheduler", "worker")
    return Security(
        require_encryption=True,
        tls_ca_file=certificate,
        **{f"tls_{role}_key": key for role in roles},
        **{f"tls_{role}_cert": certificate for role in roles},
    )


def sweep(folder: Path) -> None:
    """Remove keys that drivers which were killed have left, when they have expired.

    Parameters
    ----------
    folder : Path
        Where keys' folders are made.
    """
    expired = time.time() - 24 * 3600 * DAYS
    for kept in folder.glob(f"{PREFIX}*"):
        if kept.stat().st_mtime < expired:
            shutil.rmtree(kept, ignore_errors=True)
