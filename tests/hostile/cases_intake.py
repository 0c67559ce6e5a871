"""Files that are no notebooks, or nearly none."""

from __future__ import annotations

import json
from typing import Any

from hostile_class import TOPIC, Case, file_of, says, text_of, zipped
from nbformat.v4 import new_code_cell

UNGRADABLE = "ungradable"
CONFLICT = "<<<<<<< HEAD\n{}\n=======\n{{}}\n>>>>>>> other\n"


def refused(work: object, told: str, **more: object) -> Case:
    return Case(work, UNGRADABLE, None, told, **more)  # type: ignore[arg-type]


def _deep(depth: int) -> bytes:
    return b'{"cells": ' + b"[" * depth + b"]" * depth + b', "nbformat": 4, "nbformat_minor": 5}'


def _first_cell(**changes: object) -> object:
    return file_of(lambda content: content["cells"][0].update(changes))


def _old(content: dict[str, object]) -> dict[str, object]:
    cells = []
    for cell in content["cells"]:  # type: ignore[attr-defined]
        text = cell.pop("source")
        cell.pop("id")
        cell.pop("attachments", None)
        if cell["cell_type"] == "code":
            cell |= {"input": text, "language": "python", "collapsed": False, "outputs": []}
            cell["prompt_number"] = None
            del cell["execution_count"]
        else:
            cell["source"] = text
        cells.append(cell)
    metadata = {"name": ""}
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": metadata,
        "worksheets": [{"cells": cells, "metadata": {}}],
    }


def _nested(depth: int) -> str:
    return '{"x":' * depth + "1" + "}" * depth


def _deep_metadata(text: str) -> str:
    return text.replace('"metadata": {\n', f'"metadata": {{"x": {_nested(900)},\n')


def _long_outputs(content: dict[str, Any]) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 2_000_000}
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [output]


def _paths_for_names(content: dict[str, Any]) -> None:
    attached = {"../../x.png": {"image/png": "aGk=", "x/../y": "<b>"}}
    content["cells"][0].update(id="../../pwned", attachments=attached)


CASES = {
    "empty": refused(b"", "is empty"),
    "white-space": refused(b" \n\t", "is empty"),
    "only-a-byte-order-mark": refused(b"\xef\xbb\xbf", "is empty"),
    "plain-python": refused(b"def double(x): return 2 * x", "breaks off in line 1"),
    "cut-in-the-middle": refused(text_of(lambda text: text[: len(text) // 2]), "breaks off in"),
    "conflict": refused(text_of(CONFLICT.format), "merge conflict, the first in line 1"),
    "picture": refused(b"\x89PNG\r\n\x1a\n\xff\xfe\x00", "is not text"),
    "zeros": refused(b"\0" * 100, "is empty"),
    "web-page": refused(b"<!DOCTYPE html><html><body>x</body></html>", "web page"),
    "web-page-in-latin-1": refused(b"<html><body>caf\xe9</body></html>", "web page"),
    "zip": refused(zipped, "ZIP archive: unpack it"),
    "list": refused(b"[]", "JSON (a list)"),
    "number": refused(b"7", "JSON (a int)"),
    "long-number": refused(b"7" * 10_000, "JSON (a int)"),
    "object": refused(b"{}", "not a notebook"),
    "cells-that-are-none": refused(b'{"cells": 3, "nbformat": 4, "nbformat_minor": 5}', "not a"),
    "deep-json": refused(_deep(100_000), "nested too deeply"),
    "future-format": refused(file_of(lambda content: content.update(nbformat=5)), "format 5"),
    "huge": refused(b"x" * (65 * 2**20), "too large"),
    "many-cells": refused(
        file_of(lambda content: content["cells"].extend([dict(new_code_cell("1"))] * 2001)),
        "cells, and 2000 are read",
    ),
    "very-many-cells": refused(
        b'{"cells":[' + b'{"cell_type":"raw","source":""},' * 99_999 + b'{}],"nbformat":4}',
        "100000 cells",
    ),
    "deep-old-format": refused(
        f'{{"nbformat": 3, "worksheets": {"[" * 900}{"]" * 900}, "x": {_nested(900)}}}'.encode(),
        "not a notebook",
    ),
    "cells-twice": Case(
        text_of(lambda text: text.rstrip()[:-1] + ', "cells": []}'),
        points=(0, 0, 0),
        says="twice under one name",
    ),
    "no-file": refused(b"", f"{TOPIC}.ipynb is missing", name="notes.txt"),
    "archive-instead": refused(b"PK", f"missing; found {TOPIC}.zip", name=f"{TOPIC}.zip"),
    "directory-of-that-name": refused(
        b"x", "is missing", beside={f"{TOPIC}.ipynb/x": b"x"}, name="y"
    ),
    "two-notebooks-of-other-names": refused(
        b"{}", "missing; found a.ipynb, b.ipynb", name="a.ipynb", beside={"b.ipynb": b"{}"}
    ),
    "notebook-of-another-lecture": Case(
        json.dumps({"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode(),
        points=(0, 0, 0),
        says="none of the assignment's cells",
    ),
    # ---- repaired, and told ----
    "byte-order-mark": Case(text_of(lambda text: text.encode("utf-8-sig")), says="byte order mark"),
    "utf-16": Case(text_of(lambda text: text.encode("utf-16")), says="saved as utf-16"),
    "utf-16-without-mark": Case(text_of(lambda text: text.encode("utf-16-le")), says="utf-16-le"),
    "utf-32": Case(text_of(lambda text: text.encode("utf-32")), says="saved as utf-32"),
    "latin-1": Case(
        lambda notebook: json.dumps(
            says(double="def double(x):  # café\n    return 2 * x")(notebook) or notebook,
            ensure_ascii=False,
        ).encode("latin-1"),
        says="saved as Windows-1252",
    ),
    "old-format": Case(file_of(_old), says="converted from format 3"),
    "newer-minor": Case(file_of(lambda c: c.update(nbformat_minor=99)), says="newer format 4.99"),
    "no-format": Case(
        file_of(lambda c: c.pop("nbformat") and None), says="does not say its format"
    ),
    "format-as-text": Case(file_of(lambda c: c.update(nbformat="4")), says="not say its format"),
    "nan": Case(file_of(lambda c: c["metadata"].update(x=float("nan"))), says="NaN, which JSON"),
    "infinity": Case(_first_cell(execution_count=float("inf")), says="Infinity"),  # type: ignore[arg-type]
    "keys-twice": Case(
        text_of(lambda text: text.replace("{", '{"nbformat": 4, ', 1)), says="twice under one name"
    ),
    "half-characters": Case(
        says(double="def double(x):\n    '\ud800'\n    return 2 * x"), says="halves of characters"
    ),
    "half-characters-in-a-name": Case(
        file_of(lambda c: c["cells"][2]["metadata"]["nbgrader"].update(grade_id="\udfff")),
        says="double",
    ),
    "no-metadata": Case(file_of(lambda c: c.pop("metadata") and None)),
    "metadata-that-is-none": Case(_first_cell(metadata=None)),  # type: ignore[arg-type]
    "text-that-is-none": Case(_first_cell(source=None), says="taken for an empty one"),  # type: ignore[arg-type]
    "text-of-numbers": Case(_first_cell(source=[1, None, {}])),  # type: ignore[arg-type]
    "strange-kind": Case(_first_cell(cell_type="heading"), says="of a kind that there is not"),  # type: ignore[arg-type]
    "cells-of-other-things": Case(
        file_of(lambda c: c["cells"].extend([7, None, "x", []])),
        says="what is no cell was left out",
    ),
    "outputs-that-are-none": Case(_first_cell(outputs=7, execution_count="x")),  # type: ignore[arg-type]
    "ids-that-are-none": Case(
        file_of(lambda c: [one.update(id="?" * 99) for one in c["cells"]] and None)
    ),
    "ids-all-alike": Case(file_of(lambda c: [one.update(id="a") for one in c["cells"]] and None)),
    "kernel-of-another-language": Case(
        file_of(lambda c: c["metadata"].update(kernelspec={"name": "julia"}, language_info=7))
    ),
    "deep-metadata": Case(text_of(_deep_metadata)),
    "long-outputs": Case(file_of(_long_outputs)),
    "paths-for-ids-and-attachments": Case(file_of(_paths_for_names)),
    # ---- files that are named or placed with a purpose ----
    "letters-that-look-alike": Case(
        lambda _: None, says="should be named", name=TOPIC.replace("o", "\u043e") + ".ipynb"
    ),
    "name-that-a-terminal-obeys": Case(
        lambda _: None, says=r"a\x1b[2J\u202e.ipynb was graded", name="a\x1b[2J\u202e.ipynb"
    ),
    "name-that-is-not-utf-8": Case(
        lambda _: None,
        says=r"besides 01_hostile-\udce9.ipynb",
        beside={f"{TOPIC}-\udce9.ipynb": b"{}", "\udce9.txt": b"x"},
    ),
    "names-like-options": Case(
        lambda _: None,
        beside={"-rf": b"", "--help": b"", "*": b"", "$(touch x)": b"", "`true`": b"x"},
    ),
    "time-that-is-none": Case(lambda _: None, beside={"timestamp.txt": b"yesterday \xff"}),
    "time-far-away": Case(lambda _: None, beside={"timestamp.txt": b"99999-01-01 00:00:00 UTC"}),
    "time-of-a-file": Case(lambda _: None, beside={"timestamp.txt": b"2026-01-01 /etc/passwd"}),
    "time-that-is-a-folder": Case(lambda _: None, beside={"timestamp.txt/x": b"1"}),
    "other-case": Case(lambda _: None, says="should be named", name=TOPIC.upper() + ".IPYNB"),
    "number-of-a-browser": Case(lambda _: None, says="should be named", name=f"{TOPIC} (1).ipynb"),
    "text-by-a-browser": Case(lambda _: None, says="should be named", name=f"{TOPIC}.ipynb.txt"),
    "own-name": Case(lambda _: None, says="homework.ipynb was graded", name="homework.ipynb"),
    "copy-beside": Case(
        lambda _: None,
        says=f"besides {TOPIC} (1).ipynb, {TOPIC}.ipynb was graded",
        beside={f"{TOPIC} (1).ipynb": b"{}"},
    ),
    "file-where-the-course-has-a-folder": Case(lambda _: None, beside={"data": b"x"}),
    "folder-where-the-course-has-a-file": Case(lambda _: None, beside={"table.csv/x": b"x"}),
    "folder-of-the-notebooks-name-beside": Case(
        lambda _: None,
        says="should be named",
        name=f"{TOPIC}-Copy1.ipynb",
        beside={f"{TOPIC}.ipynb/x": b"x"},
    ),
}
