"""JupyterLab as a person uses it: menus, buttons, cells and what they show."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120_000  # milliseconds; a limit for a machine that is busy, not a measure
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Server:
    """A running JupyterLab."""

    url: str
    token: str


@contextmanager
def server(folder: Path, role: str, scratch: Path, prefix: str = "/") -> Iterator[Server]:
    """Run JupyterLab on a folder with a role's settings, apart from everything of the user's.

    It may be under a prefix, in which ``{port}`` stands for its port, as behind OnDemand.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    home = {
        name: str(scratch / name.lower())
        for name in (
            "HOME",
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "IPYTHONDIR",
        )
    }
    for path in home.values():
        Path(path).mkdir(parents=True, exist_ok=True)
    # Cells out of sight are drawn too, so that a test sees what a person who scrolls would see.
    drawn = Path(home["JUPYTER_CONFIG_DIR"], "labconfig", "default_setting_overrides.json")
    drawn.parent.mkdir()
    drawn.write_text('{"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}')
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", f"--IdentityProvider.token={token}"]
    command += [f"--ServerApp.root_dir={folder}", "--ServerApp.allow_root=True"]
    base = prefix.format(port=port)
    command += [f"--ServerApp.base_url={base}", "--ServerApp.allow_origin=*"] * (base != "/")
    log = scratch / "jupyterlab.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **home, "JUPYTER_CONFIG_PATH": str(ROOT / "lab" / role)},
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        running = Server(f"http://127.0.0.1:{port}{base.rstrip('/')}", token)
        while not _answers(running):
            assert process.poll() is None, log.read_text()
        yield running
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(running: Server) -> bool:
    try:
        with urllib.request.urlopen(f"{running.url}/api/status?token={running.token}", timeout=5):
            return True
    except (URLError, ConnectionError, TimeoutError):
        return False


class Notebook:
    """A notebook open in JupyterLab."""

    def __init__(self, page: Page, running: Server, path: str) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)
        page.goto(f"{running.url}/lab/workspaces/test/tree/{path}?reset&token={running.token}")
        self.panel = page.locator(".jp-NotebookPanel:visible")
        self._idle()
        # The page says "idle" also before its kernel is there, and what is run then gets lost.
        kernels = f"{running.url}/api/kernels?token={running.token}"
        for _ in range(PATIENCE // 100):
            answer = page.request.get(kernels)  # an error, where a kernel is just being started
            if answer.ok and any(
                kernel["connections"] and kernel["execution_state"] == "idle"
                for kernel in answer.json()
            ):
                return
            page.wait_for_timeout(100)
        raise TimeoutError(f"no kernel of {path} is ready: {answer.status} {answer.text()[:200]}")

    def menu(self, *names: str) -> None:
        """Choose an entry of the menu bar."""
        bar, *entries = names
        self.page.locator(".lm-MenuBar-itemLabel", has_text=bar).first.click()
        for name in entries:
            self.page.locator(f'.lm-Menu-itemLabel:text-is("{name}")').last.click()

    def run_all(self) -> None:
        """Run every cell from the menu and wait until the kernel has done with them."""
        prompt = self.panel.locator(".jp-CodeCell .jp-InputPrompt").last
        before = prompt.text_content() or ""
        self.menu("Run", "Run All Cells")
        # The last cell's number changes when its turn comes, and with it the run is over.
        expect(prompt).not_to_have_text(before)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"))
        self._idle()

    def errors(self) -> list[str]:
        """Return the text of every error that is shown."""
        mime = "application/vnd.jupyter.stderr"
        return self.panel.locator(f'[data-mime-type="{mime}"]').all_text_contents()

    def texts(self) -> str:
        """Return all plain text that cells show."""
        mime = "application/vnd.jupyter.stdout"
        return "\n".join(self.panel.locator(f'[data-mime-type="{mime}"]').all_text_contents())

    def cell(self, text: str) -> Locator:
        """Return the code cell that holds some text."""
        return self.panel.locator(".jp-CodeCell", has_text=text).first

    def write(self, cell: Locator, code: str) -> None:
        """Put code in the place of a cell's text, as by pasting it."""
        cell.scroll_into_view_if_needed()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(code)

    def _idle(self) -> None:
        idle = self.panel.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
        expect(idle).to_be_visible()
