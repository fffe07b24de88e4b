"""Evidence classes: adding a rung."""

from django.db import transaction
from django.utils.text import slugify

from research.models import EvidenceClass, User

SLUG_LENGTH = EvidenceClass._meta.get_field("slug").max_length or 40


@transaction.atomic
def add(evidence_class: EvidenceClass, *, by: User | None) -> EvidenceClass:
    """Save a new class, with a free slug made from its name."""
    stem = slugify(evidence_class.name)[: SLUG_LENGTH - 4] or "class"
    taken = set(EvidenceClass.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    evidence_class.slug = stem if stem not in taken else next(slug for slug in numbered if slug not in taken)
    evidence_class.created_by = by
    evidence_class.save()
    return evidence_class
