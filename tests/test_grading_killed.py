"""A grader that is killed at any moment loses nothing: the same command ends as if undisturbed.

`GRADER_KILLS=200` in the environment kills it as often.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("GRADER_KILLS", "15"))


@pytest.mark.skipif(sys.platform != "linux", reason="the audit hook and kill -9 are tried on Linux")
def test_kills_at_random_moments_change_nothing_in_the_end(tmp_path: Path) -> None:
    script = Path(__file__).with_name("killed_grader.py")
    told = subprocess.run(
        [sys.executable, str(script), str(tmp_path), str(KILLS), "20"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert found["kills"] >= KILLS
    assert found["classes"] >= 2
    assert (found["contradictions"], found["differences"]) == (0, 0)
    assert found["litter"] == []
