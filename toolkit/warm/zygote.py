"""The process that imports once and forks for every notebook, and the handle by which papermill's side has it.

The protocol. The zygote listens on a Unix socket in a folder that only its owner may enter. One connection is one run:

1. The client sends a request, `{"cwd": …, "env": {…}, "limits": {"AS": …}}`, and with it one end of a socket pair.
2. The zygote forks. The fork becomes a kernel that speaks over that end; the zygote answers `{"pid": …}`.
3. A byte from the client asks the fork to end (SIGTERM). When the client closes the connection the zygote kills it, with what it
   has started in its process group. When the fork is gone the zygote sends `{"exit": …}`, negative for a signal.

The zygote ends when its owner does, because the pipe between them closes, and its forks end with it.
It has one thread, or its forks would inherit locks that nobody will ever open.
"""

from __future__ import annotations

import array
import atexit
import ctypes
import gc
import json
import os
import random
import resource
import select
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from toolkit.warm.frames import Frames, send_frame

START_SECONDS: Final = 120
"""Importing takes a second or two, on a busy machine ten."""

_QUIET: Final = {
    # Numerical libraries would start a thread for each processor, and forks of threads hang.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # ipykernel loads a debugger that warns of modules frozen into Python.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""What a zygote's environment has besides its owner's; its forks have the environment that they are given."""

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


# --- the zygote itself -------------------------------------------------------------------------------------------------


def serve(path: str, life: int, rehearsal: Sequence[str]) -> NoReturn:
    """Import what the cells of a rehearsal need, then fork on request until the pipe `life` closes."""
    from toolkit.warm.kernel import WarmKernel

    kernel = WarmKernel(rehearsal)
    gc.collect()
    # What is frozen is never looked through again, so forks share these pages instead of copying them.
    gc.freeze()
    if len(os.listdir("/proc/self/task")) > 1:
        sys.stderr.write("warm: the rehearsal has left a thread running; forks may hang\n")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Zygote(path, life, kernel.serve).run()


class _Zygote:
    def __init__(self, path: str, life: int, become: Callable[[socket.socket], None]) -> None:
        self._become = become
        self._life = life
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(f"{path}-")
        self._listening.listen(64)
        # The name that the owner waits for appears when connections are taken.
        os.rename(f"{path}-", path)
        self._selector = selectors.DefaultSelector()
        self._selector.register(life, selectors.EVENT_READ, self._end)
        self._selector.register(self._listening, selectors.EVENT_READ, self._accept)
        self._forks: set[int] = set()

    def run(self) -> NoReturn:
        while True:
            for key, _ in self._selector.select():
                key.data()

    def _end(self) -> NoReturn:
        for pid in self._forks:
            _kill(pid)
        os._exit(0)

    def _accept(self) -> None:
        connection, _ = self._listening.accept()
        with suppress(OSError, ValueError):
            request, theirs = _receive(connection)
            self._fork(connection, request, theirs)
            return
        connection.close()

    def _fork(self, connection: socket.socket, request: Mapping[str, Any], theirs: socket.socket) -> None:
        pid = os.fork()
        if pid == 0:
            _run_and_exit(lambda: self._live(connection, request, theirs))
        theirs.close()
        self._watch(pid, connection)
        with suppress(OSError):
            _send(connection, {"pid": pid})

    def _live(self, connection: socket.socket, request: Mapping[str, Any], theirs: socket.socket) -> None:
        """Be a fork: let go of everything that is the zygote's, and become a kernel."""
        connection.close()
        for key in list(self._selector.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
            else:
                os.close(key.fd)
        self._selector.close()
        _become_new(request)
        self._become(theirs)

    def _watch(self, pid: int, connection: socket.socket) -> None:
        """Tell the client when the fork has ended; end the fork when the client has hung up."""
        self._forks.add(pid)
        gone = os.pidfd_open(pid)

        def reap() -> None:
            self._selector.unregister(gone)
            os.close(gone)
            # What it has left behind is killed while its number is still its own.
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
            _kill(pid)
            _, status = os.waitpid(pid, 0)
            self._forks.discard(pid)
            with suppress(KeyError):
                self._selector.unregister(connection)
            with suppress(OSError):
                _send(connection, {"exit": os.waitstatus_to_exitcode(status)})
            connection.close()

        def told() -> None:
            # Both may be told in one breath, and then the fork is already gone.
            if pid not in self._forks:
                return
            if _received(connection):
                os.kill(pid, signal.SIGTERM)
            else:
                self._selector.unregister(connection)
                _kill(pid)

        self._selector.register(gone, selectors.EVENT_READ, reap)
        self._selector.register(connection, selectors.EVENT_READ, told)


def _receive(connection: socket.socket) -> tuple[Mapping[str, Any], socket.socket]:
    """Return a request and the socket that came with it."""
    fds = array.array("i")
    data, ancillary, _, _ = connection.recvmsg(1, socket.CMSG_SPACE(fds.itemsize))
    for level, kind, bytes_ in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds.frombytes(bytes_)
    if not data or not fds:
        raise ValueError("the client has gone")
    return Frames(connection).next(), socket.socket(fileno=fds[0])


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1)
    except ConnectionResetError:
        return b""


def _send(connection: socket.socket, value: Mapping[str, Any]) -> None:
    send_frame(connection, json.dumps(value).encode())


def _kill(pid: int) -> None:
    """Kill a fork and its process group, of which it is the head once it has got so far."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _become_new(request: Mapping[str, Any]) -> None:
    """Make a fork like a process that has just been started."""
    os.setsid()
    end_with_parent()
    ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    for name, most in request["limits"].items():
        _limit(getattr(resource, f"RLIMIT_{name}"), most, grace=2 if name == "CPU" else 0)
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def end_with_parent() -> None:
    """Let this process be killed when the one that forked it has gone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _limit(kind: int, most: int, grace: int) -> None:
    """Set a limit, or keep the one there is where it is lower. Past its time a process is told (SIGXCPU), and killed after a grace."""
    _, hard = resource.getrlimit(kind)
    highest = most + grace if hard == resource.RLIM_INFINITY else min(most + grace, hard)
    resource.setrlimit(kind, (min(most, highest), highest))


def _run_and_exit(live: Callable[[], None]) -> NoReturn:
    """Do what a fork does, and end it whatever happens: the stack below is the zygote's."""
    code = 1
    try:
        live()
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(BaseException):
            atexit._run_exitfuncs()
        os._exit(code & 255)


# --- papermill's side --------------------------------------------------------------------------------------------------


class Zygote:
    """A zygote of this process's own. It ends with `close`, or with this process."""

    def __init__(self, rehearsal: Sequence[str]) -> None:
        self._owner = os.getpid()
        # A socket's name has at most 107 bytes, and some systems' folders for temporary files have long names.
        self._folder = tempfile.mkdtemp(prefix="warm-", dir=None if len(tempfile.gettempdir()) < 80 else "/tmp")  # noqa: S108
        self._path = os.path.join(self._folder, "zygote")
        life, self._life = os.pipe()
        os.set_inheritable(life, True)
        # -c puts the working folder first on the path; a file there must not stand in for a library of ours.
        start = "import sys; sys.path[0] or sys.path.pop(0); from toolkit.warm.zygote import serve; serve(sys.argv[1], int(sys.argv[2]), sys.argv[3:])"
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", start, self._path, str(life), *rehearsal],
            pass_fds=(life,),
            stdin=subprocess.DEVNULL,
            env={**os.environ, **_QUIET},
            # Ctrl-C is for its owner, also while it imports.
            start_new_session=True,
        )
        os.close(life)
        atexit.register(self.close)

    def _await_start(self) -> None:
        """Wait until it listens. Not when it is started, so that its owner can use the time."""
        until = time.monotonic() + START_SECONDS
        while not os.path.exists(self._path):
            if not self.usable or time.monotonic() > until:
                raise RuntimeError(f"the process that forks kernels did not start (exit code {self._process.poll()})")
            time.sleep(0.005)

    @property
    def usable(self) -> bool:
        """Whether it is there to be asked for forks, as forks of its owner may too."""
        # Once the owner has closed it, its folder is gone, while forks of the owner may still hold the pipe.
        if self._life < 0 or not os.path.exists(self._folder):
            return False
        # The pipe has an error once nobody has its other end, and only the zygote has that.
        pipe = select.poll()
        pipe.register(self._life, 0)
        return not pipe.poll(0)

    def fork(self, cwd: str, env: Mapping[str, str], limits: Mapping[str, int]) -> Fork:
        """Return a fresh kernel in this folder, with just this environment and within these limits.

        Raise `RuntimeError` when the zygote cannot be reached; the next `shared_zygote` starts another.
        """
        self._await_start()
        request = json.dumps({"cwd": cwd, "env": dict(env), "limits": dict(limits)}).encode()
        with ExitStack() as undo:
            ours, theirs = map(undo.enter_context, socket.socketpair())
            control = undo.enter_context(socket.socket(socket.AF_UNIX))
            try:
                control.connect(self._path)
                socket.send_fds(control, [b"f"], [theirs.fileno()])
                send_frame(control, request)
                theirs.close()
                replies = Frames(control)
                answer = replies.next(time.monotonic() + START_SECONDS)
            except OSError as error:
                raise RuntimeError(f"the process that forks kernels cannot be reached: {error}") from error
            if answer is None:
                raise RuntimeError("the process that forks kernels has ended")
            undo.pop_all()
        return Fork(ours, Frames(ours), control, replies)

    def close(self) -> None:
        """End it and its forks. In a fork of the owner this does nothing."""
        if self._owner != os.getpid() or self._life < 0:
            return
        os.close(self._life)
        self._life = -1
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        shutil.rmtree(self._folder, ignore_errors=True)
        atexit.unregister(self.close)


@dataclass(frozen=True, slots=True)
class Fork:
    """One run: a kernel at the other end of a socket."""

    requests: socket.socket
    messages: Frames
    _control: socket.socket
    _replies: Frames

    def exit_code(self, seconds: float = 5) -> int | None:
        """Return how the fork ended, negative for a signal; None while it has not, or when its zygote is gone too."""
        try:
            reply = self._replies.next(time.monotonic() + seconds)
        except TimeoutError:
            return None
        return None if reply is None else int(reply["exit"])

    def ask_to_end(self) -> None:
        """Let the kernel send what it has printed so far, and end."""
        with suppress(OSError):
            self._control.sendall(b"e")

    def close(self) -> None:
        """End the fork and all that it has started."""
        self.requests.close()
        self._control.close()


_SHARED: dict[tuple[str, ...], Zygote] = {}

MOST_ZYGOTES: Final = 2
"""A process that runs many kinds of notebooks must not keep a hundred megabytes for each."""


def shared_zygote(rehearsal: Sequence[str]) -> Zygote:
    """Return this process's zygote that has rehearsed these cells; start it when there is none, or when it has died."""
    key = tuple(rehearsal)
    zygote = _SHARED.get(key)
    if zygote is None or not zygote.usable:
        for old in [*_SHARED][: len(_SHARED) - MOST_ZYGOTES + 1]:
            _SHARED.pop(old).close()
        zygote = _SHARED[key] = Zygote(key)
    return zygote
