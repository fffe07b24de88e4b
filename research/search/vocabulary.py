"""Which words there are: what a mistyped one is corrected by."""

from django.db import connection, transaction

from research.models import Word

FEWEST_LETTERS = 4
LONGEST = 40
MOST_ALIKE = 5

REBUILD = """
    INSERT INTO research_word (word, notes)
    SELECT word, ndoc FROM ts_stat('SELECT to_tsvector(''throughline_simple'', left(text, 500000)) FROM research_note')
    WHERE length(word) BETWEEN %s AND %s AND word !~ '[0-9_/@.:]'
"""
ALIKE = """
    SELECT word FROM research_word WHERE word %% %s ORDER BY similarity(word, %s) DESC, notes DESC, word LIMIT %s
"""


def rebuild() -> int:
    """Gather the words of all notes anew, so that none outlives the words it was in; returns how many there are.

    Reads every note: about a minute for 20,000 long ones. Whoever searches meanwhile sees the words of before.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        Word.objects.all().delete()
        cursor.execute(REBUILD, [FEWEST_LETTERS, LONGEST])
        return int(cursor.rowcount)


def is_built() -> bool:
    return Word.objects.exists()


def is_known(word: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM research_word WHERE word = lower(unaccent(%s)))", [word])
        (known,) = cursor.fetchone()
    return bool(known)


def alike(word: str) -> list[str]:
    """Return the words that share most trigrams with this one, the nearest and commonest first. One query, by index."""
    if len(word) < FEWEST_LETTERS:
        return []
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [word.lower(), word.lower(), MOST_ALIKE])
        return [found for (found,) in cursor.fetchall()]
