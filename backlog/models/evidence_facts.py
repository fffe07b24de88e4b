"""What is behind backlog items, counted as in `research.models.evidence_facts`."""

from collections.abc import Collection
from datetime import datetime

from backlog.models.evidence import Evidence
from research.evidence_strength import EvidenceFacts
from research.models import evidence_facts


def of_items(ids: Collection[int], *, at: datetime) -> dict[int, EvidenceFacts]:
    """Return the facts of each item, from its own insights; its opportunity's stand apart. One query."""
    cited = Evidence.objects.filter(item__in=ids, insight__merged_into__isnull=True)
    links = cited.values_list("item", "insight", "stance")
    return evidence_facts.of_links(links, ids=ids, at=at)
