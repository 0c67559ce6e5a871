"""What IPython makes of a cell's text before it runs it, kept.

Every submission has the same tests: a warm parent prepares them once for all its rooms. And a
kernel does each of these steps twice for one cell.
"""

from __future__ import annotations

import ast
import os
import re
import warnings
from types import CodeType
from typing import Any, cast

from ipykernel.compiler import XCachingCompiler, get_tmp_directory
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.inputtransformer2 import TransformerManager

__all__ = ["Compiler", "PreparedShell", "Transformers"]

MOST = 256
"""Cells that are kept."""
_SPECIAL = re.compile(
    r"\A\s|\?|!(?!=)|=\s*%|^\s*(?:[%,;/]|>>>|\.\.\.|In )|[\x1c-\x1e\x85\u2028\u2029]|^[^\S\n]+$",
    re.MULTILINE,
)
"""What a cell has in it that IPython may read as more than Python, or as a prompt."""


def _is_python(cell: str) -> bool:
    """Tell whether a cell is plain Python, which IPython leaves as it is."""
    if _SPECIAL.search(cell):
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they are given when it is compiled
        try:
            ast.parse(cell)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


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
        if self._steps() != self._stock:
            return str(super().transform_cell(cell))
        made = self._made.get(cell)
        if made is None and _is_python(cell):
            # IPython would look at each token, in Python, to find that there is nothing to do.
            return cell if cell.endswith("\n") else f"{cell}\n"
        if made is None:
            made = str(super().transform_cell(cell))
            if len(self._made) < MOST and self._steps() == self._stock:
                self._made[cell] = made
        return made

    def _steps(self) -> list[Any]:
        return [*self.cleanup_transforms, *self.line_transforms, *self.token_transformers]


class Compiler(XCachingCompiler):
    """ipykernel's compiler, which names a cell's file by a hash of its text.

    The hash is slow, and the same in every room; the folder of the file is each room's own. So is
    what it compiles, but for the name of that file.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]
        self._files: dict[str, str] = {}
        self._trees: dict[str, tuple[int, ast.Module]] = {}
        self._codes: dict[tuple[ast.AST, str], tuple[int, CodeType]] = {}

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        """Return the name of the file that a cell seems to come from."""
        if raw_code in self._files:
            return os.path.join(get_tmp_directory(), self._files[raw_code])  # type: ignore[no-untyped-call]  # noqa: PTH118
        name = str(super().get_code_name(raw_code, code, number))  # type: ignore[no-untyped-call]
        folder, file = os.path.split(name)
        if folder == get_tmp_directory() and len(self._files) < MOST:  # type: ignore[no-untyped-call]
            self._files[raw_code] = file
        return name

    def prepare(self, code: str, flags: int) -> None:
        """Parse and compile a cell that is to be run later, statement by statement as IPython does.

        Parameters
        ----------
        code : str
            Plain Python.
        flags : int
            What IPython adds to the compiler's own flags when it compiles.

        Raises
        ------
        SyntaxError
            If it is none.
        """
        if code in self._trees or len(self._trees) >= MOST:
            return
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            tree = cast("ast.Module", super().ast_parse(code))
            before, codes = self.flags, []
            with self.extra_flags(flags):
                for node in tree.body:
                    last = node is tree.body[-1] and isinstance(node, ast.Expr)
                    mode = "single" if last else "exec"
                    made: Any = ast.Interactive([node]) if last else ast.Module([node], [])
                    codes.append((node, mode, self.flags, super().__call__(made, "", mode)))
        # What is said, or changes how later cells are compiled, is left to each room.
        if warned or self.flags != before:
            self.flags = before
            return
        self._trees[code] = before, tree
        self._codes.update({(node, mode): (flags, code) for node, mode, flags, code in codes})

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """Return the tree of a cell."""
        flags, tree = self._trees.get(source, (None, None))
        if tree is None or flags != self.flags or symbol != "exec":
            return super().ast_parse(source, filename, symbol)
        return ast.Module([*tree.body], [])

    def __call__(self, source: Any, filename: str, symbol: str, **options: Any) -> CodeType:
        """Return the code of one statement, in the file of its cell."""
        body = getattr(source, "body", None)
        if isinstance(body, list) and len(body) == 1 and not options:
            flags, code = self._codes.get((body[0], symbol), (None, None))
            if code is not None and flags == self.flags:
                return _in_file(code, filename)
        code = super().__call__(source, filename, symbol, **options)
        assert isinstance(code, CodeType)
        return code

    def forget(self) -> None:
        """Forget what was parsed and compiled: somebody is about to change the trees."""
        self._trees.clear()
        self._codes.clear()


def _in_file(code: CodeType, file: str) -> CodeType:
    """Return code, with that of all functions inside, that says it comes from a file."""
    parts = (_in_file(one, file) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_filename=file, co_consts=tuple(parts))


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

    def transform_ast(self, node: Any) -> Any:
        """Let the notebook's own transformers change a cell's tree."""
        if self.ast_transformers:
            cast("Compiler", self.compile).forget()
        return super().transform_ast(node)  # type: ignore[no-untyped-call]

    def _format_exception_for_storage(
        self, exception: BaseException, *_: Any, **__: Any
    ) -> dict[str, Any]:
        # IPython makes every traceback a second time, for its history: here it is the one that was
        # shown. Without this method it is merely slower.
        shown = [*(self._last_traceback or [])]
        name, text = type(exception).__name__, str(exception)
        return {"ename": name, "evalue": text, "traceback": shown}

    def prepare(self, code: str) -> None:
        """Do all this for a cell that is to be run later, in forks of this process."""
        made = self.transform_cell(code)  # type: ignore[no-untyped-call]
        self.should_run_async(code, transformed_cell=made)
        compiler = cast("Compiler", self.compile)
        compiler.get_code_name(code, made, 0)
        compiler.prepare(made, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if self.autoawait else 0)
