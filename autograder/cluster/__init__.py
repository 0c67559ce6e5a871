"""Grading on a cluster: the same submissions, the same code, on workers that a queue gives."""

NONE, LOCAL, SGE, SLURM = "none", "local", "sge", "slurm"
KINDS = (NONE, LOCAL, SGE, SLURM)
