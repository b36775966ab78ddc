"""Which of SQLite's two journals is safe here: `WAL`, with which readers never wait, or `DELETE`."""

from __future__ import annotations

import re
from pathlib import Path

_NETWORK = re.compile(r"nfs\d*|cifs|smb\w*|fuse(\..+)?|9p|afs|ceph|lustre|glusterfs|ncpfs", re.ASCII)


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the fix for the WAL-reset race, which can damage a file that two programs write.

    >>> wal_is_safe((3, 40, 1)), wal_is_safe((3, 51, 3)), wal_is_safe((3, 50, 7))
    (False, True, True)
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def on_network(folder: Path, mounts: str) -> bool:
    """Whether the folder lies on a network file system, going by the text of `/proc/mounts`."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[1]))
        # on equal length the later mount lies over the earlier one
        if (folder == point or point in folder.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return bool(_NETWORK.fullmatch(kind))


def journal_mode(version: tuple[int, int, int], folder: Path, mounts: str, platform: str) -> str:
    """`WAL` where it is known to be safe, otherwise `DELETE`, which is safe everywhere and fast enough."""
    if not wal_is_safe(version) or platform == "emscripten" or on_network(folder, mounts):
        return "DELETE"
    return "WAL"


def read_mounts() -> str:
    """The text of `/proc/mounts`, or nothing where there is no such file."""
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
