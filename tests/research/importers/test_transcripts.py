"""Files as Zoom, Teams, Otter, Meet and people write them, and what is read out of them."""

import io
import sys
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import webvtt
from hypothesis import example, given, settings
from hypothesis import strategies as st

from research.anchoring import normalise
from research.importers.transcripts import ParsedNote, UnreadableTranscript, parse, word
from research.importers.transcripts.decoding import MOST_BYTES
from research.importers.transcripts.word import MOST_XML

FILES = Path(__file__).parent / "files"
ARROW = "00:00:01.000 --> 00:00:02.000"


def read(name: str) -> ParsedNote:
    return parse((FILES / name).read_bytes(), name=name)


def turns(note: ParsedNote) -> list[tuple[str, str, int | None]]:
    return [(turn.speaker, note.text[turn.start : turn.end], turn.start_ms) for turn in note.turns]


def vtt(*lines: str) -> bytes:
    return "\n".join(["WEBVTT", "", *lines, ""]).encode()


def docx(xml: bytes, *, name: str = "word/document.xml") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return buffer.getvalue()


# --- the formats


@pytest.mark.parametrize(
    ("name", "format_name", "expected"),
    [
        pytest.param(
            "webvtt_voices.vtt",
            "WebVTT",
            [
                ("Rosa Quintero", "Thanks for taking the time, R&D is busy, I hear.", 1000),
                ("Jonas Öberg", "Well, 3 < 5, as we say.", 4300),
                ("Rosa Quintero", "Ha!", 4300),
                ("Jonas Öberg", "We keep the receipts in a shoebox.", 10_000),
                ("Jonas Öberg", "\u0301tout est là 🙈", 12_000),
                ("", "[door closes]", 13_500),
            ],
            id="voices, classes, comments, styles, entities",
        ),
        pytest.param(
            "webvtt_plain.vtt",
            "WebVTT",
            [
                ("", "So I said: yes, let's try it.", 0),
                ("", "Note: remember the invoice number.", 3000),
                ("", "You click File --> Export and wait.", 6000),
                ("", "At 10:30 it was still: nothing.", 9000),
            ],
            id="colons and an arrow in the words of nobody in particular",
        ),
        pytest.param(
            "zoom.vtt",
            "Zoom",
            [
                (
                    "Ines Carvalho (she/her)",
                    "Okay, so, um, thanks for joining. Is it okay if I record?",
                    3120,
                ),
                ("Tom O'Neill", "Sure, go ahead.", 8010),
                ("Tom O'Neill", "Honest answer: I do it on Sunday night.", 10_900),
                ("", "Mm-hmm.", 14_620),
                ("iPhone von Jörg", "Note: we all do. And then I said: never again.", 16_500),
                ("Ines Carvalho (she/her)", "Never?", 22_000),
            ],
            id="Zoom, one cue without a name",
        ),
        pytest.param(
            "teams_unpadded.vtt",
            "Microsoft Teams",
            [
                ("Priya Nair", "Can you show me how you book a room?", 0),
                ("Lee, Sam (External)", "I don't. I walk around until one is empty.", 5400),
            ],
            id="Teams with unpadded times",
        ),
        pytest.param(
            "teams.vtt",
            "Microsoft Teams",
            [
                ("Priya Nair", "Shall we start?", 3120),
                ("Sam Lee", "Yes.", 5100),
                ("Sam Lee", "I have until three.", 7020),
            ],
            id="Teams with GUIDs and overlapping cues",
        ),
        pytest.param(
            "interview.srt",
            "SRT",
            [
                ("MODERATOR", "What happened then?", 1600),
                ("P-0142", "The approval went to my old manager.", 4400),
                ("P-0142", "He left in May. R&D <nobody told me>.", 8000),
                ("MODERATOR", "Oh no.", 11_500),
            ],
            id="SRT with a byte order mark, CRLF and tags",
        ),
        pytest.param(
            "otter.txt",
            "Otter",
            [
                ("Unknown Speaker", "Can you hear me?", 0),
                (
                    "Marta Kowalska",
                    "Yes. So the thing is: we get the list at 10:30 and it is wrong. It is always wrong.",
                    2000,
                ),
                ("Ben", "Always?", 3_723_000),
            ],
            id="Otter",
        ),
        pytest.param(
            "meet.txt",
            "Google Meet",
            [
                ("Ada Moreau", "All right.", None),
                ("Ada Moreau", "Tell me about the last time.", None),
                ("Kofi Mensah", "Last Friday. Then: silence. We waited for an hour.", None),
                ("Ada Moreau's Presentation", "slide two, please", None),
                ("Ada Moreau", "Okay.", None),
            ],
            id="Meet, with its attendees and notice",
        ),
        pytest.param(
            "gemini.txt",
            "Google Meet",
            [
                ("Ada Moreau", "goal is here.", 0),
                ("edwin", "Maybe not.", 0),
                ("Ada Moreau", "Why not?", 0),
                ("edwin", "It takes a week.", 0),
                ("edwin", "A week!", 53_000),
                ("Kofi Mensah", "Transcript", 53_000),
                ("Ada Moreau", "Bye.", 53_000),
            ],
            id="Gemini's document, whose summary is left out",
        ),
        pytest.param(
            "gemini.md",
            "Google Meet",
            [
                ("Ada Moreau", "goal is here.", 0),
                ("Kofi Mensah", "Yes,", 0),
                ("Ada Moreau", "and then?", 0),
                ("Kofi Mensah", "guess that's how we'll *do* it.", 70_000),
            ],
            id="Gemini's document as Markdown",
        ),
        pytest.param(
            "teams.docx",
            "Microsoft Teams",
            [
                ("Priya Nair", "Can you show me how you book a room?", 3000),
                ("Sam Lee", "I don't.", 19_000),
                ("Sam Lee", "I walk around until one is empty, honestly: empty.", 22_000),
                ("Priya Nair", "One.", 3_753_000),
            ],
            id="Teams' document",
        ),
        pytest.param(
            "teams_older.docx",
            "Microsoft Teams",
            [("Priya Nair", "Can you show me?", 0), ("Sam Lee", "I don't. Sorry.", 5400)],
            id="Teams' document of older days",
        ),
        pytest.param(
            "typed.txt",
            "Text with speakers",
            [
                ("Interviewer", "How do you file a claim?", 5000),
                ("Dr. Ana van der Berg", "On paper. I print it, I sign it, I scan it.", 9000),
                ("Interviewer", "And then?", 70_000),
                ("Dr. Ana van der Berg", "Then I wait.", 72_000),
            ],
            id="typed by a person",
        ),
    ],
)
def test_a_transcript_gives_its_speakers_words_and_times(
    name: str, format_name: str, expected: list[tuple[str, str, int | None]]
) -> None:
    note = read(name)

    assert (note.kind, note.format) == ("transcript", format_name)
    assert turns(note) == expected


def test_the_text_has_a_space_between_cues_and_a_line_per_speaker() -> None:
    assert read("teams.vtt").text == "Shall we start?\nYes. I have until three."


@pytest.mark.parametrize(
    ("name", "format_name"),
    [
        pytest.param("notes.txt", "Plain text", id="plain text"),
        pytest.param("notes.md", "Markdown", id="Markdown"),
        pytest.param("fields.txt", "Plain text", id="fields and appointments are no speakers"),
    ],
)
def test_notes_keep_their_text(name: str, format_name: str) -> None:
    note = read(name)

    assert (note.kind, note.format, note.turns) == ("notes", format_name, ())
    assert note.text == (FILES / name).read_text()


def test_a_word_document_without_speakers_is_notes_with_its_tables() -> None:
    note = read("notes.docx")

    assert (note.kind, note.format) == ("notes", "Word document")
    assert note.text == "Visit at the depot\nDriver\n“I lose half of them.”"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("notes.md", {"title": "Visit at the depot"}, id="a heading"),
        pytest.param("webvtt_voices.vtt", {"language": "en-GB"}, id="WebVTT's header"),
        pytest.param(
            "teams_unpadded.vtt",
            {"language": "en-us", "duration": timedelta(minutes=42, seconds=11)},
            id="Teams' comments",
        ),
        pytest.param(
            "teams.docx",
            {
                "title": "Expense interview",
                "duration": timedelta(minutes=27, seconds=42),
                "held_at": datetime.fromisoformat("2026-06-15T03:35"),
            },
            id="Teams' document",
        ),
        pytest.param(
            "otter.txt",
            {
                "title": "Interview with a payroll clerk",
                "held_at": datetime.fromisoformat("2026-11-10T14:30"),
            },
            id="Otter",
        ),
        pytest.param(
            "meet.txt",
            {
                "title": "Interview P-0147",
                "held_at": datetime(2026, 11, 12, 15, 51, tzinfo=timezone(timedelta(hours=1))),
            },
            id="Meet",
        ),
        pytest.param(
            "gemini.txt",
            {"title": "Weekly customer call", "duration": timedelta(minutes=55, seconds=19)},
            id="Gemini",
        ),
    ],
)
def test_what_the_file_says_of_itself_is_kept(name: str, expected: dict[str, object]) -> None:
    note = read(name)

    assert {field: getattr(note, field) for field in expected} == expected


def test_speakers_are_listed_in_the_order_in_which_they_first_speak() -> None:
    assert read("gemini.txt").speakers == ("Ada Moreau", "edwin", "Kofi Mensah")


@pytest.mark.parametrize("name", [path.name for path in FILES.glob("*.vtt")])
def test_times_agree_with_another_reader_of_webvtt(name: str) -> None:
    captions = webvtt.from_string((FILES / name).read_text()).captions
    expected = [round(caption.start_time.in_milliseconds()) for caption in captions]

    assert {turn.start_ms for turn in read(name).turns} == set(expected)


@pytest.mark.parametrize(
    "encoding",
    [
        pytest.param("utf-8", id="UTF-8"),
        pytest.param("utf-8-sig", id="UTF-8 with a byte order mark"),
        pytest.param("utf-16", id="UTF-16 with a byte order mark"),
    ],
)
@pytest.mark.parametrize("line_end", [pytest.param("\n", id="LF"), pytest.param("\r\n", id="CRLF")])
def test_encodings_and_line_ends_make_no_difference(encoding: str, line_end: str) -> None:
    text = (FILES / "webvtt_voices.vtt").read_text()
    content = text.replace("\n", line_end).encode(encoding)

    assert parse(content, name="a.vtt") == read("webvtt_voices.vtt")


def test_big_endian_utf16_is_read() -> None:
    content = b"\xfe\xff" + "Notes on 🙈".encode("utf-16-be")

    assert parse(content, name="notes.txt").text == "Notes on 🙈"


@pytest.mark.parametrize(
    ("name", "format_name"),
    [
        pytest.param("teams.vtt", "Microsoft Teams", id="WebVTT"),
        pytest.param("interview.srt", "SRT", id="SRT"),
        pytest.param("otter.txt", "Otter", id="Otter"),
        pytest.param("teams.docx", "Microsoft Teams", id="Word"),
    ],
)
def test_the_content_tells_the_format_where_the_name_does_not(name: str, format_name: str) -> None:
    assert parse((FILES / name).read_bytes(), name="upload").format == format_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ada: a\nBen: b\nAda: c\n", [("Ada", "a", None), ("Ben", "b", None), ("Ada", "c", None)], id="bare"
        ),
        pytest.param(
            "Ada [00:01]: a\nBen (00:02): b\nAda [00:03] c",
            [("Ada", "a", 1000), ("Ben", "b", 2000), ("Ada", "c", 3000)],
            id="the time after the name",
        ),
        pytest.param(
            "00:01 Ada: a\n00:02 - Ben: b\n00:03 more\n(1:00:04) Ada: c\n00:05 Ben: d",
            [
                ("Ada", "a", 1000),
                ("Ben", "b", 2000),
                ("Ben", "more", 3000),
                ("Ada", "c", 3_604_000),
                ("Ben", "d", 5000),
            ],
            id="a time without a name goes on with the speaker",
        ),
        pytest.param(
            "00:99 Ada: a\nBen: b\nAda: c", [("Ada", "a", None), ("Ben", "b", None), ("Ada", "c", None)], id="no time"
        ),
        pytest.param(
            "Ada: a\n\nBen: b\nb\nb\n\nAda: c\nc",
            [("Ada", "a", None), ("Ben", "b b b", None), ("Ada", "c c", None)],
            id="paragraphs over several lines",
        ),
        pytest.param(
            "Ada  00:01\nhm\nBen  00:02\nhm hm",
            [("Ada", "hm", 1000), ("Ben", "hm hm", 2000)],
            id="Otter without its last line",
        ),
        pytest.param(
            "Call at ten\nAda: a\nBen: b\nAda: c\nBen: d\n",
            [("Ada", "a", None), ("Ben", "b", None), ("Ada", "c", None), ("Ben", "d", None)],
            id="a line before the first speaker",
        ),
    ],
)
def test_a_text_whose_lines_nearly_all_begin_with_a_speaker_is_a_transcript(
    text: str, expected: list[tuple[str, str, int | None]]
) -> None:
    assert turns(parse(text.encode(), name="a.txt")) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("Ada: a\nBen: b\nAda: c\n", "a.md", id="Markdown"),
        pytest.param("Ada: a\nBen: b\n", "a.txt", id="two lines"),
        pytest.param("Ada: a\nAda: b\nAda: c\nAda: d\n", "a.txt", id="one speaker"),
        pytest.param("Ada: a\nwas late\nBen: b\nAda: c\nand left\n", "a.txt", id="too few of the lines"),
        pytest.param("Lunch  12:30\nCall  14:00\nat the depot\n", "a.txt", id="appointments"),
        pytest.param("The cue\nis\nwrong\nhere\n" + ARROW, "a.txt", id="an arrow far down"),
    ],
)
def test_other_texts_are_notes(text: str, name: str) -> None:
    assert parse(text.encode(), name=name).kind == "notes"


@pytest.mark.parametrize(
    "date",
    [
        pytest.param("31 February 2026, 03:35am", id="no such day"),
        pytest.param("15 Juin 2026, 03:35am", id="not an English month"),
    ],
)
def test_a_date_that_cannot_be_read_is_left_out_and_reported(date: str) -> None:
    note = parse(f"Title\n{date}\nAda started transcription\nAda   0:03\nhi".encode(), name="a.txt")

    assert note.held_at is None
    assert [problem.line for problem in note.problems] == [2]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        pytest.param("15 June 2026, 12:35AM", "2026-06-15T00:35", id="midnight"),
        pytest.param("June 15, 2026, 3:35PM", "2026-06-15T15:35", id="the American way"),
        pytest.param("15 June 2026, 15:35", "2026-06-15T15:35", id="24 hours"),
    ],
)
def test_a_date_of_teams_is_read(date: str, expected: str) -> None:
    note = parse(f"Title\n{date}\nAda started transcription\nAda   0:03\nhi".encode(), name="a.txt")

    assert note.held_at == datetime.fromisoformat(expected)


@pytest.mark.parametrize("title", [b"Call (2026-11-12 15:51 GMT)", b"# Call - 2026/11/12 15:51 GMT"])
def test_the_zone_of_meet_is_utc_where_it_says_gmt(title: bytes) -> None:
    note = parse(title + b" - Transcript\n###Attendees\nAda, Ben\nTranscript\nAda: a\nBen: b\nAda: c\n", name="a.txt")

    assert (note.title, note.held_at) == ("Call", datetime(2026, 11, 12, 15, 51, tzinfo=UTC))


def test_a_date_of_meet_that_does_not_exist_is_left_out() -> None:
    content = b"Call (2026-02-31 15:51 GMT) - Transcript\nAttendees\nAda, Ben\nTranscript\nAda: a\nBen: b\nAda: c\n"

    assert parse(content, name="a.txt").held_at is None


def test_labels_at_changes_only_carry_on_over_the_cues_between() -> None:
    words = ["Ada: a", "b", "c", "Ben: d", "e", "Ada: f", "g"]

    note = parse(vtt(*(f"{ARROW}\n{line}\n" for line in words)), name="a.vtt")

    assert note.text == "a b c\nd e\nf g"


def test_a_label_that_may_be_none_ends_what_carries_on() -> None:
    words = ["Ada: a", "b", "Ben: c", "d", *(["Ada: a", "b", "b", "Ben: c", "d", "d"] * 4), "Honesty: e", "f"]

    note = parse(vtt(*(f"{ARROW}\n{line}\n" for line in words)), name="a.vtt")

    assert turns(note)[-3:] == [("Ben", "d", 1000), ("", "Honesty: e", 1000), ("", "f", 1000)]


def test_a_number_that_stands_alone_belongs_to_no_cue() -> None:
    note = parse(vtt("1", ARROW, "one", "", "2", "", ARROW, "two"), name="a.vtt")

    assert note.text == "one two"


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        pytest.param("00:01.5", 1500, id="a half"),
        pytest.param("0:1:2.05", 62_050, id="unpadded"),
        pytest.param("00:00:01,0019999", 1001, id="more than milliseconds"),
        pytest.param("00:01", 1000, id="whole seconds"),
        pytest.param("99:59:59.999", 359_999_999, id="the last moment"),
    ],
)
def test_times_of_any_precision_are_read(time: str, expected: int) -> None:
    note = parse(vtt(f"{time} --> 99:59:59.999", "hi"), name="a.vtt")

    assert turns(note) == [("", "hi", expected)]


def test_what_is_invisible_at_the_edges_of_a_cue_is_no_word() -> None:
    note = parse(vtt(ARROW, "\ufeff hi \u200b", "", ARROW, "&nbsp;ho&nbsp;"), name="a.vtt")

    assert note.text == "hi ho"


def test_a_line_that_says_transcript_does_not_begin_one_anew() -> None:
    content = (
        b"Call - Transcript\n00:00:00\nAda: which\nBen: the\nTranscript\nAda: ah\nTranscription ended after 00:01:00"
    )

    assert parse(content, name="a.txt").text == "which\nthe Transcript\nah"


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MOST_XML", 1000)
    bomb = docx(b" " * 20_000_000)
    tracemalloc.start()

    with pytest.raises(UnreadableTranscript):
        parse(bomb, name="a.docx")

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


# --- what is odd, and what is refused


@pytest.mark.parametrize(
    ("content", "line", "part"),
    [
        pytest.param(
            vtt("00:00:05.000 --> 00:00:02.000", "back in time"), 3, "before it starts", id="end before start"
        ),
        pytest.param(vtt("120:00:00.000 --> 120:00:02.000", "late"), 3, "more than 99 hours", id="too many hours"),
        pytest.param(vtt(ARROW, "one", "", "two"), 6, "after an empty line", id="an empty line in a cue"),
        pytest.param(
            vtt(
                *(f"{ARROW}\nAda Moreau: {word}\n" for word in "abcdefghijk"),
                f"{ARROW}\nHonesty: it is late",
            ),
            36,
            "was not taken for a speaker",
            id="a label that occurs once",
        ),
        pytest.param(
            b"Title\nsomething else\nAda  0:01\nhello\n\nTranscribed by https://otter.ai",
            2,
            "left out",
            id="words before the first speaker",
        ),
    ],
)
def test_what_is_odd_is_reported_with_its_line(content: bytes, line: int, part: str) -> None:
    [problem] = parse(content, name="upload").problems

    assert problem.line == line
    assert part in str(problem)


def test_a_time_that_no_recording_has_is_left_out() -> None:
    note = parse(vtt("9999999999:00:00.000 --> 9999999999:00:02.000", "late"), name="a.vtt")

    assert turns(note) == [("", "late", None)]


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        pytest.param(b"", "a.txt", "The file is empty.", id="empty"),
        pytest.param(b"\xef\xbb\xbf \r\n", "a.txt", "The file is empty.", id="only space"),
        pytest.param(b"a\nb\x00c", "a.txt", "Line 2: there is a control character (U+0000)", id="NUL"),
        pytest.param("a\nb".encode("utf-16-le"), "a.txt", "Line 1: there is a control", id="UTF-16 unsaid"),
        pytest.param("a\nblå".encode("latin-1"), "a.txt", "Line 2: the text is not in UTF-8", id="Latin-1"),
        pytest.param(b"ok\n\xed\xa0\x80", "a.txt", "Line 2: the text is not in UTF-8", id="lone surrogate"),
        pytest.param(b"\xff\xfe\x00\xd8", "a.txt", "The file says that it is in UTF-16", id="broken UTF-16"),
        pytest.param("a".encode("utf-32"), "a.txt", "This text is in UTF-32", id="UTF-32"),
        pytest.param(b"%PDF-1.7\n", "a.pdf", "This is a PDF", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00", "a.png", "Line 1:", id="a picture"),
        pytest.param(b"<!DOCTYPE HTML><p>", "a.txt", "This is a web page", id="a web page"),
        pytest.param(b"a" * (MOST_BYTES + 1), "a.txt", "The file is larger than 10 MB.", id="too large"),
        pytest.param(b"1\n" + ARROW.encode() + b"\nhi", "a.vtt", "Line 1: a WebVTT file begins", id="no header"),
        pytest.param(b"WEBVTT", "a.vtt", "The file holds no spoken words.", id="no cues"),
        pytest.param(vtt(ARROW, "<v Ada></v>"), "a.vtt", "The file holds no spoken words.", id="no words"),
        pytest.param(
            vtt(ARROW, "hi", "", "2", "00:00:03.000 -> 00:00:04.000", "ho"),
            "a.vtt",
            "Line 7: expected the times of a cue",
            id="half an arrow",
        ),
        pytest.param(
            vtt(ARROW, "hi", "", "2", "00:00:03.000 -->"), "a.vtt", "Line 7: “00:00:03.000 -->”", id="cut off"
        ),
        pytest.param(vtt("00:75:03.000 --> 00:76:03.000"), "a.vtt", "Line 3: “00:75:03.000”", id="75 minutes"),
        pytest.param(vtt("hello", "there", "", ARROW, "x"), "a.vtt", "Line 3: these words", id="stray words"),
        pytest.param(b"hello", "a.srt", "Line 1: these words belong to no cue", id="an SRT without times"),
        pytest.param(
            ("a\ne" + "\u0301\u0315" * 200).encode(),
            "a.txt",
            "Line 2: the text holds more than 100 combining",
            id="stacked accents",
        ),
        pytest.param(
            vtt(ARROW, "<v Ada>hm", "e" + "&#769;" * 200),
            "a.vtt",
            "Line 4: the text holds more than",
            id="stacked accents, written as references",
        ),
        pytest.param(b"PK\x03\x04", "a.docx", "The Word document is damaged", id="a broken ZIP"),
        pytest.param(docx(b"<a/>", name="a.xml"), "a.docx", "This is a ZIP file, but", id="another ZIP"),
        pytest.param(docx(b"<a>"), "a.docx", "The Word document is damaged", id="broken XML"),
        pytest.param(docx(b"<a>" * 5000 + b"</a>" * 5000), "a.docx", "The Word document is dam", id="nesting"),
        pytest.param(docx(b" " * (MOST_XML + 1)), "a.docx", "The Word document unpacks to", id="a ZIP bomb"),
        pytest.param(docx(b"<a/>"), "a.docx", "The file is empty.", id="a document without text"),
    ],
)
def test_a_broken_file_is_refused_with_a_sentence_and_its_line(content: bytes, name: str, message: str) -> None:
    with pytest.raises(UnreadableTranscript) as refusal:
        parse(content, name=name)

    assert str(refusal.value).startswith(message)


def test_an_entity_in_a_word_document_is_not_resolved() -> None:
    xml = (
        b'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]><w:document xmlns:w="http://schemas.'
        b'openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>a&f;b</w:t></w:r></w:p></w:document>'
    )

    assert parse(docx(xml), name="a.docx").text in {"a", "ab"}


# --- properties

LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="\ufeff\u200b")
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=6)
NAMES = st.sampled_from(["Ada", "Kofi & sons", "Zoë", "田中", "P-0142"])
CUES = st.lists(st.tuples(NAMES, WORDS), min_size=1, max_size=8)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rendered(cues: list[tuple[str, list[str]]]) -> str:
    """Write cues as WebVTT, every second one without an end tag, some over two lines."""
    blocks = []
    for index, (name, words) in enumerate(cues):
        payload = "\n".join([" ".join(words[:2]), " ".join(words[2:])]).strip("\n")
        end = "</v>" if index % 2 else ""
        blocks.append(f"00:{index:02}.000 --> 00:{index + 1:02}.500\n<v {escaped(name)}>{escaped(payload)}{end}")
    return "\n\n".join(["WEBVTT", *blocks])


@given(CUES)
@example([("Ada", ["cafe"]), ("Ada", ["\u0301t"]), ("Zoë", ["\u0338", "-->", "&amp;", "NOTE"])])
def test_cues_written_as_webvtt_come_back_with_their_offsets(cues: list[tuple[str, list[str]]]) -> None:
    expected = [
        (name, unicodedata.normalize("NFC", " ".join(words)), 1000 * index) for index, (name, words) in enumerate(cues)
    ]

    note = parse(rendered(cues).encode(), name="a.vtt")

    assert turns(note) == expected
    assert_sound(note)


def assert_sound(note: ParsedNote) -> None:
    """The text is normalised; the turns cover it but for one space or newline between two of them."""
    assert normalise(note.text) == note.text
    at = -1
    last = ""
    for turn in note.turns:
        assert turn.start == at + 1
        assert turn.start < turn.end <= len(note.text)
        assert at < 0 or note.text[at] == (" " if turn.speaker == last else "\n")
        at, last = turn.end, turn.speaker
    assert not note.turns or at == len(note.text)


def read_or_refuse(content: bytes, name: str) -> None:
    try:
        note = parse(content, name=name)
    except UnreadableTranscript as refusal:
        assert str(refusal)  # noqa: PT017 - either outcome is right
    else:
        assert_sound(note)


SUFFIXES = st.sampled_from(["a.vtt", "a.srt", "a.txt", "a.md", "a.docx", "a", "\x00"])
ORIGINALS = [path.read_bytes() for path in sorted(FILES.iterdir())]
SNIPPETS = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([b"-->", b"\n\n", b"<v ", b"</v>", b"&#55296;", b"Ada: ", b"\xcc\x81", b"99:99", b"\x0b"]),
)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)), SUFFIXES)
def test_arbitrary_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    read_or_refuse(content, name)


@settings(max_examples=300)
@given(st.data(), st.sampled_from(ORIGINALS), SUFFIXES)
def test_damaged_files_are_read_or_refused(data: st.DataObject, original: bytes, name: str) -> None:
    content = original
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(start + 40, len(content))))
        content = content[:start] + data.draw(SNIPPETS) + content[end:]

    read_or_refuse(content, name)


def calls(content: bytes) -> int:
    """Count the calls, Python's and C's, that reading takes."""
    count = 0

    def counting(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counting)
    try:
        parse(content, name="a.vtt")
    finally:
        sys.setprofile(None)
    return count


def long_zoom(cues: int) -> Iterator[str]:
    for index in range(cues):
        minutes, seconds = divmod(index, 60)
        stamp = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
        yield f"{index}\n{stamp}.000 --> {stamp}.900\nSpeaker {index % 3}: words number {index}\n"


def test_reading_ten_times_as_many_cues_takes_ten_times_as_many_calls() -> None:
    small, large = (calls(vtt(*long_zoom(count))) for count in (1000, 10_000))

    assert large < 10.5 * small


def test_ten_thousand_cues_are_ten_thousand_turns() -> None:
    note = parse(vtt(*long_zoom(10_000)), name="a.vtt")

    assert len(note.turns) == 10_000
    assert turns(note)[-1] == ("Speaker 0", "words number 9999", 9_999_000)
