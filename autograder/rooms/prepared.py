"""What IPython makes of a cell's text before it runs it, kept.

Every submission has the same tests: a warm parent prepares them once for all its rooms. And a
kernel does each of these steps twice for one cell.
"""

from __future__ import annotations

import os
from typing import Any

from ipykernel.compiler import XCachingCompiler, get_tmp_directory
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.inputtransformer2 import TransformerManager

__all__ = ["Compiler", "PreparedShell", "Transformers"]

MOST = 256
"""Cells that are kept."""


class Transformers(TransformerManager):
    """IPython's transformations of a cell's text, each cell's done once.

    A notebook that adds or removes one gets all of them done anew.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._made: dict[str, str] = {}
        self._stock = self._steps()

    def transform_cell(self, cell: str) -> str:
        """Return a cell's text as plain Python: its magics are calls."""
        made = self._made.get(cell)
        if made is not None and self._steps() == self._stock:
            return made
        made = str(super().transform_cell(cell))
        if len(self._made) < MOST and self._steps() == self._stock:
            self._made[cell] = made
        return made

    def _steps(self) -> list[Any]:
        return [*self.cleanup_transforms, *self.line_transforms, *self.token_transformers]


class Compiler(XCachingCompiler):
    """ipykernel's compiler, which names a cell's file by a hash of its text.

    The hash is slow, and the same in every room; the folder of the file is each room's own.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]
        self._files: dict[str, str] = {}

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        """Return the name of the file that a cell seems to come from."""
        if raw_code in self._files:
            return os.path.join(get_tmp_directory(), self._files[raw_code])  # type: ignore[no-untyped-call]  # noqa: PTH118
        name = str(super().get_code_name(raw_code, code, number))  # type: ignore[no-untyped-call]
        folder, file = os.path.split(name)
        if folder == get_tmp_directory() and len(self._files) < MOST:  # type: ignore[no-untyped-call]
            self._files[raw_code] = file
        return name


class PreparedShell(ZMQInteractiveShell):
    """An IPython shell that keeps what it makes of a cell's text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self.input_transformer_manager = Transformers()
        self._asynchronous: dict[str, bool] = {}

    def should_run_async(
        self,
        raw_cell: str,
        *,
        transformed_cell: Any = None,
        preprocessing_exc_tuple: Any = None,
    ) -> bool:
        """Tell whether a cell awaits something at its top level."""
        known = None
        if self.autoawait and preprocessing_exc_tuple is None:
            known = self._asynchronous.get(transformed_cell)
        if known is None:
            known = super().should_run_async(
                raw_cell,
                transformed_cell=transformed_cell,
                preprocessing_exc_tuple=preprocessing_exc_tuple,
            )
            if (
                self.autoawait
                and preprocessing_exc_tuple is None
                and len(self._asynchronous) < MOST
            ):
                self._asynchronous[transformed_cell] = known
        return bool(known)

    def _format_exception_for_storage(self, *_: Any, **__: Any) -> list[str]:
        # Every traceback would be made a second time, for a history that nobody keeps here.
        return []

    def prepare(self, code: str) -> None:
        """Do all this for a cell that is to be run later, in forks of this process."""
        made = self.transform_cell(code)  # type: ignore[no-untyped-call]
        self.should_run_async(code, transformed_cell=made)
        self.compile.get_code_name(code, made, 0)
