"""Records: what was said, answered and thought, kept the moment it is made.

    open_store() -> Store: start -> append … -> end;  put_answer -> answers;  erase, check, backup

It knows learners, attempts, events and answers, and nothing of scenarios, scores or widgets: what is in an event or an
answer is any JSON. One SQLite file by default; PostgreSQL through the same URL.
"""

from toolkit.records.location import default_store_url
from toolkit.records.store import Store, open_store
from toolkit.records.values import Attempt, Event, StoreConflict

__all__ = ["Attempt", "Event", "Store", "StoreConflict", "default_store_url", "open_store"]
