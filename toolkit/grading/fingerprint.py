"""What a grade rests on besides the answers: a fingerprint of all the content that it follows from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from toolkit.content import CodingItem, ConversationItem, ExerciseSpec, Library
from toolkit.errors import UnknownNameError


def content_fingerprint(spec: ExerciseSpec, library: Library) -> str:
    """Return the SHA-256 of an exercise's own files and of every rubric, scenario and talk that it names.

    Another fingerprint is what makes a grade worth giving anew, whether or not somebody has raised a version.
    """
    found = hashlib.sha256()
    for path in sorted(_files(spec, library)):
        content = path.read_bytes() if path.is_file() else b""
        found.update(f"{path.relative_to(library.root).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


def _files(spec: ExerciseSpec, library: Library) -> Iterator[Path]:
    folder = library.root / "exercises" / spec.id
    yield from (folder / "exercise.yaml", folder / "exercise.ipynb")
    scenarios = {item.scenario for item in spec.items if isinstance(item, ConversationItem)}
    rubrics = {rubric.id for item in spec.items if (rubric := library.rubric_of(item))}
    talks = {item.talk for item in spec.items if isinstance(item, CodingItem)}
    for kind, ids, files in (
        ("scenario", scenarios, library.scenario_files()),
        ("rubric", rubrics, library.rubric_files()),
        ("annotated talk", talks, library.talk_files()),
    ):
        for id in sorted(ids):
            if id not in files:
                raise UnknownNameError(kind, id, files)
            yield files[id]
