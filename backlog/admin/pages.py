"""The pages of the workplace that show what was decided, beside what was heard. All of them ask who it is."""

from django.urls import path

from backlog.admin import (
    account_page,
    backlog,
    composer,
    inbox,
    loop,
    palette,
    saved_searches,
    search,
    strategy,
    survey,
    testing,
    tree,
    who_says_so,
)

PAGES = [
    path("backlog/", backlog.view, name="backlog"),
    path("backlog/<int:pk>/score/", backlog.score, name="score_item"),
    path("backlog/<int:pk>/tests/new/", testing.plan, name="plan_test"),
    path("backlog/<int:pk>/close-the-loop/", loop.view, name="close_the_loop"),
    path("backlog/<int:pk>/close-the-loop/told/", loop.tell, name="tell_person"),
    path("backlog/<int:pk>/close-the-loop/list.csv", loop.as_csv, name="close_the_loop_csv"),
    path("backlog/told/<int:pk>/take-back/", loop.untell, name="take_back_telling"),
    path("backlog/tests/<int:pk>/result/", testing.record, name="record_test"),
    path("accounts/<int:pk>/", account_page.view, name="account"),
    path("inbox/", inbox.view, name="inbox"),
    path("inbox/targets/", inbox.targets, name="inbox_targets"),
    path("palette/", palette.view, name="palette"),
    path("strategy/", strategy.view, name="strategy"),
    path("strategy/key-results/<int:pk>/", strategy.check_in, name="check_in"),
    path("strategy/objectives/<int:pk>/close/", strategy.close, name="close_objective"),
    path("search/", search.view, name="search"),
    path("search/saved/<int:pk>/", saved_searches.follow, name="saved_search"),
    path("search/saved/<int:pk>/remove/", saved_searches.remove, name="remove_saved_search"),
    path("surveys/<int:pk>/", survey.view, name="survey"),
    path("surveys/<int:pk>/scores/", survey.store, name="store_survey_scores"),
    path("who-says-so/<int:pk>/", who_says_so.view, name="who_says_so"),
    path("insights/new/", composer.new, name="new_insight"),
    path("insights/<int:pk>/compose/", composer.view, name="compose"),
    path("insights/<int:pk>/compose/evidence/", composer.rests_on, name="compose_evidence"),
    path("insights/<int:pk>/compose/passages/", composer.found, name="compose_passages"),
    path("opportunities/tree/", tree.view, name="opportunity_tree"),
    path("opportunities/tree/drawing/", tree.drawing, name="opportunity_tree_drawing"),
]
