"""What nbgrader, formgrader and ``autograder`` work with: this folder is the course directory."""

import os
import sys
from pathlib import Path

c = get_config()
ROOT = Path(__file__).resolve().parent

# nbgrader runs alembic by its name when it makes a gradebook; without it the gradebook stays
# half-made. So the folder of this interpreter comes first, also where no environment is active.
BIN = str(Path(sys.executable).parent)
if os.environ.get("PATH", "").split(os.pathsep)[0] != BIN:
    os.environ["PATH"] = os.pathsep.join([BIN, os.environ.get("PATH", os.defpath)])

c.CourseDirectory.course_id = "dl4ds"
c.CourseDirectory.root = str(ROOT)

# Where students submit: a folder that they and the graders share.
c.Exchange.root = os.environ.get("DL4DS_EXCHANGE") or str(ROOT / "exchange")
# What comes from there is taken only if it is what it seems; it is limited in size (kB).
c.ExchangeFactory.collect = "autograder.exchange.collect.CheckedCollect"
c.ExchangeFactory.release_feedback = "autograder.exchange.release.CheckedReleaseFeedback"
c.CourseDirectory.max_file_size = 20_000
c.CourseDirectory.max_dir_size = 50_000
# A shared exchange has its modes from 'autograder exchange init', and nbgrader must keep them:
# without this it would open the whole folder for everybody.
c.CourseDirectory.groupshared = bool(os.environ.get("DL4DS_EXCHANGE"))

# Seconds that one cell may take, and all cells of a notebook together.
c.Execute.timeout = 30
c.RunCells.notebook_timeout = 300

# Locked cells that a student has deleted or changed come back; a cell that never ends, or that
# takes Python down with it, costs its own marks and leaves those of the cells before it.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "autograder.restore.RestoreCells",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "autograder.cells.RunCells",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Students may hand in again after their feedback: it must not tell them the hidden tests.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "autograder.hide.HideHiddenTests",
    "autograder.sanitize.SafeCells",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# What students wrote and printed runs no script in the pages that show it, and restyles nothing:
# formgrader's by the first three lines, feedback's by all (there it comes after the hiding).
c.HTMLExporter.preprocessors = ["autograder.sanitize.SafeCells"]
c.HTMLExporter.filters = {"markdown2html": "autograder.markdown.safe_markdown"}
c.HTMLExporter.optimistic_validation = True  # only what is to be shown has to be a notebook
c.GenerateFeedback.exporter_class = "autograder.pages.FeedbackExporter"
c.FeedbackExporter.preprocessors = []

# A term on a cluster adds its own: the exchange, the scheduler ('autograder site init').
load_subconfig(str(ROOT / "site" / "nbgrader_config.py"))
