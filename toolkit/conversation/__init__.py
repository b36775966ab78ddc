"""Speakers, turns and transcripts, and reading them. Knows nothing of what the words mean."""

from toolkit.conversation.reading import from_text, read_transcript
from toolkit.conversation.transcript import RECENT, Speaker, Transcript, Turn, clean, talk, words

__all__ = ["RECENT", "Speaker", "Transcript", "Turn", "clean", "from_text", "read_transcript", "talk", "words"]
