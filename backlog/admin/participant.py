"""Participants, as the backlog knows them: what rests on somebody's words."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from backlog.admin import used_by
from backlog.models import BacklogItem, PersonTold
from backlog.tracing import impact, loops
from research.admin.participant import ParticipantAdmin
from research.models import Participant, User

admin.site.unregister(Participant)


@admin.register(Participant)
class HeardParticipantAdmin(ParticipantAdmin):
    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if obj := kwargs.get("obj"):
            viewer = cast("User", request.user)
            told = impact.of_participant(obj.pk, viewer=viewer, at=timezone.now())
            context["used_by"] = used_by.shown(told, to=viewer)
            if viewer.has_perm("backlog.view_persontold"):
                shipped = [one["id"] for one in told["items"] if one["status"] == BacklogItem.Status.DONE]
                waiting = loops.waiting_of(obj.pk, shipped, viewer=viewer, at=timezone.now())
                context["to_tell"] = [one for one in told["items"] if one["id"] in waiting]
                context["told_of"] = PersonTold.objects.filter(participant=obj).select_related("item", "by")
        return super().render_change_form(request, context, *args, **kwargs)
