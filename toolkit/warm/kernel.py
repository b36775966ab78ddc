"""What a fork does: ipykernel's own kernel, over one socket in place of ZeroMQ's five.

Requests come in and messages go out as Jupyter's messaging protocol has them, in JSON frames. The kernel and its shell are
made in the zygote, before any fork; what they do lazily the first time has been done there once.
"""

from __future__ import annotations

import asyncio
import base64
import builtins
import contextlib
import io
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any, Final, NoReturn

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session
from traitlets.config import Config

from toolkit.warm.frames import Frames, send_frame

FLUSH_SECONDS: Final = 0.2
"""What is printed waits at most this long for the next print, as in ipykernel."""

_WARMING: Final = (
    "1",
    "print(1)",
    "await __import__('asyncio').sleep(0)",
    "from IPython.display import display\ndisplay({'text/plain': '1'}, raw=True)",
    "import IPython as _i\n_i.display.HTML('1')",
)
"""Cells after which IPython has set up all that it sets up lazily."""


class FrameSession(Session):
    """A session that sends whole messages down one socket, whatever ZeroMQ socket they were meant for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.down: socket.socket | None = None
        self.sending = False
        """Whether a frame is on its way: what a signal interrupts must not be written into."""
        self._one_at_a_time = threading.Lock()

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None, ident: Any = None, buffers: Any = None, track: bool = False, header: Any = None, metadata: Any = None) -> dict[str, Any]:  # fmt: skip
        """Send a message, or one made of its parts, as `jupyter_client` does; return it."""
        if isinstance(msg_or_type, dict):
            msg, buffers = msg_or_type, buffers or msg_or_type.get("buffers")
        else:
            msg = self.msg(msg_or_type, content=content, parent=parent, header=header, metadata=metadata)
        if self.down is not None:
            encoded = [base64.b64encode(bytes(buffer)).decode() for buffer in buffers or ()]
            data = self.pack({**msg, "buffers": encoded})
            with self._one_at_a_time:
                self.sending = True
                send_frame(self.down, data)
                self.sending = False
        return msg


class _NoDebugger:
    """A debugger would start a thread."""

    def __init__(self, *_: object) -> None:
        pass


class _Kernel(IPythonKernel):
    debugger_class = _NoDebugger


class WarmKernel:
    """A kernel that has not yet run anything. Made once, in the zygote; `serve` is called once, in a fork."""

    def __init__(self, rehearsal: Sequence[str] = ()) -> None:
        """Make a kernel, and run the cells of a rehearsal: what they import and what libraries remember is kept, no name is."""
        config = Config()
        # No file of histories, nor the thread that writes it.
        config.HistoryManager.hist_file = ":memory:"
        config.IPKernelApp.parent_handle = 1
        # It waits after each cell so that what was printed gets out first; here it goes out before the reply anyway.
        config.IPythonKernel._execute_sleep = 0.0
        self._session = FrameSession()
        kernel: Any = _Kernel.instance(config=config, session=self._session, log=logging.getLogger("toolkit.warm"))
        shell = kernel.shell
        # They only need to be something: the session sends to its own socket.
        kernel.iopub_socket = shell.display_pub.pub_socket = shell.displayhook.pub_socket = object()
        kernel.shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())
        # Code that wants to know whether it runs in a kernel looks for the application.
        app: Any = IPKernelApp.instance(config=config)
        app.kernel, app.shell = kernel, shell
        app.init_path()
        app.init_pdb()
        self._kernel, self._app = kernel, app
        self._rehearse((*_WARMING, *rehearsal))

    def _rehearse(self, cells: Sequence[str]) -> None:
        """Run cells, and take away their traces. One that fails, as the import of what is not there does, is no harm."""
        shell = self._kernel.shell
        namespaces = [(space, dict(space)) for space in (shell.user_ns, shell.user_ns_hidden)]
        streams, hook, underscore = (sys.stdout, sys.stderr), sys.displayhook, vars(builtins).get("_")
        displayhook: dict[str, Any] = dict(vars(shell.displayhook))
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            asyncio.run(self._run(cells))
        for space, before in namespaces:
            space.clear()
            space.update(before)
        shell.displayhook.__dict__.update(displayhook)
        (sys.stdout, sys.stderr), sys.displayhook = streams, hook
        if underscore is None:
            vars(builtins).pop("_", None)
        shell.user_ns["_oh"].clear()
        del shell.user_ns["_ih"][1:]
        shell.execution_count = 1

    async def _run(self, cells: Sequence[str]) -> None:
        for cell in cells:
            await self._kernel.do_execute(cell, False, False, {}, False)

    def serve(self, sock: socket.socket) -> None:
        """Handle the requests that come in on a socket until it closes."""
        self._session.down = sock
        self._app.init_gui_pylab()
        sys.stdout, sys.stderr = streams = _Stream("stdout", self, 1), _Stream("stderr", self, 2)

        def end(*_: object) -> NoReturn:
            if not self._session.sending:
                for stream in streams:
                    stream.flush()
            os._exit(128 + signal.SIGTERM)

        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, end)
        asyncio.run(self._serve(sock))

    async def _serve(self, sock: socket.socket) -> None:
        frames = Frames(sock)
        while True:
            if not frames.waiting:
                # What a cell has left running in the background goes on meanwhile.
                await _readable(sock)
            request = frames.next()
            if request is None:
                return
            await self._handle(request)

    async def _handle(self, request: dict[str, Any]) -> None:
        """Do what the kernel's own dispatcher does with a request, once it has read it."""
        kernel = self._kernel
        kernel.set_parent([b""], request)
        kernel._publish_status("busy", "shell")
        try:
            handled = kernel.shell_handlers[request["header"]["msg_type"]](None, [b""], {"buffers": [], **request})
            if asyncio.iscoroutine(handled):
                await handled
        except Exception:
            kernel.log.exception("a request could not be handled")
        sys.stdout.flush()
        sys.stderr.flush()
        kernel._publish_status("idle", "shell")

    def print_out(self, name: str, text: str) -> None:
        """Send what was printed, under the request that it belongs to."""
        self._session.send(None, "stream", {"name": name, "text": text}, parent=self._kernel.get_parent("shell"))


async def _readable(sock: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_reader(sock, lambda: None if ready.done() else ready.set_result(None))
    try:
        await ready
    finally:
        loop.remove_reader(sock)


class _Stream(io.TextIOBase):
    """Standard output or error of a fork: what Python prints, and what is written to the file descriptor below it."""

    encoding = "UTF-8"

    def __init__(self, name: str, kernel: WarmKernel, fd: int) -> None:
        self.name = name
        self._kernel = kernel
        self._printed: list[str] = []
        self._since = 0.0
        self._lock = threading.RLock()
        self._below = os.memfd_create(name)
        self._taken = 0
        os.dup2(self._below, fd)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        raise io.UnsupportedOperation("fileno")

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        with self._lock:
            if not self._printed:
                self._since = time.monotonic()
            self._printed.append(text)
        if time.monotonic() - self._since > FLUSH_SECONDS:
            self.flush()
        return len(text)

    def flush(self) -> None:
        with self._lock:
            for text in (*self._from_below(), "".join(self._printed)):
                if text:
                    self._kernel.print_out(self.name, text)
            self._printed = []

    def _from_below(self) -> Iterator[str]:
        written = os.pread(self._below, os.fstat(self._below).st_size - self._taken, self._taken)
        self._taken += len(written)
        yield written.decode(errors="replace")
