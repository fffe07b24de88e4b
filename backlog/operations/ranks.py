"""Keys that sort by byte, so that one can always be made between two others.

A key is a fraction's digits: as many as eight stand for the item's number, more stand between. Two keys are never
the same fraction, so their order as text is their order as numbers.
"""

WIDTH = 8
LONGEST = 200


class Crowded(Exception):
    """No short key is left between the two: the order has to be written anew."""


def first(number: int) -> str:
    """Return the key of the item with this number while nobody has moved it."""
    return f"{number:0{WIDTH}}"


def between(low: str, high: str) -> str:
    """Return a key between; an empty one is the beginning or the end. Raises `Crowded`."""
    low = low or first(0)
    high = high or first(int(low[:WIDTH]) + 1)
    width = max(len(low), len(high), WIDTH + 1)
    bottom, top = int(low.ljust(width, "0")), int(high.ljust(width, "0"))
    if top - bottom < 2:
        bottom, top, width = bottom * 10, top * 10, width + 1
    if width > LONGEST:
        raise Crowded
    return f"{(bottom + top) // 2:0{width}}"
