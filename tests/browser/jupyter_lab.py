"""A real JupyterLab on folders of its own, and what a person does in it.

Knows JupyterLab's own commands (`window.jupyterapp`) and its REST API; knows nothing of the toolkit, of pytest, or
of what the notebooks are about.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import psutil
from playwright.sync_api import Dialog, Page
from playwright.sync_api import Error as PlaywrightError

REPOSITORY = Path(__file__).parents[2]

# Without the first, Chromium refuses to run as root; the others keep it from calling home, which on a closed
# network means dozens of refused connections at each start.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")

# "Idle" in the status bar comes before the session is connected, and a run asked for in between is lost. The loop is
# inside the page because `wait_for_function` takes an async function's promise for a true answer.
_CONNECTED = """
async timeout => {
  const end = Date.now() + timeout;
  const left = promise => Promise.race([promise, new Promise(done => setTimeout(done, end - Date.now()))]);
  while (Date.now() < end) {
    const app = window.jupyterapp;
    if (app) {
      await left(app.restored);
      const context = app.shell.currentWidget?.sessionContext;
      if (context) {
        await left(context.ready);
        const kernel = context.session?.kernel;
        if (kernel && kernel.connectionStatus === 'connected' && !['dead', 'restarting', 'autorestarting'].includes(kernel.status)) {
          await left(kernel.info);
          return Date.now() < end;
        }
      }
    }
    await new Promise(done => setTimeout(done, 50));
  }
  return false;
}
"""

_RUN_ALL = """
async timeout => {
  const run = window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true);
  return await Promise.race([run, new Promise(done => setTimeout(() => done(false), timeout))]);
}
"""

_CELLS = "() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells"

_KERNEL_ID = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.id"

_KERNEL_STATUS = "() => window.jupyterapp.shell.currentWidget.sessionContext.kernelDisplayStatus"


def find_chromium() -> str | None:
    """The command of a Chromium that starts, from the PATH."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        # Some distributions ship a stub that only tells where to get the real one.
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


class LabServer:
    """A JupyterLab server that shares no folder, setting or kernel with the person at this machine."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.root = home / "root"
        self.store = home / "store.sqlite"
        self.log = home / "lab.log"
        self.token = "browser-tests"
        self.url = ""
        self._process: psutil.Popen | None = None

    def refresh(self) -> None:
        """Put the files and the store back to how a new learner finds them, and end every kernel."""
        if self._process:
            for kernel in self.request("kernels"):
                self.request(f"kernels/{kernel['id']}", method="DELETE")
        for path in self.home.glob("store.sqlite*"):
            path.unlink()
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        for name in ("notebooks", "exercises", "rubrics"):
            if (REPOSITORY / name).is_dir():
                leave_out = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
                shutil.copytree(REPOSITORY / name, self.root / name, ignore=leave_out)

    @contextmanager
    def running(self) -> Iterator[LabServer]:
        """Serve until the block ends."""
        self.refresh()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            f"--port={port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={self.root}",
            f"--IdentityProvider.token={self.token}",
            "--LabApp.expose_app_in_browser=True",
        ]
        with self.log.open("w") as log:
            self._process = psutil.Popen(command, env=self._environment(), stdout=log, stderr=log)
        try:
            self._wait_until_it_answers()
            yield self
        finally:
            family = [*self._process.children(recursive=True), self._process]
            self._process.terminate()
            _, alive = psutil.wait_procs(family, timeout=10)
            for process in alive:
                process.kill()
            psutil.wait_procs(alive, timeout=5)
            self._process = None

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "ONE_ON_ONE_STORE": str(self.store),
            "ONE_ON_ONE_CONTENT": str(self.root),
            "JUPYTER_CONFIG_PATH": str(REPOSITORY / "notebooks" / ".jupyter"),
            "JUPYTER_CONFIG_DIR": str(self.home / "config"),
            "JUPYTER_DATA_DIR": str(self.home / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.home / "runtime"),
            "IPYTHONDIR": str(self.home / "ipython"),
        }

    def _wait_until_it_answers(self, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self.request("status")
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log_tail()}")

    def request(self, path: str, *, method: str = "GET") -> Any:
        """What the REST API answers at `/api/<path>`."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}/api/{path}", headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as response:
            body = response.read()
        return json.loads(body) if body else None

    def kernel_process(self, kernel_id: str) -> psutil.Process | None:
        """The running process of a kernel, known by the connection file that it was started with."""
        for process in self._process.children(recursive=True):
            try:
                if any(kernel_id in word for word in process.cmdline()):
                    return process
            except psutil.Error:
                continue
        return None

    def log_tail(self, lines: int = 40) -> str:
        """The last lines that the server wrote."""
        return "\n".join(self.log.read_text().splitlines()[-lines:])


class Lab:
    """What a person does in JupyterLab: open, run, restart, reload; and the accidents that befall them."""

    def __init__(self, server: LabServer, page: Page) -> None:
        self.server = server
        self.page = page

    @property
    def root(self) -> Path:
        """The folder that JupyterLab shows."""
        return self.server.root

    @property
    def store(self) -> Path:
        """Where `ONE_ON_ONE_STORE` points in every kernel; there is no such file when a test begins."""
        return self.server.store

    def write(self, name: str, *cells: str) -> str:
        """The name of a new notebook in the root folder with these code cells."""
        notebook = nbformat.v4.new_notebook()
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
        nbformat.write(notebook, self.root / name)
        return name

    def open(self, notebook: str, *, page: Page | None = None) -> Page:
        """The page showing the notebook, its kernel connected; a second person needs a page of their own."""
        page = page or self.page
        page.goto(f"{self.server.url}/doc/tree/{notebook}?token={self.server.token}&reset")
        self.wait_for_kernel(page)
        return page

    def wait_for_kernel(self, page: Page, seconds: float = 90) -> None:
        """Return when the kernel would answer."""
        assert page.evaluate(_CONNECTED, seconds * 1000), (
            f"No kernel after {seconds} s:\n{self.server.log_tail()}"
        )

    def run_all(self, page: Page, seconds: float = 120) -> None:
        """Run every cell, as the menu does, and fail with the traceback of a cell that failed."""
        finished = page.evaluate(_RUN_ALL, seconds * 1000)
        for number, cell in enumerate(page.evaluate(_CELLS), start=1):
            if "raises-exception" in cell["metadata"].get("tags", []):
                continue
            for output in cell.get("outputs", []):
                if output["output_type"] == "error":
                    traceback = _ANSI.sub("", "\n".join(output["traceback"]))
                    raise AssertionError(f"Cell {number} failed:\n{traceback}")
        assert finished, f"The cells were still running after {seconds} s"

    def restart_kernel(self, page: Page) -> None:
        """Restart the kernel, as a person does from the menu."""
        page.evaluate("() => { window.jupyterapp.commands.execute('notebook:restart-kernel') }")
        page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
        self.wait_for_kernel(page)

    def kill_kernel(self, page: Page, seconds: float = 60) -> str:
        """Kill the kernel's process; `restarted` or `dead`, after JupyterLab has noticed and said so."""
        kernel_id = page.evaluate(_KERNEL_ID)
        process = self.server.kernel_process(kernel_id)
        assert process, f"No process was found for kernel {kernel_id}"
        process.kill()
        process.wait(10)
        notice = page.locator(".jp-Dialog").get_by_role("button", name="Ok", exact=True)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if page.evaluate(_KERNEL_STATUS) == "dead":
                return "dead"
            if notice.count():
                notice.click()
                self.wait_for_kernel(page)
                return "restarted"
            time.sleep(0.1)
        raise AssertionError(f"JupyterLab did not notice that its kernel was gone:\n{self.server.log_tail()}")

    def reload(self, page: Page) -> None:
        """Reload the page without saving, as an impatient person does."""

        def leave(dialog: Dialog) -> None:
            dialog.accept()

        page.on("dialog", leave)
        page.reload()
        page.remove_listener("dialog", leave)
        self.wait_for_kernel(page)


def screenshot(page: Page, path: Path) -> bool:
    """Whether the page could be pictured; one that has crashed cannot."""
    try:
        page.screenshot(path=path)
    except PlaywrightError:
        return False
    return True
