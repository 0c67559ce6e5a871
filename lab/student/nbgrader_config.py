"""What a student's Assignment List works with; the course's own settings are not the student's."""

import os
import sys
from pathlib import Path

c = get_config()
HERE = Path(__file__).resolve().parent

c.CourseDirectory.course_id = "dl4ds"
# The same folder as in the course's nbgrader_config.py, two levels up from here.
c.Exchange.root = os.environ.get("DL4DS_EXCHANGE") or str(HERE.parents[1] / "exchange")
# The exchange's top folder is not for students to write to; without this nbgrader insists on it.
c.CourseDirectory.groupshared = True

# Classmates cannot read what is handed in. The sizes (kB) are those that collecting allows.
if str(HERE) not in sys.path:
    sys.path.append(str(HERE))
c.ExchangeFactory.submit = "dl4ds_submit.PrivateSubmit"
c.CourseDirectory.max_file_size = 20_000
c.CourseDirectory.max_dir_size = 50_000
