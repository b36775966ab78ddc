"""Papermill's side: requests go to a fork, its messages go through nbclient into the notebook."""

from __future__ import annotations

import base64
import os
import signal
import time
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from jupyter_client.jsonutil import parse_date
from jupyter_client.session import Session
from nbclient.exceptions import CellExecutionComplete, CellExecutionError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger

from toolkit.warm.frames import send_frame
from toolkit.warm.possible import limits_from, why_not_warm

if TYPE_CHECKING:
    from toolkit.warm.zygote import Fork

PRELOAD: Final = "numpy,pandas,ipywidgets"
"""What a zygote imports unless it is told otherwise; what is not installed is left out."""


class ForkingEngine(NBClientEngine):  # type: ignore[misc]
    """Runs each notebook in a fork of a process that has already imported what it needs."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: float = 60,
        execution_timeout: float | None = None,
        *,
        rehearsal: Sequence[str] | None = None,
        limits: Mapping[str, int] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Run the cells. `rehearsal` is cells that the zygote runs once, before any fork; `limits` go by the names of `RLIMIT_…`."""
        shared = {"log_output": log_output, "stdout_file": stdout_file, "stderr_file": stderr_file}
        if problem := why_not_warm(kernel_name):
            logger.warning("The warm engine %s; running it with a kernel of its own.", problem)
            times = {"start_timeout": start_timeout, "execution_timeout": execution_timeout}
            return super().execute_managed_notebook(nb_man, kernel_name, **shared, **times, **kwargs)
        # Of Linux alone: papermill must find an engine to load elsewhere too.
        from toolkit.warm.zygote import shared_zygote

        timeout = execution_timeout or kwargs.get("timeout") or None
        for name in ("input_path", "timeout", "startup_timeout", "extra_arguments"):
            kwargs.pop(name, None)
        limits = limits_from(os.environ.get("WARM_LIMITS", "")) if limits is None else limits
        zygote = shared_zygote(_imports() if rehearsal is None else rehearsal)
        fork = zygote.fork(os.getcwd(), os.environ, limits)
        try:
            return _WarmClient(nb_man, fork, timeout=timeout, kernel_name=kernel_name, log=logger, **shared, **kwargs).execute()
        finally:
            fork.close()


def _imports() -> tuple[str, ...]:
    return tuple(f"import {name}" for name in os.environ.get("WARM_PRELOAD", PRELOAD).split(",") if name)


class _WarmClient(PapermillNotebookClient):  # type: ignore[misc]
    """Papermill's client, with a fork in place of a kernel manager and its channels."""

    def __init__(self, nb_man: Any, fork: Fork, **kwargs: Any) -> None:
        super().__init__(nb_man, **kwargs)
        self._fork = fork
        self._session = Session()

    def execute(self, **kwargs: Any) -> Any:
        """Run the notebook's cells and return it."""
        self.reset_execution_trackers()
        # nbclient's stand-in for an output widget answers the kernel through these two.
        self.kc = SimpleNamespace(session=self._session, shell_channel=SimpleNamespace(send=self._send))
        self.papermill_execute_cells()
        if info := self._language():
            self.nb.metadata["language_info"] = info
        self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell: Any, cell_index: int, *_: Any, **__: Any) -> Any:
        """Run one cell; raise `CellExecutionError` when it fails, takes too long or takes the kernel with it."""
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in cell.metadata.get("tags", []):
            return cell
        if self.record_timing:
            cell["metadata"]["execution"] = {}
        cell.outputs = []
        self.clear_before_next_output = False
        # What happens after an error is decided here, so the kernel need not drop the requests that follow.
        content = {"code": cell.source, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": False}
        request = self._session.msg("execute_request", content)
        timeout = self._get_timeout(cell)
        self.code_cells_executed += 1
        try:
            self._send(request)
            reply = self._outputs(request, cell, cell_index, None if timeout is None else time.monotonic() + timeout)
        except TimeoutError:
            self._take_last_words(cell, cell_index, request)
            self._fail(cell, cell_index, "CellTimeoutError", f"the cell took longer than {timeout} seconds and was stopped", request)
        except (EOFError, BrokenPipeError):
            self._fail(cell, cell_index, "DeadKernelError", f"the kernel died: {_how(self._fork.exit_code())}", request)
        if self.record_timing:
            cell["metadata"]["execution"]["shell.execute_reply"] = _date(reply)
        self._raise_for_error(cell, reply["content"])
        return cell

    def _send(self, msg: dict[str, Any]) -> None:
        send_frame(self._fork.requests, self._session.pack(msg))

    def _outputs(self, request: dict[str, Any], cell: Any, cell_index: int, until: float | None) -> dict[str, Any]:
        """Put what comes into the cell until the kernel is idle again; return the reply."""
        reply: dict[str, Any] = {}
        while True:
            msg = self._fork.messages.next(until)
            if msg is None:
                raise EOFError
            # A cell that never stops showing something is never waited for.
            if until is not None and time.monotonic() > until:
                raise TimeoutError
            msg["header"]["date"] = parse_date(msg["header"].get("date"))
            if msg["parent_header"].get("msg_id") != request["header"]["msg_id"]:
                continue
            if msg["msg_type"] == "execute_reply":
                reply = msg
                continue
            msg["buffers"] = [base64.b64decode(buffer) for buffer in msg.get("buffers", ())]
            try:
                self.process_message(msg, cell, cell_index)
            except CellExecutionComplete:
                return reply

    def _raise_for_error(self, cell: Any, content: Mapping[str, Any]) -> None:
        if content["status"] != "error" or (not self.force_raise_errors and self._allows(cell, content)):
            return
        raise CellExecutionError.from_cell_and_msg(cell, dict(content))

    def _allows(self, cell: Any, content: Mapping[str, Any]) -> bool:
        tags = cell.metadata.get("tags", [])
        return bool(self.allow_errors or content.get("ename") in self.allow_error_names or "raises-exception" in tags)

    def _fail(self, cell: Any, cell_index: int, name: str, text: str, request: dict[str, Any]) -> None:
        """Record in the notebook what ended it, as an error of the cell; plain papermill leaves no trace of it there."""
        content = {"status": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
        msg = self._session.msg("error", content, parent=request)
        self.process_message({**msg, "buffers": []}, cell, cell_index)
        raise CellExecutionError.from_cell_and_msg(cell, content)

    def _take_last_words(self, cell: Any, cell_index: int, request: dict[str, Any]) -> None:
        self._fork.ask_to_end()
        try:
            self._outputs(request, cell, cell_index, time.monotonic() + LAST_WORDS_SECONDS)
        except (EOFError, TimeoutError, ValueError):
            # ValueError: it was killed within a frame.
            return

    def _language(self) -> dict[str, Any]:
        """Return what language the kernel speaks; nothing when it is gone."""
        request = self._session.msg("kernel_info_request")
        try:
            self._send(request)
            while msg := self._fork.messages.next(time.monotonic() + LAST_WORDS_SECONDS):
                if msg["msg_type"] == "kernel_info_reply":
                    return dict(msg["content"]["language_info"])
        except (OSError, TimeoutError):
            pass
        return {}


LAST_WORDS_SECONDS: Final = 1.0
"""How long a kernel that is being ended has for sending what it had printed."""


def _how(code: int | None) -> str:
    if code is None:
        return "nobody knows how"
    if code >= 0:
        return f"exit code {code}"
    # Not all that are left to programs' own use have names.
    return {int(one): one.name for one in signal.Signals}.get(-code, f"signal {-code}")


def _date(msg: Mapping[str, Any]) -> str:
    return str(msg["header"]["date"].strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
