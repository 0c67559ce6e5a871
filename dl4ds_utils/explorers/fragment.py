"""An explorer as HTML that needs nothing else: a picture, and a script that revives it."""

from __future__ import annotations

import base64
import json
from html import escape
from typing import Any

from dl4ds_utils.explorers.javascript import joined

__all__ = ["fragment"]


def fragment(spec: dict[str, Any], data: bytes, picture: bytes = b"", pair: str = "") -> str:
    """Give the self-contained HTML of an explorer.

    The picture and its text stand first, and stay where scripts are not trusted or too old to
    inflate the numbers. Otherwise the script draws beside them, in a shadow root, and hides them.

    Parameters
    ----------
    spec : dict
        The scene, as `pack` gives it.
    data : bytes
        Its arrays, compressed.
    picture : bytes
        A PNG of the present state; without it only the text stands there.
    pair : str
        Name of the widgets that show the same in the output just before, if there are any: while
        they live, the fragment hides itself.

    Returns
    -------
    str
        One ``<figure>`` element.
    """
    alt = escape(spec["alt"], quote=True)
    if picture:
        source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
        still = f'<img class="dl4ds-still" alt="{alt}" src="{source}" style="max-width:100%">'
    else:
        still = f'<p class="dl4ds-still">{alt}</p>'
    # "</script>" and "<!--" within a text would end or bend the script.
    scene = json.dumps(spec, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    scene = scene.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    numbers = base64.b64encode(data).decode()
    call = f'run(document.currentScript,{scene},"{numbers}",{json.dumps(pair)});'
    return (
        '<figure class="dl4ds-explorer" data-lm-suppress-shortcuts="true" style="margin:0">'
        f"{still}<script>(()=>{{\n{joined('fragment')}{call}\n}})()</script></figure>"
    )
