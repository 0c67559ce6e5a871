"""A scene in a notebook: widgets where they live, a fragment of HTML everywhere."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from dl4ds_utils.explorers.fragment import fragment
from dl4ds_utils.explorers.pack import Packed, pack
from dl4ds_utils.explorers.scene import Control, Scene

if TYPE_CHECKING:
    from ipywidgets import VBox, Widget

__all__ = ["Explorer", "widgets_live"]

VIEW = "application/vnd.jupyter.widget-view+json"


class Explorer:
    """What a demo returns: its controls, its picture, and their values for Python.

    In a notebook that a person has open, the last line of a cell shows ipywidgets controls joined
    to a canvas in the browser, and behind them the fragment, which takes over when the page is
    opened again without its kernel. Elsewhere the fragment is all there is.

    Parameters
    ----------
    scene : Scene
        What to show.

    Attributes
    ----------
    controls : dict of str to ipywidgets.Widget
        The widget of each control; they are made when first asked for.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @cached_property
    def packed(self) -> Packed:
        """The scene as bytes for the browser."""
        return pack(self.scene)

    @cached_property
    def _made(self) -> tuple[VBox, dict[str, Widget]]:
        from dl4ds_utils.explorers.widgets import widgets_of

        return widgets_of(self.packed, self._pair)

    @cached_property
    def _pair(self) -> str:
        return uuid4().hex[:12]

    @property
    def controls(self) -> dict[str, Widget]:
        """The widget of each control, by the control's name."""
        return self._made[1]

    def __getattr__(self, name: str) -> Any:
        """Give the present value of a control, as ``explorer.alpha``."""
        scene = self.__dict__.get("scene")
        controls = scene.controls if isinstance(scene, Scene) else ()
        for control in controls:
            if control.name == name:
                return self._value(control)
        names = ", ".join(control.name for control in controls) or "none"
        raise AttributeError(f"this explorer has no {name!r}; its controls: {names}", name=name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(control.name for control in self.scene.controls)]

    def __repr__(self) -> str:
        return self.scene.alt

    def _value(self, control: Control) -> Any:
        index = control.index
        if "_made" in self.__dict__:
            from dl4ds_utils.explorers.widgets import index_trait

            widget = self.controls[control.name]
            index = getattr(widget, index_trait(widget))
        value = (control.values or control.labels)[index]
        return int(value) if control.kind == "step" else value

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Give the fragment, which lives in every page, and the text."""
        return {"text/html": self._fragment(), "text/plain": self.scene.alt}

    def _ipython_display_(self) -> None:
        """Show the widgets, where they live, and the fragment behind them."""
        from IPython.display import display

        if not widgets_live():
            display(self._repr_mimebundle_(), raw=True)
            return
        box, _ = self._made
        view = {"version_major": 2, "version_minor": 0, "model_id": box.model_id}
        # Where no widgets can be shown the first output is an empty one.
        display({VIEW: view, "text/html": "", "text/plain": ""}, raw=True)
        display({**self._repr_mimebundle_(), "text/html": self._fragment(self._pair)}, raw=True)

    def _fragment(self, pair: str = "") -> str:
        return fragment(self.packed.spec, self.packed.data, self._picture, pair)

    @cached_property
    def _picture(self) -> bytes:
        if os.environ.get("NBGRADER_EXECUTION"):
            return b""  # a grader looks at no picture, and drawing one takes long
        from dl4ds_utils.explorers.poster import poster

        return poster(self.scene)


def widgets_live() -> bool:
    """Tell whether somebody may have the notebook open in a page that shows widgets.

    Jupyter Server names the session of a kernel that belongs to an open notebook
    (``JPY_SESSION_NAME``), VS Code tells the kernel the notebook's file, Colab has its module.
    A kernel that ``nbconvert --execute``, nbclient or a grader starts has none of these: widgets
    would only add their state to the notebook, for a page that must fetch code to show it.
    """
    if os.environ.get("NBGRADER_EXECUTION"):
        return False
    if os.environ.get("JPY_SESSION_NAME") or "google.colab" in sys.modules:
        return True
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell is not None and "__vsc_ipynb_file__" in shell.user_ns
