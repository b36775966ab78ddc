"""Where notebooks can be run in forks. Known without papermill, which takes a while to import."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel


@lru_cache(maxsize=64)
def why_not_warm(kernel_name: str) -> str:
    """Return why a kernel cannot be run by forks of this Python; empty when it can."""
    if sys.platform != "linux":
        return f"needs Linux and this is {sys.platform}"
    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return f"knows no kernel '{kernel_name}'"
    command = spec.argv
    if "ipykernel_launcher" not in command:
        return f"runs Python's own kernel and '{kernel_name}' is another"
    # Not the files: the Pythons of two virtual environments are links to one.
    if os.path.isabs(command[0]) and os.path.dirname(os.path.normpath(command[0])) != os.path.dirname(sys.executable):
        return f"runs {sys.executable} and '{kernel_name}' is another Python"
    if spec.env:
        return f"starts no kernel with an environment of its own, as '{kernel_name}' asks for"
    return ""


def limits_from(text: str) -> dict[str, int]:
    """Return what a notebook may use, as WARM_LIMITS says it; raise `ValueError` for what says nothing.

    >>> limits_from("AS=2000000000,CPU=60")
    {'CORE': 0, 'AS': 2000000000, 'CPU': 60}
    """
    import resource  # of Unix alone

    limits = {"CORE": 0}
    for limit in filter(None, map(str.strip, text.split(","))):
        name, _, most = limit.partition("=")
        if not hasattr(resource, f"RLIMIT_{name}") or not most.isdecimal():
            raise ValueError(f"WARM_LIMITS: '{limit}' is no limit. Write them as in AS=2000000000,CPU=60, by the names of RLIMIT_….")
        limits[name] = int(most)
    return limits
