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
        command = KernelSpecManager().get_kernel_spec(kernel_name).argv
    except NoSuchKernel:
        return f"knows no kernel '{kernel_name}'"
    if "ipykernel_launcher" not in command:
        return f"runs Python's own kernel and '{kernel_name}' is another"
    # Not the files: the Pythons of two virtual environments are links to one.
    if os.path.isabs(command[0]) and os.path.dirname(os.path.normpath(command[0])) != os.path.dirname(sys.executable):
        return f"runs {sys.executable} and '{kernel_name}' is another Python"
    return ""
