"""What a person does in the practice room and its debrief, by the names they see."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect


class Room:
    """One practice room on a page, the first by default."""

    def __init__(self, page: Page, number: int = 0) -> None:
        self.page = page
        self.box = page.locator(".oo-room").nth(number)
        expect(self.box).to_be_visible(timeout=60_000)

    @property
    def field(self) -> Locator:
        """Where the manager types."""
        return self.box.get_by_label("Your turn")

    @property
    def replies(self) -> Locator:
        """What the report said."""
        return self.box.locator(".oo-theirs .oo-said")

    @property
    def lines(self) -> Locator:
        """What the manager said."""
        return self.box.locator(".oo-mine .oo-said")

    @property
    def log(self) -> Locator:
        """The talk as a whole."""
        return self.box.get_by_role("log")

    def press(self, name: str) -> None:
        """Press a button of the room."""
        self.box.get_by_role("button", name=name, exact=True).click()

    def start(self) -> None:
        """Begin the talk."""
        self.press("Start the talk")
        expect(self.field).to_be_visible()

    def say(self, line: str) -> None:
        """Say one line with the keyboard and wait for the answer."""
        before = self.replies.count()
        self.field.fill(line)
        self.field.press("Enter")
        expect(self.replies).to_have_count(before + 1)

    def hold(self, lines: Sequence[str]) -> None:
        """Hold a whole talk and end it."""
        self.start()
        for line in lines:
            self.say(line)
        self.end()

    def end(self) -> None:
        """End the talk, and mean it."""
        self.press("End the talk")
        self.press("Yes, end it")
        expect(self.field).to_be_hidden()


def show_evidence(page: Page, guess: str = "", regret: str = "") -> None:
    """Answer the two questions about one's own view and ask for the evidence."""
    page.get_by_label("What do you think Ruth has not told you?").fill(guess)
    page.get_by_label("Which of your lines would you say differently, and how?").fill(regret)
    page.get_by_role("button", name="Go on", exact=True).click()
    page.get_by_role("button", name="Show me the evidence").click()
    expect(page.get_by_role("heading", name="One thing to try")).to_be_visible()
