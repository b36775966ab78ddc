"""`python -m toolkit.fitting [CORPUS.csv …]` fits the reader anew; `--figures` only renews the datasheet's figures."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from toolkit.content import Library
from toolkit.errors import ToolkitError
from toolkit.feedback.corpus import CodedTalk, own_talks, read_corpus
from toolkit.feedback.reader import OWN, default_reader
from toolkit.fitting.card import MODEL_CARD, model_card, renew_datasheet
from toolkit.fitting.fit import Rows, fit, write
from toolkit.fitting.held_out import compare


def main(arguments: Sequence[str]) -> None:
    """Fit the reader on our own annotated talks and on the corpora named, and write its weights and its model card."""
    parser = ArgumentParser("python -m toolkit.fitting", description=main.__doc__)
    parser.add_argument("corpora", nargs="*", type=Path, metavar="CORPUS.csv")
    parser.add_argument("--own-only", action="store_true", help="fit on our own talks alone, though the shipped weights know more")
    parser.add_argument("--figures", action="store_true", help="renew the figures in our talks' datasheet, and fit nothing")
    given = parser.parse_args(arguments)
    library = Library.default()
    own = own_talks(library)
    renew_datasheet(library, own)
    if not given.figures:
        others = {path.stem: read_corpus(path) for path in given.corpora}
        refit(library, own, others, anyway=given.own_only)


def refit(library: Library, own: Sequence[CodedTalk], others: dict[str, list[CodedTalk]], anyway: bool) -> None:
    """Fit on everything, write the weights, then measure on conversations left out and write the card."""
    lacking = [name for name in default_reader().fitted_on if name not in {OWN, *others}]
    if lacking and not anyway:
        raise ToolkitError(
            f"The shipped weights were also fitted on {', '.join(lacking)}. Name the CSV files of that name "
            "(with make: CORPORA=…), or say --own-only."
        )
    rows = Rows([*own, *(talk for talks in others.values() for talk in talks)])
    write(fit(*rows.chosen(range(len(rows.main)))), [OWN, *others])
    MODEL_CARD.write_text(model_card(library, compare(own, others, rows), own, others), encoding="utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ToolkitError as error:
        sys.exit(str(error))
