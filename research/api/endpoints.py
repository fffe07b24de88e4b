"""The frame of every address: who may ask, what may be asked, and one transaction around each write."""

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django_filters import MultipleChoiceFilter
from rest_framework import mixins, viewsets
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from research.api import etags, idempotency
from research.api.errors import refuse_parameter, refuse_parameters
from research.api.filters import SEARCH, RecordFilters, check_parameters, is_searched
from research.api.serializers import StrictSerializer
from research.api.throttles import ImportThrottle, SearchThrottle
from research.models import Record, User

PAGING = frozenset({"limit", "cursor", "ordering"})
FORMAT = "format"
S = TypeVar("S", bound=StrictSerializer)
E = TypeVar("E", bound=StrEnum)


class Endpoint(APIView):
    """Anything under /api/v1/. A subclass says which permissions it needs and which query parameters it knows."""

    http_method_names = ["get", "head", "post", "patch", "delete"]
    throttle_classes = (SearchThrottle, ImportThrottle)
    permissions: ClassVar[Sequence[str]] = ()
    query_parameters: ClassVar[Collection[str]] = ()

    def required_permissions(self) -> Sequence[str]:
        """Return the Django permissions, such as `research.view_study`, that this request needs."""
        if not self.permissions:
            raise NotImplementedError(f"{type(self).__name__} does not say who may use it.")
        return self.permissions

    def known_parameters(self) -> Collection[str]:
        return self.query_parameters

    def repeatable_parameters(self) -> Collection[str]:
        return ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = {FORMAT, *self.known_parameters()}
        check_parameters(request, known=known, repeatable=self.repeatable_parameters())
        if request.method not in SAFE_METHODS and request.method:
            name = request.method.lower()
            setattr(self, name, partial(_written, getattr(self, name)))

    def given(self, serializer_class: type[S], **kwargs: Any) -> S:
        """Return the body, checked, as `serializer.validated_data`."""
        context = {"request": self.request, "view": self, "format": self.format_kwarg}
        serializer = serializer_class(data=self.request.data, context=context, **kwargs)
        serializer.is_valid(raise_exception=True)
        return serializer

    def asked(self, serializer_class: type[StrictSerializer]) -> dict[str, Any]:
        """Return the query parameters, checked. What does not fit is 400, and points to the parameter."""
        given = {name: value for name, value in self.request.query_params.items() if name != FORMAT}
        serializer = serializer_class(data=given, context={"request": self.request})
        if not serializer.is_valid():
            refuse_parameters(serializer.errors)
        checked: dict[str, Any] = serializer.validated_data
        return checked

    def one_of(self, choices: type[E], name: str) -> E | None:
        """Return the choice that a query parameter names, None where it is not given. Another is 400."""
        given = self.request.query_params.get(name)
        if given is None:
            return None
        if given not in list(choices):
            refuse_parameter(name, f"Give one of: {', '.join(choices)}.")
        return choices(given)

    @property
    def by(self) -> User:
        """Whoever sends the request."""
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101  (anonymous requests end at the door)
        return user


def _written(handler: Callable[..., Response], request: Request, *args: Any, **kwargs: Any) -> Response:
    """Handle a write in one transaction that ends where its errors are still turned into answers.

    What the database checks at commit it is made to check here, with the rest of the transaction yet to come.
    """
    with transaction.atomic():
        answer = partial(handler, request, *args, **kwargs)
        response = idempotency.answer_once(request, answer) if request.method == "POST" else answer()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return response


class ReadViewSet(Endpoint, mixins.ListModelMixin, viewsets.GenericViewSet[Any]):
    """A resource that is listed and looked at.

    `orderings`: names of fields that a list may be ordered by, each from an index; a dash before the default one
    turns it round. `related`: what the representation needs besides the row, for `prefetch_related`.
    `version_tells_all`: false where the representation shows what changes without the record's version, so that
    `If-None-Match` cannot be answered from it.
    """

    queryset: QuerySet[Any]
    orderings: ClassVar[Sequence[str]] = ("id",)
    related: ClassVar[Sequence[str | Prefetch[Any]]] = ()
    version_tells_all: ClassVar[bool] = True
    filterset_class: ClassVar[type[RecordFilters] | None] = None
    action_permissions: ClassVar[dict[str, Sequence[str]]] = {}
    lookup_value_regex = "[0-9]{1,18}"

    def required_permissions(self) -> Sequence[str]:
        """The model's view permission to read; else what the action is: by default a change."""
        if self.action in self.action_permissions:
            return self.action_permissions[self.action]
        verbs = {"list": "view", "retrieve": "view", "create": "add", "destroy": "delete"}
        options = self.queryset.model._meta
        return [f"{options.app_label}.{verbs.get(self.action, 'change')}_{options.model_name}"]

    def known_parameters(self) -> Collection[str]:
        if self.action != "list":
            return ()
        searched = {SEARCH} if is_searched(self.queryset.model) else set()
        return {*PAGING, *searched, *self._filters()}

    def repeatable_parameters(self) -> Collection[str]:
        return {name for name, one in self._filters().items() if isinstance(one, MultipleChoiceFilter)}

    def get_queryset(self) -> QuerySet[Any]:
        return self.represented(self.visible())

    def visible(self) -> QuerySet[Any]:
        """The rows that the person may see."""
        return self.queryset.visible_to(self.request.user)  # type: ignore[attr-defined,no-any-return]

    def represented(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with all that their representation needs."""
        rows = rows.defer(SEARCH) if is_searched(rows.model) else rows
        return rows.prefetch_related(*self.related)

    def get_object(self) -> Any:
        """Return the record of the address; if it is to be written: locked, and the version that `If-Match` names."""
        is_read = self.request.method in SAFE_METHODS
        rows = self.get_queryset() if is_read else self.locked()
        try:
            found = rows.get(pk=self.kwargs["pk"])
        except ObjectDoesNotExist as error:
            raise Http404 from error
        if not is_read and isinstance(found, Record):
            etags.check(self.request, found)
        return found

    def locked(self) -> QuerySet[Any]:
        return self.visible().locked()  # type: ignore[attr-defined,no-any-return]

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = self.get_object()
        if self.version_tells_all and isinstance(found, Record) and etags.is_known(request, found):
            return Response(status=304, headers={"ETag": etags.of(found)})
        return self._answer(found)

    def answer(self, record: Any, *, status: int = 200) -> Response:
        """Answer with the record as it now is, read anew with all that its representation needs."""
        return self._answer(self.represented(self.queryset.all()).get(pk=record.pk), status=status)

    def _answer(self, record: Any, *, status: int = 200) -> Response:
        headers = {"ETag": etags.of(record)} if isinstance(record, Record) else {}
        return Response(self.shown(record).data, status=status, headers=headers)

    def shown(self, records: Any, *, many: bool = False) -> BaseSerializer[Any]:
        return self.get_serializer(records, many=many)

    def _filters(self) -> dict[str, Any]:
        return dict(self.filterset_class.base_filters) if self.filterset_class and self.action == "list" else {}


class RecordViewSet(ReadViewSet):
    """A resource that is written, too: by its serializer, which calls the operation where there is one."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return self.created(serializer.save())

    def created(self, record: Any) -> Response:
        response = self.answer(record, status=201)
        response.headers["Location"] = self.reverse_action("detail", args=[record.pk])
        return response

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = self.get_serializer(self.get_object(), data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return self.answer(serializer.save())

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.remove(self.get_object())
        return Response(status=204)

    def remove(self, record: Any) -> None:
        """Delete the record; an operation where there is one."""
        record.delete()
