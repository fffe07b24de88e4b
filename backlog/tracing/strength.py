"""How strong evidence is, as part of an answer."""

from datetime import datetime

from backlog.tracing.documents import StrengthDocument
from research.evidence_strength import EvidenceFacts, assess


def described(facts: EvidenceFacts, *, at: datetime) -> StrengthDocument:
    strength = assess(facts, at=at)
    return {
        "band": strength.band.value,
        "flags": [flag.value for flag in strength.flags],
        "participants": facts.participants,
        "accounts": facts.accounts,
        "studies": facts.studies,
        "supporting": facts.supporting,
        "qualifying": facts.qualifying,
        "contradicting": facts.contradicting,
        "mentions": facts.mentions,
        "newest": facts.newest_at,
        "reasons": list(strength.reasons),
    }
