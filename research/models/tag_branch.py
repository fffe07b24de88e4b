"""Which tags hang under which, at any depth."""

from django.db import models

from research.models.tag import Tag


class TagBranch(models.Model):
    """A tag, and one that it hangs under (`above`); each hangs under itself, too. A view: read only.

    Tags are hundreds, not millions: the whole of it is worked out in a moment, once for a statement.

    To count what has a tag or any under it: `taggings__tag__branches__above`.
    """

    above = models.ForeignKey(Tag, on_delete=models.DO_NOTHING, related_name="+")
    tag = models.ForeignKey(Tag, on_delete=models.DO_NOTHING, related_name="branches")

    class Meta:
        managed = False
        db_table = "research_tagbranch"

    def __str__(self) -> str:
        return f"tag {self.tag_id} under tag {self.above_id}"
