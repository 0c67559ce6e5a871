"""An explorer in Python: what a cell publishes, and where, and the values that can be read."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scenes import RATES, descent

from dl4ds_utils.explorers import widgets
from dl4ds_utils.explorers.explorer import VIEW, Explorer, widgets_live
from dl4ds_utils.explorers.look import BadScene
from dl4ds_utils.explorers.pack import pack

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The mime bundles that a cell publishes, with nobody at the notebook."""
    bundles: list[dict[str, Any]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **_: bundles.append(bundle))
    for name in ("NBGRADER_EXECUTION", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    return bundles


def test_values_can_be_read_before_and_after_the_widgets_are_there() -> None:
    explorer = Explorer(descent())
    assert (explorer.alpha, explorer.step, explorer.start) == (RATES[10], 4, "right")
    explorer.controls["alpha"].index = 3
    explorer.controls["start"].index = 2
    assert (explorer.alpha, explorer.start) == (RATES[3], "below")
    assert {"alpha", "step", "start", "controls"} <= set(dir(explorer))


def test_a_coarse_step_shows_its_own_numbers_and_is_played_by_its_places() -> None:
    scene = descent()
    labels = tuple(str(2 * t) for t in range(13))
    step = replace(scene.controls[1], labels=labels, values=tuple(map(float, labels)))
    explorer = Explorer(replace(scene, controls=(scene.controls[0], step, scene.controls[2])))
    slider = explorer.controls["step"]
    assert (type(slider).__name__, slider.label) == ("SelectionSlider", "8")
    slider.index = 7
    assert explorer.step == 14


def test_a_name_that_is_no_control_is_refused_with_those_there_are() -> None:
    with pytest.raises(AttributeError, match="no 'beta'; its controls: alpha, step, start"):
        _ = Explorer(descent()).beta


def test_each_control_has_its_widget_and_is_joined_to_the_canvas_in_the_browser(
    monkeypatch,
) -> None:
    links: list[Any] = []
    monkeypatch.setattr("ipywidgets.jslink", lambda source, target: links.append((source, target)))
    box, controls = widgets.widgets_of(pack(descent()))
    kinds = {name: type(widget).__name__ for name, widget in controls.items()}
    assert kinds == {"alpha": "SelectionSlider", "step": "IntSlider", "start": "ToggleButtons"}
    slider, play = box.children[1].children
    canvas = box.children[-1]
    assert links == [
        ((controls["alpha"], "index"), (canvas, "alpha")),
        ((slider, "value"), (canvas, "step")),
        ((play, "value"), (slider, "value")),
        ((play, "playing"), (canvas, "play_step")),
        ((controls["start"], "index"), (canvas, "start")),
    ]
    assert (play.min, play.max, play.value, play.step) == (0, 12, 4, 1)


def test_equal_labels_are_different_places() -> None:
    scene = descent()
    alpha = replace(scene.controls[0], labels=("0.1",) * 21)
    explorer = Explorer(replace(scene, controls=(alpha, *scene.controls[1:])))
    explorer.controls["alpha"].index = 17
    assert explorer.alpha == RATES[17]


def test_a_control_cannot_have_the_name_of_a_part_of_every_widget() -> None:
    packed = pack(descent())
    controls = [{**packed.spec["controls"][0], "name": "layout"}]
    with pytest.raises(BadScene, match="layout: take another name"):
        widgets.Canvas(replace(packed, spec={**packed.spec, "controls": controls}))


@pytest.mark.parametrize(("variable", "live"), [("", False), ("JPY_SESSION_NAME", True)])
def test_widgets_are_for_kernels_of_an_open_notebook(
    monkeypatch, published, variable, live
) -> None:
    if variable:
        monkeypatch.setenv(variable, "notebook.ipynb")
    assert widgets_live() is live
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert not widgets_live()


def test_an_open_notebook_gets_widgets_and_behind_them_the_fragment(monkeypatch, published) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "notebook.ipynb")
    explorer = Explorer(descent())
    explorer._ipython_display_()
    first, second = published
    # Where widgets cannot be shown, and in an export, the first output is empty.
    assert first[VIEW]["model_id"] == explorer._made[0].model_id
    assert (first["text/html"], first["text/plain"]) == ("", "")
    assert VIEW not in second
    assert second["text/plain"] == descent().alt
    assert f'"{explorer._pair}");' in second["text/html"]
    assert '<img class="dl4ds-still"' in second["text/html"]


def test_elsewhere_the_fragment_is_all(published) -> None:
    Explorer(descent())._ipython_display_()
    (only,) = published
    assert set(only) == {"text/html", "text/plain"}
    assert only["text/html"].endswith('"");\n})()</script></figure>')


def test_a_grader_gets_no_picture_and_loads_no_libraries() -> None:
    ask = (
        "import sys; sys.path.insert(0, 'tests/explorers'); import scenes;"
        "from dl4ds_utils.explorers.explorer import Explorer;"
        "html = Explorer(scenes.descent())._repr_mimebundle_()['text/html'];"
        "heavy = [n for n in ('matplotlib', 'ipywidgets', 'anywidget') if n in sys.modules];"
        "print('<img' in html, '<script>' in html, heavy)"
    )
    env = {**os.environ, "NBGRADER_EXECUTION": "autograde"}
    told = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert told.stdout == "False True []\n"


# A model of anywidget as far as the widget uses it, and a page with two views of it.
VIEWS = """async ([code, traits, text]) => {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(url);
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  traits.data = new DataView(bytes.buffer);
  const heard = new Set();
  window.saved = 0;
  window.model = {
    heard,
    get: (name) => traits[name],
    set: (name, value) => {
      traits[name] = value;
      heard.forEach(([event, f]) => event === `change:${name}` && f());
    },
    on: (event, f) => heard.add([event, f]),
    off: (event, f) => heard.forEach((one) => one[1] === f && heard.delete(one)),
    save_changes: () => { saved++; },
  };
  window.leave = [];
  for (let k = 0; k < 2; k++) {
    const el = document.body.appendChild(document.createElement("section"));
    leave.push(await widget.render({ model, el }));
  }
}"""
EACH = "[...document.querySelectorAll('section')].map((el) => el.dl4ds.{})"


@pytest.fixture
def views(shown):
    """Two views of one model."""
    from base64 import b64encode

    packed = pack(descent())
    canvas = widgets.Canvas(packed, "twin")
    traits = {"spec": canvas.spec, "pair": "twin", "alpha": 3, "step": 4, "start": 0}
    text = b64encode(packed.data).decode()
    shown.page.evaluate(VIEWS, [canvas._esm, traits, text])
    shown.turn(2)
    return shown


@pytest.mark.browser
def test_a_view_shows_the_state_that_the_model_has_now(views) -> None:
    assert views.page.evaluate(EACH.format("state.alpha")) == [3, 3]
    views.page.evaluate("model.set('step', 9); model.set('step', 10); model.set('alpha', 4)")
    views.crank()
    assert views.page.evaluate(EACH.format("state")) == [{"alpha": 4, "step": 10, "start": 0}] * 2
    assert views.page.evaluate(EACH.format("draws")) == [2, 2]
    assert views.page.evaluate("saved") == 0  # the kernel is told nothing, and asked nothing


@pytest.mark.browser
def test_a_key_on_the_canvas_reaches_the_model_and_the_other_view(views) -> None:
    views.page.locator("canvas").first.focus()
    views.page.keyboard.press("ArrowRight")
    views.crank()
    assert views.page.evaluate("[model.get('alpha'), saved]") == [4, 1]
    assert views.page.evaluate(EACH.format("state.alpha")) == [4, 4]
    assert views.page.evaluate(EACH.format("draws")) == [2, 2]


@pytest.mark.browser
def test_a_view_that_is_closed_leaves_the_other_alone_and_nothing_behind(views) -> None:
    assert views.page.evaluate("dl4dsLiving.get('twin')") == 2
    views.page.evaluate("() => { leave[0](); }")
    views.page.evaluate("model.set('alpha', 7)")
    assert views.crank() == 1
    assert views.page.locator("canvas").count() == 1
    views.page.evaluate("() => { leave[1](); }")
    assert views.page.evaluate("[model.heard.size, dl4dsLiving.get('twin')]") == [0, 0]
