"""The file of a chat in JupyterLab: JSON with users and messages. Text only, of people only."""

from __future__ import annotations

import json
import math
from typing import Any

from toolkit.conversation.labels import Said, key, tidy
from toolkit.conversation.transcript import clean
from toolkit.errors import ConversationError

_BOTS = ("jupyternaut", "jupyter-ai-personas::")


def is_chat(text: str) -> bool:
    """Return whether a text can only be JSON."""
    return text.lstrip().startswith("{")


def read_chat(text: str) -> list[Said]:
    """Return the messages of people, oldest first, timed from the first; bots and what was deleted are left out."""
    try:
        chat = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConversationError(f"This begins like JSON and cannot be read as JSON: {error}.") from None
    messages, users = chat.get("messages"), chat.get("users", {})
    if not isinstance(messages, list) or not isinstance(users, dict):
        raise ConversationError("This is JSON, but no chat of JupyterLab: it has no list of messages.")
    sent = [one for one in messages if isinstance(one, dict) and _counts(one, users)]
    sent.sort(key=lambda one: _time(one) or 0.0)
    names = _names([_sender(one) for one in sent], users)
    times = [at for one in sent if (at := _time(one)) is not None]
    return [
        Said(names[_sender(one)], said, None if (at := _time(one)) is None else round(at - times[0], 3))
        for one in sent
        if (said := clean(_text(one.get("body"))))
    ]


def _counts(message: dict[str, Any], users: dict[str, Any]) -> bool:
    sender = _sender(message)
    user = users.get(sender)
    bot = sender.startswith(_BOTS) or (isinstance(user, dict) and bool(user.get("bot")))
    return message.get("type", "msg") == "msg" and not message.get("deleted") and not bot


def _sender(message: dict[str, Any]) -> str:
    sender = message.get("sender")
    if isinstance(sender, dict):
        sender = sender.get("username")
    return sender if isinstance(sender, str) else ""


def _time(message: dict[str, Any]) -> float | None:
    time = message.get("time")
    if not isinstance(time, (int, float)) or isinstance(time, bool):
        return None
    # A whole number in JSON may be too long for a float, and NaN is no time.
    return float(time) if abs(time) < 1e12 and math.isfinite(time) else None


def _text(body: Any) -> str:
    """Return the plain text of a body, which is a text or a bundle of MIME types; never its HTML."""
    if isinstance(body, dict):
        bundle = body.get("data", body)
        body = bundle.get("text/plain", "") if isinstance(bundle, dict) else ""
    if isinstance(body, list):
        body = "".join(part for part in body if isinstance(part, str))
    return body if isinstance(body, str) else ""


def _names(senders: list[str], users: dict[str, Any]) -> dict[str, str]:
    """Return the name each sender is shown by; two people of one name are told apart by their user names."""
    shown = {sender: tidy(_shown(sender, users.get(sender))) for sender in senders}
    keys = [key(name) for name in shown.values()]
    return {
        sender: name if keys.count(key(name)) == 1 else tidy(f"{name} ({sender})")
        for sender, name in shown.items()
    }


def _shown(sender: str, user: Any) -> str:
    user = user if isinstance(user, dict) else {}
    found = (user.get(field) for field in ("display_name", "name", "username"))
    return next((name for name in found if isinstance(name, str) and name.strip()), sender)
