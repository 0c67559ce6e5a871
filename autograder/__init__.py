"""Build, verify and grade the dl4ds course on top of nbgrader.

The package never imports ``dl4ds_utils``: it treats a lecture as notebooks, whatever they teach.
"""

__version__ = "0.1.0"
