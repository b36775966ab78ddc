"""Speakers, turns and transcripts, and reading them. Knows nothing of what the words mean."""

from toolkit.conversation.reading import from_text, read_transcript, speakers, text_of
from toolkit.conversation.redaction import Redaction, perhaps_names, redactions, without_names
from toolkit.conversation.transcript import RECENT, Speaker, Transcript, Turn, clean, talk, words

__all__ = [
    "RECENT",
    "Redaction",
    "Speaker",
    "Transcript",
    "Turn",
    "clean",
    "from_text",
    "perhaps_names",
    "read_transcript",
    "redactions",
    "speakers",
    "talk",
    "text_of",
    "without_names",
    "words",
]
