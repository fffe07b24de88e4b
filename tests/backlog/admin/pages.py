"""The whole menu over plain pages: an urlconf of its own."""

from django.contrib.auth.models import Group
from django.urls import path

from backlog.admin.site import Workplace
from backlog.models import BacklogItem
from research.admin import log
from research.admin.base import RecordAdmin, WorkplaceAdmin
from research.models import Highlight, Insight, Interview, Note, Opportunity, Participant, Study, Tag, User

site = Workplace()
site.register([BacklogItem, Highlight, Insight, Interview, Note, Opportunity, Participant, Study, Tag], RecordAdmin)
site.register([User, Group], WorkplaceAdmin)

urlpatterns = [path("log/", site.admin_view(log.view), name="log"), path("", site.urls)]
