"""What in notes was said word for word: what their author marked as a quote."""

import re
from bisect import bisect_right

QUOTE_LINES = re.compile(r"(?:^[ \t]*(?:[-*+] +)?>[^\n]*(?:\n|\Z))+", re.MULTILINE)
IN_MARKS = re.compile(
    r"“[^“”\n]+”|„[^„“”\n]+[“”]|«[^«»\n]+»|»[^«»\n]+«|‹[^‹›\n]+›|「[^「」\n]+」|『[^『』\n]+』"
    r'|(?<!\w)"(?=\S)[^"\n]*[^"\s]"(?!\w)'
)
MARKS = ' \t\n>“”„«»‹›「」『』"-*+'


def quoted_ranges(text: str) -> list[tuple[int, int]]:
    """Return the ranges of the quotes, marks included, in order and apart: `> lines`, and quotation marks.

    Lines that follow one another are one range. Quotation marks pair within a line only; apostrophes do not.
    """
    lines = [match.span() for match in QUOTE_LINES.finditer(text)]
    starts = [start for start, _ in lines]
    in_marks = [match.span() for match in IN_MARKS.finditer(text) if not _is_inside(match.span(), lines, starts)]
    return sorted(lines + in_marks)


def is_quoted(text: str, *, start: int, end: int) -> bool:
    """Tell whether the passage, but for marks and space at its edges, lies in one quote."""
    while start < end and text[start] in MARKS:
        start += 1
    while end > start and text[end - 1] in MARKS:
        end -= 1
    ranges = quoted_ranges(text)
    return start < end and _is_inside((start, end), ranges, [first for first, _ in ranges])


def _is_inside(span: tuple[int, int], ranges: list[tuple[int, int]], starts: list[int]) -> bool:
    index = bisect_right(starts, span[0]) - 1
    return index >= 0 and span[1] <= ranges[index][1]
