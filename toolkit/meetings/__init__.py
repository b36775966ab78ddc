"""What real 1:1s leave behind: appointments and a log of counts. Knows no notebook, no storage and no widget."""

from toolkit.meetings.calendar import Appointment, as_calendar
from toolkit.meetings.log import KEPT, OWN_WORDS, RealTalk, Tally, tally

__all__ = ["KEPT", "OWN_WORDS", "Appointment", "RealTalk", "Tally", "as_calendar", "tally"]
