"""The same questions as the service is asked, as plain SQL: without permissions where one may see everything anyway."""

INSIGHTS = """
SELECT i.id, i.uuid, i.version, i.created_at, i.updated_at, i.title, i.statement, i.body, i.status,
    i.owner_id, counted.*
FROM (
    SELECT * FROM research_insight
    WHERE merged_into_id IS NULL
        AND (study_id IS NULL OR study_id IN (SELECT id FROM research_study WHERE visibility = 'open'))
    ORDER BY id DESC LIMIT 50
) i
LEFT JOIN LATERAL (
    SELECT count(DISTINCT e.highlight_id), count(DISTINCT n.interview_id), count(DISTINCT p.participant_id)
    FROM research_insightevidence e
    JOIN research_highlight h ON h.id = e.highlight_id JOIN research_note n ON n.id = h.note_id
    LEFT JOIN research_highlightparticipant p ON p.highlight_id = h.id
    WHERE e.insight_id = i.id
) counted ON true
ORDER BY i.id DESC
"""

BRANCH = """
WITH RECURSIVE branch (id) AS (
    SELECT %(tag)s::bigint UNION ALL
    SELECT below.id FROM research_tag below JOIN branch ON below.parent_id = branch.id
),
newest AS (
    SELECT DISTINCT found.highlight_id AS id FROM branch CROSS JOIN LATERAL (
        SELECT highlight_id FROM research_tagging WHERE tag_id = branch.id ORDER BY highlight_id DESC LIMIT 51
    ) found ORDER BY 1 DESC LIMIT 51
)
SELECT h.id, h.uuid, h.version, h.created_at, h.updated_at, h.note_id, h.start, h."end", h.quote, h.prefix, h.suffix,
    h.kind, h.verbatim, h.comment, h.state,
    (SELECT array_agg(participant_id) FROM research_highlightparticipant WHERE highlight_id = h.id),
    (SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'colour', t.colour))
     FROM research_tagging g JOIN research_tag t ON t.id = g.tag_id WHERE g.highlight_id = h.id)
FROM newest JOIN research_highlight h ON h.id = newest.id
JOIN research_note n ON n.id = h.note_id JOIN research_interview v ON v.id = n.interview_id
LEFT JOIN research_study s ON s.id = v.study_id
WHERE s.visibility IS DISTINCT FROM 'private'
ORDER BY h.id DESC
"""

SEARCH = """
WITH asked AS (SELECT to_tsquery('throughline', %(words)s) AS query),
newest AS MATERIALIZED (
    SELECT h.id, h.search, h.note_id, h.quote, h.start, h."end", h.kind, h.verbatim
    FROM research_highlight h, asked WHERE h.search @@ asked.query AND h.state <> 'withdrawn'
    ORDER BY h.id DESC LIMIT 1000
),
best AS (
    SELECT newest.*, ts_rank_cd(search, query) AS rank, count(*) OVER () AS total FROM newest, asked
    ORDER BY rank DESC, id DESC LIMIT 20
)
SELECT best.id, v.title, best.note_id, best.start, best."end", best.kind, best.verbatim, v.held_at, best.total,
    ts_headline('throughline', best.quote, asked.query, 'MaxWords=40, MinWords=20, MaxFragments=1')
FROM best JOIN research_note n ON n.id = best.note_id JOIN research_interview v ON v.id = n.interview_id, asked
ORDER BY rank DESC, best.id DESC
"""

_CITED = """
SELECT json_agg(json_build_object('stance', link.stance, 'insight', json_build_object(
    'id', i.id, 'title', i.title, 'statement', i.statement, 'status', i.status),
    'highlights', (
        SELECT json_agg(json_build_object(
            'id', h.id, 'stance', e.stance, 'evidence_class', c.name, 'quote', h.quote, 'kind', h.kind,
            'state', h.state, 'start', h.start, 'end', h."end", 'verbatim', h.verbatim, 'note', h.note_id,
            'start_ms', (SELECT start_ms FROM research_turn t WHERE t.note_id = h.note_id AND t.start <= h.start
                         AND t."end" > h.start ORDER BY t.start DESC LIMIT 1),
            'interview', json_build_object('id', v.id, 'title', v.title, 'held_at', v.held_at),
            'tags', (SELECT json_agg(json_build_object('id', t.id, 'name', t.name)) FROM research_tagging g
                     JOIN research_tag t ON t.id = g.tag_id WHERE g.highlight_id = h.id),
            'participants', (SELECT json_agg(json_build_object('code', p.code, 'role', p.role, 'account', a.name))
                     FROM research_highlightparticipant s JOIN research_participant p ON p.id = s.participant_id
                     LEFT JOIN research_account a ON a.id = p.account_id WHERE s.highlight_id = h.id),
            'refused', EXISTS (SELECT FROM research_highlightparticipant s JOIN research_consent k
                     ON k.participant_id = s.participant_id AND k.scope = 'quote_internally'
                     WHERE s.highlight_id = h.id AND (k.withdrawn_at < now() OR k.expires_at < now()))
        )) FROM research_insightevidence e JOIN research_highlight h ON h.id = e.highlight_id
        JOIN research_evidenceclass c ON c.id = e.evidence_class_id
        JOIN research_note n ON n.id = h.note_id JOIN research_interview v ON v.id = n.interview_id
        WHERE e.insight_id = i.id)
))
"""
TRACE = f"""
SELECT json_build_object('id', item.id, 'title', item.title, 'number', item.number,
    'evidence', ({_CITED} FROM backlog_evidence link JOIN research_insight i ON i.id = link.insight_id
                 WHERE link.item_id = item.id),
    'opportunity', (SELECT json_build_object('id', o.id, 'statement', o.statement, 'evidence', (
                 {_CITED} FROM research_opportunityevidence link JOIN research_insight i ON i.id = link.insight_id
                 WHERE link.opportunity_id = o.id)) FROM research_opportunity o WHERE o.id = item.addresses_id))
FROM backlog_backlogitem item WHERE item.id = %(item)s
"""  # noqa: S608  (our own statements)

MARK = """
WITH marked AS (
    INSERT INTO research_highlight (uuid, created_at, updated_at, created_by_id, version, note_id, start, "end", quote,
        prefix, suffix, kind, verbatim, by_interviewer, comment, state)
    SELECT gen_random_uuid(), now(), now(), %(user)s, 1, n.id, %(start)s, %(end)s,
        substring(n.text FROM %(start)s + 1 FOR %(end)s - %(start)s), '', '', 'need', true, false, %(comment)s,
        'anchored'
    FROM research_note n WHERE n.id = %(note)s RETURNING id
),
said AS (
    INSERT INTO research_highlightparticipant (highlight_id, participant_id) SELECT id, %(participant)s FROM marked
)
INSERT INTO research_tagging (highlight_id, tag_id, tagged_by_id, tagged_at, is_example)
SELECT marked.id, tag, %(user)s, now(), false FROM marked, unnest(ARRAY[%(tag)s, %(other)s]::bigint[]) tag
"""

EXPORT = """
SELECT h.id, h.note_id, h.start, h."end", h.quote, h.kind, h.state, h.verbatim, h.comment, h.created_at
FROM research_highlight h JOIN research_note n ON n.id = h.note_id JOIN research_interview v ON v.id = n.interview_id
LEFT JOIN research_study s ON s.id = v.study_id
WHERE s.visibility IS DISTINCT FROM 'private' ORDER BY h.id
"""
