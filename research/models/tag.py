"""Topics, and the codebook they form."""

from typing import Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from tree_queries.query import TreeQuerySet

from research.declarations import Declaration
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.searching import search_document
from research.models.study import Study
from research.models.triggers import no_cycle

PATH = """
    (WITH RECURSIVE step(parent_id, path, depth) AS (
        SELECT parent_id, name::text, 1 FROM research_tag leaf WHERE leaf.id = research_tag.id
        UNION ALL
        SELECT above.parent_id, above.name || '/' || step.path, step.depth + 1
        FROM research_tag above JOIN step ON above.id = step.parent_id
    ) SELECT path FROM step ORDER BY depth DESC LIMIT 1)
"""


class TagQuerySet(TreeQuerySet, RecordQuerySet["Tag"]):
    def visible_to(self, user: Viewer) -> Self:
        """The repository's tags, and those of visible studies."""
        return self.filter(Q(study__isnull=True) | Q(study__in=Study.objects.visible_to(user)))

    def with_path(self) -> Self:
        """With `path`: the names from the root down, joined by slashes. Walks up from each row within the statement."""
        return self.annotate(path=RawSQL(PATH, (), output_field=models.TextField()))  # noqa: S611  (a constant)

    def current(self) -> Self:
        """Not merged into another."""
        return self.filter(merged_into__isnull=True)


TagManager = models.Manager.from_queryset(TagQuerySet)


@pghistory.track(model_name="TagHistory", exclude=["search"])
class Tag(Record):
    """A topic with a definition. Without a study it belongs to the whole repository.

    A path such as `Calendar/Time zones` names it: names joined by `/`. A merged tag stays as a signpost:
    `merged_into` says where its highlights went, and its name lives on as an alias there.
    """

    class Colour(models.TextChoices):
        GREY = "grey", "grey"
        RED = "red", "red"
        ORANGE = "orange", "orange"
        AMBER = "amber", "amber"
        YELLOW = "yellow", "yellow"
        LIME = "lime", "lime"
        GREEN = "green", "green"
        TEAL = "teal", "teal"
        BLUE = "blue", "blue"
        INDIGO = "indigo", "indigo"
        VIOLET = "violet", "violet"
        PINK = "pink", "pink"

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=100)
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    definition = models.TextField(blank=True, help_text="When to use it, and when not.")
    colour = models.CharField(max_length=10, choices=Colour, default=Colour.GREY)
    study = models.ForeignKey(
        Study,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="tags",
        help_text="Empty means the whole repository.",
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="merged_tags"
    )
    search = search_document("name", "definition")

    objects = TagManager()
    declaration = Declaration(
        personal=("definition",),
        impersonal=("name", "aliases", "colour"),
        searchable=("name", "definition"),
    )

    class Meta:
        indexes = [GinIndex(fields=["search"], name="tag_search")]
        constraints = [
            models.UniqueConstraint(
                F("study"),
                F("parent"),
                Lower("name"),
                name="a_tag_has_a_name_of_its_own_among_its_siblings",
                condition=Q(merged_into__isnull=True),
                nulls_distinct=False,
                violation_error_message="There is a tag of this name here already.",
            ),
            models.CheckConstraint(
                condition=~Q(name__contains="/") & ~Q(name=""),
                name="a_tag_s_name_has_no_slash",
                violation_error_message="A tag's name cannot hold a slash: it separates the names of a path.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="a_tag_is_not_merged_into_itself",
            ),
        ]
        triggers = [
            no_cycle("research_tag", what="tag"),
            pgtrigger.Trigger(
                name="a_tag_hangs_under_its_own_study",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "study_id"),
                condition=pgtrigger.Q(new__parent__isnull=False),
                declare=[("above", "bigint")],
                func="""
                    SELECT study_id INTO above FROM research_tag WHERE id = NEW.parent_id;
                    IF above IS NOT NULL AND above IS DISTINCT FROM NEW.study_id THEN
                        RAISE EXCEPTION USING
                            ERRCODE = 'check_violation',
                            CONSTRAINT = 'a_tag_hangs_under_its_own_study',
                            MESSAGE = 'A tag hangs under a tag of the repository or of its own study.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name
