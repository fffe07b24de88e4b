from django.db import migrations

# Repetitions are looked for by their key among Amplitude's events only; Mixpanel's are told by the primary key. So
# Amplitude's keys are made not negative, all others negative, and the index holds the former alone.
ONLY = """
    UPDATE research_event SET key = ~key FROM research_eventsource source
        WHERE source.id = source_id AND (key >= 0) <> (source.tool = 'amplitude');
    DROP INDEX research_event_repetitions;
    CREATE INDEX research_event_repetitions ON research_event (key, source_id) WHERE key >= 0;
"""
ALL = """
    DROP INDEX research_event_repetitions;
    CREATE INDEX research_event_repetitions ON research_event (key, source_id);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('research', '0016_behaviour_data'),
    ]

    operations = [
        migrations.RunSQL(ONLY, ALL),
    ]
