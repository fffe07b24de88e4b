"""What is behind insights and opportunities, counted by the database for a whole page at once.

The counts are of everything, whoever asks. Withdrawn passages and interviewers' words count for nobody. A measurement
is nobody either: it counts beside the people, and its class among theirs.
Where a statement rests on an insight and that on a passage or a measurement, the stances compose:

    insight ↓ / passage →   supports      qualifies     contradicts
    supports                supports      qualifies     contradicts
    qualifies               qualifies     qualifies     contradicts
    contradicts             contradicts   contradicts   qualifies

Doubt about an objection (bottom right) is not yet support: it backs the statement with a limit.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

from research.evidence_strength import EvidenceFacts
from research.models.insight import Insight
from research.models.insight_evidence import Stance
from research.models.interview import Interview
from research.models.opportunity_evidence import OpportunityEvidence


def of_insights(ids: Collection[int], *, at: datetime) -> dict[int, EvidenceFacts]:
    """Return the facts of each insight. One query; `at` decides which consents are in force."""
    itself = Cast(Value(Stance.SUPPORTS), CharField())
    return of_links(Insight.objects.filter(pk__in=ids).values_list("pk", "pk", itself), ids=ids, at=at)


def of_opportunities(ids: Collection[int], *, at: datetime) -> dict[int, EvidenceFacts]:
    """Return the facts of each opportunity, from the insights that it cites. One query."""
    cited = OpportunityEvidence.objects.filter(opportunity__in=ids, insight__merged_into__isnull=True)
    return of_links(cited.values_list("opportunity", "insight", "stance"), ids=ids, at=at)


def of_links(links: QuerySet[Any, Any], *, ids: Collection[int], at: datetime) -> dict[int, EvidenceFacts]:
    """Return the facts of each of the ids from rows of (id, insight, stance towards it). One query.

    Insights count whatever their status: a draft is out of sight for some, and the facts are for everyone.
    """
    if not ids:
        return {}
    sql, parameters = links.order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(links=sql), [*parameters, at])
        names = [column.name for column in cursor.description or ()][1:]
        found = {row[0]: EvidenceFacts(**dict(zip(names, row[1:], strict=True))) for row in cursor.fetchall()}
    return {pk: found.get(pk, EvidenceFacts()) for pk in ids}


_COMPOSED = """CASE
            WHEN link.stance = 'contradicts' AND evidence.stance = 'contradicts' THEN 'qualifies'
            WHEN link.stance = 'contradicts' OR evidence.stance = 'contradicts' THEN 'contradicts'
            WHEN link.stance = 'qualifies' OR evidence.stance = 'qualifies' THEN 'qualifies'
            ELSE 'supports'
        END AS stance"""
_FEEDBACK_KINDS = ", ".join(f"'{kind.value}'" for kind in Interview.FEEDBACK_KINDS)

# link     what rests on which insight, and how
# passage  the passages that count, with their composed stance
# figure   the measurements, with their composed stance
# voice    who speaks in them: one row a passage and person; a person of whom nothing is known is one an interview;
#          and one row a figure, in which nobody speaks
# refused  who may not be quoted from which interview; `HighlightParticipantQuerySet.with_refusal` is the same rule
_STATEMENT = f"""
WITH link (subject, insight_id, stance) AS MATERIALIZED ({{links}}),
passage AS (
    SELECT link.subject, evidence.highlight_id, note.interview_id, evidence.evidence_class_id,
        {_COMPOSED}
    FROM link
    JOIN research_insightevidence evidence ON evidence.insight_id = link.insight_id
    JOIN research_highlight highlight ON highlight.id = evidence.highlight_id
        AND highlight.state <> 'withdrawn' AND NOT highlight.by_interviewer
    JOIN research_note note ON note.id = highlight.note_id
),
figure AS (
    SELECT link.subject, evidence.measurement_id, measurement.period_end, evidence.evidence_class_id,
        {_COMPOSED}
    FROM link
    JOIN research_insightevidence evidence ON evidence.insight_id = link.insight_id
    JOIN research_measurement measurement ON measurement.id = evidence.measurement_id
),
voice AS MATERIALIZED (
    SELECT passage.*, speaker.participant_id, interview.study_id, interview.held_at,
        interview.kind IN ({_FEEDBACK_KINDS}) AS is_feedback,
        coalesce(speaker.participant_id, -passage.interview_id) AS person,
        participant.account_id,
        passage.stance <> 'contradicts' AS is_backing,
        NULL::bigint AS measurement_id, NULL::date AS measured_to
    FROM passage
    JOIN research_interview interview ON interview.id = passage.interview_id
    LEFT JOIN research_highlightparticipant speaker ON speaker.highlight_id = passage.highlight_id
    LEFT JOIN research_participant participant ON participant.id = speaker.participant_id
    UNION ALL
    SELECT subject, NULL, NULL, evidence_class_id, stance, NULL, NULL, NULL, false, NULL, NULL,
        stance <> 'contradicts', measurement_id, period_end
    FROM figure
),
refused AS (
    SELECT said.participant_id, said.interview_id
    FROM (SELECT DISTINCT participant_id, interview_id, study_id, is_feedback FROM voice) said
    LEFT JOIN LATERAL (
        SELECT given_at <= moment.at
            AND coalesce(expires_at > moment.at, true) AND coalesce(withdrawn_at > moment.at, true) AS is_in_force
        FROM research_consent consent, (SELECT %s::timestamptz AS at) moment
        WHERE consent.participant_id = said.participant_id AND consent.scope = 'quote_internally'
            AND (consent.study_id IS NULL OR consent.study_id = said.study_id)
            AND (consent.interview_id IS NULL OR consent.interview_id = said.interview_id)
        ORDER BY consent.interview_id NULLS LAST, consent.study_id NULLS LAST, consent.given_at DESC
        LIMIT 1
    ) deciding ON true
    WHERE said.participant_id IS NOT NULL AND NOT coalesce(deciding.is_in_force, said.is_feedback)
),
heard AS (
    SELECT voice.subject,
        count(DISTINCT person) AS participants,
        count(DISTINCT person) FILTER (WHERE stance = 'supports') AS supporting,
        count(DISTINCT person) FILTER (WHERE stance = 'qualifies') AS qualifying,
        count(DISTINCT person) FILTER (WHERE stance = 'contradicts') AS contradicting,
        count(DISTINCT person) FILTER (WHERE is_backing) AS backing,
        count(DISTINCT account_id) FILTER (WHERE is_backing)
            + count(DISTINCT person) FILTER (WHERE is_backing AND account_id IS NULL) AS accounts,
        count(DISTINCT study_id) FILTER (WHERE is_backing) AS studies,
        count(DISTINCT evidence_class_id) FILTER (WHERE is_backing) AS classes,
        coalesce(bool_and(evidence_class.is_opinion) FILTER (WHERE is_backing), false) AS is_only_opinions,
        count(DISTINCT highlight_id) AS mentions,
        count(DISTINCT highlight_id) FILTER (WHERE refused.participant_id IS NOT NULL) AS without_consent,
        max(held_at) AS newest_at,
        count(DISTINCT measurement_id) AS measurements,
        count(DISTINCT measurement_id) FILTER (WHERE is_backing) AS measurements_backing,
        count(DISTINCT measurement_id) FILTER (WHERE stance = 'contradicts') AS measurements_against,
        max(measured_to) AS measured_to
    FROM voice
    JOIN research_evidenceclass evidence_class ON evidence_class.id = voice.evidence_class_id
    LEFT JOIN refused ON refused.participant_id = voice.participant_id AND refused.interview_id = voice.interview_id
    GROUP BY voice.subject
),
kept AS (
    SELECT link.subject,
        CASE WHEN bool_and(confirmed_at IS NOT NULL) THEN min(confirmed_at) END AS confirmed_at,
        CASE WHEN bool_and(opposite_sought_at IS NOT NULL) THEN min(opposite_sought_at) END AS opposite_sought_at
    FROM link JOIN research_insight insight ON insight.id = link.insight_id
    GROUP BY link.subject
)
SELECT kept.subject,
    coalesce(participants, 0) AS participants, coalesce(supporting, 0) AS supporting,
    coalesce(qualifying, 0) AS qualifying, coalesce(contradicting, 0) AS contradicting,
    coalesce(backing, 0) AS backing, coalesce(accounts, 0) AS accounts, coalesce(studies, 0) AS studies,
    coalesce(classes, 0) AS classes, coalesce(is_only_opinions, false) AS is_only_opinions,
    coalesce(mentions, 0) AS mentions, coalesce(without_consent, 0) AS without_consent,
    newest_at, confirmed_at, opposite_sought_at,
    coalesce(measurements, 0) AS measurements, coalesce(measurements_backing, 0) AS measurements_backing,
    coalesce(measurements_against, 0) AS measurements_against, measured_to
FROM kept LEFT JOIN heard ON heard.subject = kept.subject
"""  # noqa: S608  (names of our own tables; values are parameters)
