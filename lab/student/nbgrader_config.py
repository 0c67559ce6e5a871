"""What a student's Assignment List works with; the course's own settings are not the student's."""

import os
from pathlib import Path

c = get_config()

c.CourseDirectory.course_id = "dl4ds"
# The same folder as in the course's nbgrader_config.py, two levels up from here.
ROOT = Path(__file__).resolve().parents[2]
c.Exchange.root = os.environ.get("DL4DS_EXCHANGE") or str(ROOT / "exchange")
