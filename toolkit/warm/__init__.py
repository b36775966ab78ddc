"""A papermill engine that does not wait: `papermill -E warm`, or `execute_notebook(…, engine_name="warm")`.

Plain papermill starts an interpreter, a kernel and the heavy libraries anew for every notebook, which takes a second and a
half. Here one process, the *zygote*, imports them once, and every notebook runs in a fresh fork of it: fresh globals, working
folder, environment, limits. The executed notebook is the same as plain papermill's but for times and ids.

    papermill ──run──▶ zygote ──fork──▶ kernel       one a notebook
        ▲                                 │
        └────────── messages ◀────────────┘          turned into outputs by nbclient

* `frames`: how the three talk: JSON objects, each behind its length, over Unix sockets.
* `zygote`: the process that imports and forks, and how papermill's side starts it and asks for forks.
* `kernel`: what a fork does: ipykernel's own kernel, with a socket in place of ZeroMQ's five.
* `engine`: papermill's side.

Two settings: `WARM_PRELOAD=numpy,pandas` names what the zygote imports, `WARM_LIMITS=AS=2000000000,CPU=60` what a
notebook may use, by the names of `RLIMIT_…` in the module `resource`. Papermill's own `execution_timeout` holds as always.

A fork is not a sandbox: it runs as the same user. It needs Linux; elsewhere, and for kernels that are not this Python's own, the
engine hands over to plain papermill and says so.
"""

from typing import Any


class WarmEngine:
    """What papermill knows of the engine. It is loaded whenever papermill is, so it imports the rest when it is used."""

    @classmethod
    def execute_notebook(cls, *arguments: Any, **options: Any) -> Any:
        """Run a notebook, as papermill's own engines do."""
        from toolkit.warm.engine import ForkingEngine

        return ForkingEngine.execute_notebook(*arguments, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> Any:
        """Return the kernel that a notebook asks for."""
        from toolkit.warm.engine import ForkingEngine

        return ForkingEngine.nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> Any:
        """Return the language that a notebook is in."""
        from toolkit.warm.engine import ForkingEngine

        return ForkingEngine.nb_language(nb, language)
