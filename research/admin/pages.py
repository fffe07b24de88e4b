"""The pages of the workplace that show research only, and where they are. All of them ask who it is."""

from django.urls import path

from research.admin import (
    compare,
    funnel,
    funnel_kept,
    interview_page,
    live,
    log,
    merging,
    metrics,
    proposals,
    reader,
    study_page,
    transcript,
    using,
)
from research.admin.codebook import agreement, tags, tidy_up, together

PAGES = [
    path("funnels/<int:pk>/", funnel.view, name="funnel"),
    path("funnels/<int:pk>/keep/", funnel_kept.keep, name="keep_funnel"),
    path("funnels/<int:pk>/attach/", funnel_kept.attach, name="attach_funnel"),
    path("funnels/kept/<int:pk>/measure/", funnel_kept.measure, name="measure_funnel"),
    path("funnels/kept/<int:pk>/stop/", funnel_kept.stop, name="stop_funnel"),
    path("interviews/<int:pk>/", interview_page.view, name="interview"),
    path("interviews/<int:pk>/memorable-quote/", interview_page.remember, name="memorable_quote"),
    path("interviews/<int:pk>/transcript/", transcript.view, name="transcript"),
    path("studies/<int:pk>/", study_page.view, name="study"),
    path("live/<int:pk>/", live.view, name="live"),
    path("log/", log.view, name="log"),
    path("notes/<int:pk>/", reader.view, name="note"),
    path("notes/<int:pk>/marks/", reader.marks, name="note_marks"),
    path("merge/<str:noun>/<int:pk>/", merging.choice, name="merge_choice"),
    path("merge/<str:noun>/<int:kept>/<int:merged>/", merging.view, name="merge"),
    path("merge/<str:noun>/<int:kept>/<int:merged>/undo/", merging.undo, name="undo_merge"),
    path("alike/<str:noun>/", merging.alike, name="alike"),
    path("notes/<int:pk>/proposals/", proposals.view, name="proposals"),
    path("tags/", tags.view, name="tags"),
    path("tags/<int:pk>/merge-preview/", tags.merge_preview, name="tag_merge_preview"),
    path("tags/tidy-up/", tidy_up.view, name="tidy_up"),
    path("tags/co-occurrence/", together.view, name="co_occurrence"),
    path("tags/agreement/", agreement.view, name="agreement"),
    path("compare/", compare.view, name="compare"),
    path("compare/table.csv", compare.csv, name="compare_csv"),
    path("metrics/", metrics.view, name="metrics"),
    path("metrics/cite/", metrics.cite, name="cite_chart"),
    path("metrics/csv/", metrics.bring, name="measurements_csv"),
    path("metrics/<int:pk>/", metrics.one, name="metric"),
    path("metrics/<int:pk>/measure/", metrics.measure, name="measure"),
    path("measurements/<int:pk>/evidence/", using.view, name="use_measurement"),
]
