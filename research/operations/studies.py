"""Studies: beginning one, who works on it, and who may read it."""

from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from research.models import Insight, InsightEvidence, OpportunityEvidence, Product, Study, User
from research.operations.refusals import Refused, Unacceptable

SLUG_LENGTH = Study._meta.get_field("slug").max_length or 80


class OpenWorkRestsOnIt(Refused):
    """Something that everybody sees rests on the study, so it cannot become private."""


class NoProduct(Unacceptable):
    """There are several products, or none, and none was named."""


@transaction.atomic
def add(study: Study, *, by: User | None) -> Study:
    """Save a new study: a slug from its title, the only product, and whoever adds it as its lead, where left out.

    Raises `NoProduct`.
    """
    if not study.product_id:
        study.product = only_product()
    study.slug = study.slug or _free_slug(study.title)
    study.lead = study.lead or by
    study.created_by = by
    study.save()
    return study


def only_product() -> Product:
    """Return the product while there is one. Raises `NoProduct`."""
    products = list(Product.objects.order_by("id")[:2])
    if len(products) != 1:
        raise NoProduct("Say which product it belongs to.", field="product")
    return products[0]


@transaction.atomic
def set_members(study: Study, *, members: Collection[User], by: User) -> Study:
    """Let exactly these people, besides the lead, read the study while it is private."""
    study.members.set(members)
    Study.objects.filter(pk=study.pk).touch()
    study.refresh_from_db(fields=["version", "updated_at"])
    return study


@transaction.atomic
def make_private(study: Study, *, by: User) -> Study:
    """Close the study to everyone but its lead and members.

    Raises `OpenWorkRestsOnIt`, which names up to ten insights and opportunities.
    """
    study = Study.objects.locked().get(pk=study.pk)
    if resting := list(_open_work_on(study)):
        raise OpenWorkRestsOnIt(f"The study cannot become private while this rests on it: {'; '.join(resting)}.")
    study.visibility = Study.Visibility.PRIVATE
    study.save(update_fields=["visibility"])
    return study


@transaction.atomic
def make_open(study: Study, *, by: User) -> Study:
    """Open the study to everyone whose role reads research."""
    study = Study.objects.locked().get(pk=study.pk)
    study.visibility = Study.Visibility.OPEN
    study.save(update_fields=["visibility"])
    return study


def _open_work_on(study: Study) -> Iterator[str]:
    """Name what would be left citing private words: insights elsewhere, and opportunities on its insights."""
    citing = InsightEvidence.objects.filter(highlight__note__interview__study=study)
    elsewhere = Insight.objects.filter(Q(study__isnull=True) | ~Q(study=study), evidence__in=citing)
    for pk, title in elsewhere.order_by("id").distinct().values_list("id", "title")[:10]:
        yield f"insight {pk} “{title}”"
    cited = OpportunityEvidence.objects.filter(insight__study=study).order_by("opportunity")
    rows = cited.distinct().values_list("opportunity", "opportunity__statement")[:10]
    for pk, statement in rows:
        yield f"opportunity {pk} “{statement}”"


def _free_slug(title: str) -> str:
    """Return the title as a slug, with a number behind it where it is taken."""
    wanted = slugify(title)[:SLUG_LENGTH].strip("-") or "study"
    taken = set(Study.objects.filter(slug__startswith=wanted[: SLUG_LENGTH - 6]).values_list("slug", flat=True))
    numbered = (f"{wanted[: SLUG_LENGTH - 6]}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
