"""HTML of a student's in a frame that is shut off from the page around it.

A sandboxed frame has an origin of its own: its scripts run, so that explorers stay alive, but reach
neither the page around it nor its cookies, and its styles end at its border. All that the frame
can tell the page is how high it would like to be; the page's own script sets that, within bounds.
"""

from __future__ import annotations

import re
from html import escape

__all__ = ["SCRIPT", "contained", "framed"]

LEAST, USUAL, MOST = 60, 480, 2000
"""Pixels: the lowest frame, one that holds a picture until it says better, and the highest."""
CHANGES = 500
"""How often a frame may change its height: explorers do it now and then, a nuisance always."""

# Stands first in the frame, where nothing that follows can take it back: no network at all. Where
# the frame went to another page by itself, that page would have none of this: so `SCRIPT` forbids.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; media-src data:; worker-src 'none'; form-action 'none'"
)
# The colors are said, because explorers look for what lies behind them.
_STYLE = (
    ":root{color-scheme:light;background:#fff;color:#212529}"
    "body{margin:2px;font:14px/1.43 system-ui,sans-serif;overflow-wrap:break-word}"
    "table{border-collapse:collapse;font-size:12px}td,th{padding:.3em .6em;text-align:right}"
    "tbody tr:nth-child(odd){background:#f5f5f5}img,svg,video{max-width:100%}"
)
_TELL = (
    "new ResizeObserver(()=>parent.postMessage({dl4dsHeight:"
    'document.documentElement.offsetHeight},"*")).observe(document.documentElement)'
)
_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    f"<style>{_STYLE}</style><script>{_TELL}</script></head><body>"
)
_ROW = re.compile(r"<(?:tr|p|br|li|h[1-6])\b", re.IGNORECASE)
_PICTURE = re.compile(r"<(?:img|svg|canvas|script|video|iframe)\b", re.IGNORECASE)

SCRIPT = f"""<script>
(() => {{
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "frame-src 'none'";
  document.head.append(policy);
  const changes = new WeakMap();
  addEventListener("message", (event) => {{
    const height = Number(event.data && event.data.dl4dsHeight);
    if (!(height > 0)) return;
    for (const frame of document.querySelectorAll("iframe.dl4ds-output")) {{
      if (frame.contentWindow !== event.source) continue;
      const before = changes.get(frame) || 0;
      if (before >= {CHANGES}) return;
      changes.set(frame, before + 1);
      const wanted = Math.min(Math.max(Math.ceil(height), 20), {MOST});
      frame.style.height = `${{wanted}}px`;
    }}
  }});
}})();
</script>"""
"""The page's own script, to stand once in a page, before its first frame."""


def framed(html: str) -> str:
    """Put HTML that nobody vouches for into a frame.

    Parameters
    ----------
    html : str
        Any text at all.

    Returns
    -------
    str
        One ``<iframe>`` element. Where no scripts run, it has a height by rough measure.
    """
    rows = len(_ROW.findall(html))
    height = USUAL if _PICTURE.search(html) else min(max(LEAST, 30 + 25 * rows), USUAL)
    return (
        '<iframe class="dl4ds-output" sandbox="allow-scripts" loading="lazy" '
        'referrerpolicy="no-referrer" title="output" '
        f'style="display:block;width:100%;height:{height}px;border:0" '
        f'srcdoc="{escape(_HEAD + html)}"></iframe>'
    )


def contained(html: str) -> str:
    """Keep HTML that is safe, but may be drawn anywhere (formulas can), within its own box.

    Parameters
    ----------
    html : str
        Sanitised.
    """
    return f'<div style="contain:content;overflow-x:auto">{html}</div>'
