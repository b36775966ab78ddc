"""Writing a file that people hand on: whole or not at all, so that a full disk leaves the old one as it was."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a text, or bytes, to a file; raise `OSError` and leave nothing behind when it cannot be done."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        # A temporary file is its owner's alone; what is handed on may be read by others.
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        # Also by Ctrl-C.
        Path(name).unlink(missing_ok=True)
        raise
