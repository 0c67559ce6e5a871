"""The explorers of lecture 1: what they draw is the student's, what they say is true everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from places import at, grid
from scipy.special import expit, log_expit
from scipy.stats import norm
from student_losses import Y, bce_on_paper, bce_with_logits, gaussian_nll

from dl4ds_utils.explorers import explore_logit, explore_margin, explore_normal
from dl4ds_utils.explorers.captions import caption
from dl4ds_utils.explorers.demo import NotYet
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.pack import pack, unpack
from dl4ds_utils.explorers.scene import Scene
from dl4ds_utils.explorers.student import BadReturn

pytestmark = pytest.mark.usefixtures("whole_grids")


@pytest.fixture(scope="module")
def normal(demo: Callable[[str], Explorer]) -> Scene:
    return demo("normal").scene


@pytest.fixture(scope="module")
def margin(demo: Callable[[str], Explorer]) -> Scene:
    return demo("margin").scene


@pytest.fixture(scope="module")
def logit(demo: Callable[[str], Explorer]) -> Scene:
    return demo("logit").scene


def everywhere(scene: Scene) -> Iterator[tuple[dict[str, Any], str]]:
    """Give each state, by the values of its controls, and its caption."""
    shape = [len(control) for control in scene.controls]
    for place in np.ndindex(*shape):
        state = dict(zip((control.name for control in scene.controls), place, strict=True))
        now = scene.at(**state)
        yield {control.name: control.value for control in now.controls}, caption(now)


# --- a normal distribution over three numbers ---------------------------------------------------


def test_front_end_gets_the_loss_of_the_student(normal: Scene) -> None:
    mu, sigma = grid(normal, "mu"), grid(normal, "sigma")
    expected = np.array([[gaussian_nll(Y, m, s) for s in sigma] for m in mu])
    back = unpack(pack(normal))
    np.testing.assert_allclose(back["loss"], expected, rtol=1e-6)
    np.testing.assert_allclose(back["by_mu"], expected.T, atol=1e-3)
    np.testing.assert_allclose(back["by_sigma"], expected, atol=1e-3)
    np.testing.assert_allclose(back["half"], np.sum((Y - mu[:, None]) ** 2, axis=1) / 2, atol=1e-3)
    density = norm.pdf(Y, mu[:, None, None], sigma[:, None])
    np.testing.assert_allclose(back["tops"][..., 1], density, atol=1e-4)


def test_star_is_at_the_mean_for_each_sigma_and_at_the_typical_error_for_each_mu(
    normal: Scene,
) -> None:
    np.testing.assert_allclose(normal.arrays["best_mu"].values[:, 0], 7 / 3)
    typical = np.sqrt(np.mean((Y - grid(normal, "mu")[:, None]) ** 2, axis=1))
    assert np.abs(normal.arrays["best_sigma"].values[:, 0] - typical).max() < 0.1


@pytest.mark.parametrize(
    ("mu", "sigma", "words"),
    [
        (2.0, 1.0, "the sum of squared errors is 5, the loss 5.26. The loss is least further"),
        (7 / 3, 1.25, "is the mean of the data: no other has a smaller loss"),
        (7 / 3, 1.25, "typical size of 1.25, and σ says so"),
        (5.0, 0.5, "least further left"),
        (5.0, 0.5, "σ claims to be more precise"),
        (2.0, 3.0, "of only 1.29: the curve is wider"),
        (0.0, 3.0, "least further right, at the mean of the data, 2.33"),
    ],
)
def test_normal_is_put_into_words(normal: Scene, mu: float, sigma: float, words: str) -> None:
    assert words in caption(at(normal, mu=mu, sigma=sigma))


def test_words_about_a_normal_are_true_everywhere(normal: Scene) -> None:
    for state, text in everywhere(normal):
        mu, sigma = state["mu"], state["sigma"]
        typical = np.sqrt(np.mean((Y - mu) ** 2))
        assert ("no other has a smaller" in text) == (abs(mu - 7 / 3) < 0.01)
        assert ("further right" in text) == (mu < 7 / 3 - 0.01)
        assert ("further left" in text) == (mu > 7 / 3 + 0.01)
        assert ("more precise" in text) == (sigma < typical - 0.06)
        assert ("wider" in text) == (sigma > typical + 0.06)
        assert "look at" not in text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda y, mu, s: -gaussian_nll(y, mu, s), "But your loss is least at μ = 5"),
        (lambda y, mu, s: np.sum((y - mu) ** 2) / (2 * s**2), "your loss is least at σ = 3"),
        (lambda *_: np.nan, "is least at μ = not a number"),
    ],
)
def test_wrong_loss_of_a_normal_is_noticed(wrong: Callable[..., Any], words: str) -> None:
    text = caption(explore_normal(wrong, Y).scene)
    assert words in text
    assert "look at gaussian_nll again" in text


def test_loss_with_another_offset_is_drawn_as_it_is(normal: Scene) -> None:
    scene = explore_normal(lambda *args: gaussian_nll(*args) + 7.0, Y).scene
    difference = scene.arrays["by_mu"].values - normal.arrays["by_mu"].values
    np.testing.assert_allclose(difference, 7.0)


# --- four losses of a margin ----------------------------------------------------------------------


def test_losses_of_a_margin_and_their_slopes(margin: Scene) -> None:
    m, back = grid(margin, "m"), unpack(pack(margin))
    np.testing.assert_allclose(back["loss_3"], -log_expit(m), atol=1e-4)
    np.testing.assert_allclose(back["slope_3"], -expit(-m), atol=1e-4)
    np.testing.assert_allclose(back["loss_1"], (1 - m) ** 2, atol=1e-3)
    np.testing.assert_allclose(back["slope_1"], -2 * (1 - m), atol=1e-3)
    np.testing.assert_allclose(back["loss_2"], np.clip(1 - m, 0, None), atol=1e-4)
    assert back["loss_0"].tolist() == (m <= 0).tolist()
    assert np.isnan(back["slope_0"]).tolist() == (m == 0).tolist()
    assert np.isnan(back["slope_2"]).tolist() == (m == 1).tolist()
    assert (back["slope_2"][m < 1] == -1).all()


@pytest.mark.parametrize(
    ("m", "words"),
    [
        (-2.0, "0–1 (1, 0), squared (9, −6), hinge (3, −1), logistic (2.13, −0.881). The sign is"),
        (0.0, "0–1 (1, a jump), squared (1, −2), hinge (1, −1), logistic (0.693, −0.5). Between"),
        (0.5, "The sign is right, and the 0–1 loss is content. The other three"),
        (1.0, "squared (0, 0), hinge (0, a corner), logistic (0.313, −0.269). The squared loss"),
        (1.5, "the example is too right for it"),
        (3.0, "it costs as much as with the margin −1."),
    ],
)
def test_margin_is_put_into_words(margin: Scene, m: float, words: str) -> None:
    assert words in caption(at(margin, m=m))


def test_words_about_a_margin_are_true_everywhere(margin: Scene) -> None:
    for state, text in everywhere(margin):
        m = state["m"]
        assert ("sign is wrong" in text) == (m < 0)
        assert ("hinge is content" in text) == ("too right" in text) == (m > 1)
        assert ("costs as much as" in text) == (m >= 2)
        assert "not a number" not in text
        assert "look at" not in text


def test_loss_with_swapped_labels_is_noticed_at_a_margin() -> None:
    scene = explore_margin(lambda f, y: bce_with_logits(f, 1 - y)).scene
    assert all("look at bce_with_logits again" in text for _, text in everywhere(scene))
    assert scene.arrays["loss_3"].values[0] < scene.arrays["loss_3"].values[-1]


# --- a huge score -------------------------------------------------------------------------------


def test_front_end_gets_both_formulas(logit: Scene) -> None:
    f, back = grid(logit, "f"), unpack(pack(logit))
    for label in (0.0, 1.0):
        expected = -log_expit(f if label else -f)
        np.testing.assert_allclose(back["yours"][int(label)], expected, atol=0.02)
        np.testing.assert_allclose(
            back["yours_now"][:, int(label)], expected, rtol=1e-6, atol=1e-37
        )
    paper = back["paper_now"]
    np.testing.assert_array_equal(np.isnan(paper), np.stack([f <= -710, f >= 37], -1))
    np.testing.assert_array_equal(np.isinf(paper), np.stack([f >= 37, f <= -710], -1))


def test_zones_are_where_the_formula_on_paper_has_no_finite_number(logit: Scene) -> None:
    f, back = grid(logit, "f"), unpack(pack(logit))
    for panel in ("800", "1000"):
        for label, (nan, infinite) in enumerate([(f <= -710, f >= 37), (f >= 37, f <= -710)]):
            np.testing.assert_array_equal(np.isfinite(back[f"zone_2_{panel}"][label]), nan)
            np.testing.assert_array_equal(np.isfinite(back[f"zone_3_{panel}"][label]), infinite)


@pytest.mark.parametrize(
    ("f", "label", "words"),
    [
        (5.0, 0, "your loss is 5.01, on paper it is 5.01. The two agree"),
        (36.5, 0, "They are 0.456 apart: 1 − σ(f) is so small"),
        (40.0, 0, "your loss is 40, on paper it is ∞. On paper σ(f) is rounded to 1"),
        (40.0, 1, "on paper it is not a number. The answer is right and costs next to nothing"),
        (-710.0, 0, "0 · log σ(f) is not a number"),
        (-709.0, 1, "your loss is 709, on paper it is 709. The two agree"),
        (-800.0, 1, "your loss is 800, on paper it is ∞. On paper e^−f overflows"),
        (0.0, 1, "your loss is 0.693"),
    ],
)
def test_score_is_put_into_words(logit: Scene, f: float, label: int, words: str) -> None:
    assert words in caption(at(logit, f=f).at(label=label))


def test_words_about_a_score_are_true_everywhere(logit: Scene) -> None:
    for state, text in everywhere(logit):
        f, one = state["f"], state["label"] == "y = 1"
        right = (f > 0) == one
        broken = f >= 37 or f <= -710
        assert ("so wrong an answer" in text) == (broken and not right)
        assert ("answer is right and costs" in text) == (broken and right)
        assert ("rounded to 1" in text) == (f >= 37)
        assert ("overflows" in text) == (f <= -710)
        assert ("digits are left" in text) == (not one and 20 <= f < 37)
        assert ("agree" in text) == (not broken and "digits are left" not in text)


def test_clipped_formula_has_no_zone_and_is_told_to_be_wrong() -> None:
    def clipped(f: np.ndarray, y: np.ndarray) -> float:
        return bce_on_paper(np.clip(f, -30.0, 30.0), y)

    scene = explore_logit(bce_with_logits, clipped).scene
    assert np.isnan(scene.arrays["zone_2_800"].values).all()
    assert np.isnan(scene.arrays["word_3"].values[:, 0]).all()
    assert "They are 770 apart: one of the two is wrong." in caption(at(scene, f=800.0))


def test_loss_that_breaks_like_the_formula_is_noticed() -> None:
    text = caption(at(explore_logit(bce_on_paper, bce_on_paper).scene, f=800.0))
    assert "Yours should be a finite number for every score" in text


# --- all of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda f: explore_normal(f, Y), "gaussian_nll"),
        (lambda f: explore_margin(f), "bce_with_logits"),
        (lambda f: explore_logit(f, bce_on_paper), "bce_with_logits"),
    ],
)
def test_stub_and_nonsense_get_a_word(make: Callable[..., Any], name: str) -> None:
    renamed: dict[str, Any] = {}
    exec(f"def {name}(*_):\n    raise NotImplementedError()", renamed)
    shown = make(renamed[name])
    assert isinstance(shown, NotYet)
    assert str(shown) == f"Write `{name}` above first; then this picture moves."
    with pytest.raises(BadReturn, match=r"None.*a number"):
        make(lambda *_: None)
    with pytest.raises(BadReturn, match="an array of shape"):
        make(lambda *_: np.zeros(3))
    with pytest.raises(ZeroDivisionError):
        make(lambda *_: 1 / 0)
