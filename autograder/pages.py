"""The page that students get, and what a browser may do with it."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

__all__ = ["FeedbackExporter"]

# Formulas are set by MathJax, which nbgrader's template fetches and which runs its own settings
# by eval. Nothing else is fetched, sent or framed from elsewhere, whatever stands in the page.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' https://cdnjs.cloudflare.com; "
    "style-src 'unsafe-inline' https://cdnjs.cloudflare.com; img-src data: blob:; "
    "font-src data: https://cdnjs.cloudflare.com; frame-src 'none'; form-action 'none'; "
    "base-uri 'none'"
)
_META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'


class FeedbackExporter(HTMLExporter):
    """nbconvert's exporter, for pages that leave the course directory."""

    def from_notebook_node(  # type: ignore[override]  # as nbconvert's own says
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page with a policy as the first thing in it, before anything of a student's.

        Parameters
        ----------
        nb : NotebookNode
            A graded notebook.
        resources : dict, optional
            nbgrader's.
        **kw : object
            nbconvert's.
        """
        # A student's own choice of a highlighter is looked at before any preprocessor.
        nb.metadata.pop("language_info", None)
        html, about = super().from_notebook_node(nb, resources, **kw)
        return html.replace("<head>", f"<head>{_META}", 1), about
