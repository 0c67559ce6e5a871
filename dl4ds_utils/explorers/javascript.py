"""The JavaScript that draws, joined into one text: no build step, no second copy."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["joined"]

FOLDER = Path(__file__).parent / "browser"
ORDER = ("arrays", "marks", "layers", "panels", "page", "canvas", "live", "play")
"""What draws, and what belongs to the page around it, each after those it imports from."""

_LINKS = re.compile(r"^(import .*|export \{.*\});\n", re.MULTILINE)
_REMARKS = re.compile(r"^ *(//|/\*\*|\*).*\n|^\n|^ +", re.MULTILINE)


@cache
def joined(glue: str) -> str:
    """Give what draws and the module `glue` as the text of a single module.

    What links the modules is left out, and so are comments and indentation: the text is in every
    notebook that shows an explorer.

    Parameters
    ----------
    glue : {"widget", "fragment"}
        What joins the core to its surroundings.

    Returns
    -------
    str
        The names of `glue` are at its top level; `widget` keeps its default export.
    """
    texts = [(FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in (*ORDER, glue)]
    return _REMARKS.sub("", _LINKS.sub("", "".join(texts)))
