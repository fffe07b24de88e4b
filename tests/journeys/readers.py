"""What the journeys through the reader share: a note to read, and hands to do it with."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from research.models import Highlight, Note, User
from research.operations import notes
from research.operations.notes import Cue
from research.permissions import Role
from tests.factories import InterviewFactory, ParticipantFactory, StudyFactory, UserFactory

TALK = (
    ("Ada", "How do you plan the week?"),
    ("Marta", "Honestly, I keep two calendars, and neither of them is right. One is on paper."),
    ("Ada", "What happened last Monday?"),
    ("Marta", "We booked the room twice. 🙈 Then 👩‍🚀 phoned, and nobody knew who 🎈 was first."),
    ("Marta", "שלום עולם, זה היום השני של השבוע."),
    ("Ada", "<b>And</b> then?"),
    ("Marta", "Then I wrote it on the wall, with <script>chalk</script>, and that was that."),
)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A page that shows a note."""

    page: Page
    note: Note
    address: str

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.address}{query}")
        expect(self.page.get_by_role("button", name="Only highlights (")).to_be_visible()

    def words(self, text: str) -> Locator:
        return self.page.locator(".turn .words", has_text=text)

    def select(self, words: str) -> None:
        """Select words as a mouse does: press before the first letter, release after the last."""
        first, last = self._box(words, 0), self._box(words, len(words) - 1)
        mouse = self.page.mouse
        mouse.move(first["x"] + 1, first["y"] + first["height"] / 2)
        mouse.down()
        mouse.move(last["x"] + last["width"], last["y"] + last["height"] / 2, steps=3)
        mouse.up()
        expect(self.toolbar).to_be_visible()

    def click(self, words: str) -> None:
        box = self._box(words, len(words) // 2)
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    @property
    def toolbar(self) -> Locator:
        return self.page.get_by_role("toolbar", name="Mark the selection")

    @property
    def editor(self) -> Locator:
        return self.page.get_by_role("region", name="Highlight", exact=True)

    def settled(self) -> None:
        """Wait until everything is saved."""
        expect(self.page.locator("#saving")).to_have_text("")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def _box(self, words: str, index: int) -> dict[str, float]:
        """Where a letter of these words stands on the screen."""
        box: dict[str, float] = self.page.evaluate(
            """([words, index]) => {
                for (const element of document.querySelectorAll(".turn .words")) {
                    const at = element.textContent.indexOf(words);
                    if (at < 0) continue;
                    element.scrollIntoView({ block: "center" });
                    const range = document.createRange();
                    let left = at + index;
                    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
                    while (walker.nextNode()) {
                        if (left < walker.currentNode.length) break;
                        left -= walker.currentNode.length;
                    }
                    range.setStart(walker.currentNode, left);
                    range.setEnd(walker.currentNode, left + 1);
                    const { x, y, width, height } = range.getBoundingClientRect();
                    return { x, y, width, height };
                }
                throw new Error(`"${words}" stands nowhere`);
            }""",
            [words, index],
        )
        return box


def talk(by: User) -> Note:
    """A transcript of `TALK`, a turn a line, ten seconds each, with its recording."""
    interview = InterviewFactory.create(
        title="Two calendars", study=StudyFactory.create(), recording_url="https://recordings.example/7?t={seconds}"
    )
    interview.participants.add(ParticipantFactory.create(code="P-0007"))
    interview.interviewers.add(by)
    lines, cues, at = [], [], 0
    for index, (speaker, words) in enumerate(TALK):
        lines.append(words)
        cues.append(
            Cue(speaker=speaker, start=at, end=at + len(words), start_ms=index * 10_000, end_ms=index * 10_000 + 9_000)
        )
        at += len(words) + 1
    return notes.add(interview=interview, kind="transcript", text="\n".join(lines), cues=cues, by=by)


def researcher(name: str) -> User:
    user: User = UserFactory.create(username=name, role=Role.RESEARCHER)
    return user


def highlights(note: Note) -> list[tuple[str, str, list[str]]]:
    """What the server has: quote, kind and tags of each, in the order of the text."""
    return [
        (one.quote, one.kind, sorted(set(one.tags.values_list("name", flat=True))))
        for one in Highlight.objects.filter(note=note).order_by("start", "id")
    ]


LogIn = Callable[[str], None]
