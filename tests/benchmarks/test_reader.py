"""How fast the reader is with 20,000 words and 1,000 highlights, in the browser. Prints figures; asserts no time.

`manage.py test tests/benchmarks -s`
"""

import random
from collections.abc import Callable

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from research.models import Note, Tag
from research.operations import highlights, notes
from research.operations.highlights import Mark
from research.operations.notes import Cue
from tests.factories import InterviewFactory, ParticipantFactory, TagFactory
from tests.journeys.readers import researcher

WORDS, HIGHLIGHTS, TURN = 20_000, 1_000, 25
VOCABULARY = [
    "honestly",
    "the",
    "calendar",
    "was",
    "full",
    "again",
    "so",
    "nobody",
    "knew",
    "which",
    "room",
    "we",
    "had",
    "and",
    "then",
    "somebody",
    "phoned",
]
TIMES = 5

PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
TEXT_IN_PLACE = """() => new Promise((found) => {
    const seen = () => (document.querySelectorAll('.turn').length > 100
        ? requestAnimationFrame(() => setTimeout(() => found(performance.now()))) : setTimeout(seen, 1));
    seen();
})"""
MEASURE = """([mark, key]) => new Promise((measured) => {
    const words = [...document.querySelectorAll('.turn .words')][mark];
    words.scrollIntoView({ block: 'center' });
    document.querySelector('#text').focus({ preventScroll: true });
    const bar = document.querySelector('.marking');
    const painted = (action) => requestAnimationFrame(() => setTimeout(action));
    setTimeout(() => {
        const begun = performance.now();
        getSelection().setBaseAndExtent(words.firstChild, 4, words.firstChild, 30);
        const look = () => {
            if (bar.hidden) return requestAnimationFrame(look);
            painted(() => {
                const shown = performance.now() - begun;
                const before = document.querySelectorAll('.mark-card').length;
                const pressed = performance.now();
                document.querySelector('#text').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
                const wait = () => {
                    if (document.querySelectorAll('.mark-card').length <= before) return requestAnimationFrame(wait);
                    painted(() => measured([shown, performance.now() - pressed]));
                };
                wait();
            });
        };
        look();
    }, 300);
})"""


def test_a_long_transcript_with_many_highlights(
    page: Page, live_server: LiveServer, log_in: Callable[[str], None]
) -> None:
    note = long_transcript()
    log_in("ada")
    address = f"{live_server.url}/notes/{note.pk}/"
    page.set_default_timeout(60_000)
    page.goto(address)
    expect(page.get_by_role("button", name=f"Only highlights ({HIGHLIGHTS})")).to_be_visible(timeout=60_000)

    paints, texts, toolbars, marks = [], [], [], []
    for turn in range(TIMES):
        page.goto(address, wait_until="commit")
        texts.append(page.evaluate(TEXT_IN_PLACE))
        expect(page.get_by_role("button", name="Only highlights (1")).to_be_visible(timeout=60_000)
        paints.append(page.evaluate(PAINTED))
        shown, marked = page.evaluate(MEASURE, [100 + 37 * turn, "p"])
        toolbars.append(shown)
        marks.append(marked)
        expect(page.locator("#saving")).to_have_text("")

    print(
        f"\nReader, {WORDS:,} words in {WORDS // TURN} turns, {HIGHLIGHTS:,} highlights; median and worst of {TIMES}:"
    )
    for name, figures in (
        ("first contentful paint", paints),
        ("text in place and painted", texts),
        ("toolbar after a selection", toolbars),
        ("saved highlight after its key", marks),
    ):
        print(f"  {name:<30} {sorted(figures)[TIMES // 2]:>7.0f} ms {max(figures):>7.0f} ms")
    assert note.highlights.count() == HIGHLIGHTS + TIMES


def long_transcript() -> Note:
    ada = researcher("ada")
    chance = random.Random(7)
    interview = InterviewFactory.create(title="A long day")
    interview.participants.add(ParticipantFactory.create(code="P-0007"))
    interview.interviewers.add(ada)
    lines, cues, at = [], [], 0
    for index in range(WORDS // TURN):
        words = " ".join(chance.choices(VOCABULARY, k=TURN))
        speaker = "Ada" if index % 5 == 0 else "Marta"
        lines.append(words)
        cues.append(
            Cue(speaker=speaker, start=at, end=at + len(words), start_ms=index * 9_000, end_ms=index * 9_000 + 8_000)
        )
        at += len(words) + 1
    note = notes.add(interview=interview, kind="transcript", text="\n".join(lines), cues=cues, by=ada)
    colours = [colour for colour, _ in Tag.Colour.choices]
    tags = [TagFactory.create(colour=colour) for colour in colours]
    starts = [chance.randrange(0, at - 200) for _ in range(HIGHLIGHTS)]
    highlights.mark_all(
        [
            Mark(note=note, start=start, end=start + chance.randrange(20, 160), tags=tuple(chance.sample(tags, k=2)))
            for start in starts
        ],
        by=ada,
    )
    return note
