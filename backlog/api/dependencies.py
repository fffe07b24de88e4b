"""/dependencies/"""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters

from backlog.models import BacklogItem, Dependency
from backlog.operations import dependencies
from research.api.endpoints import RecordViewSet
from research.api.filters import ChoicesFilter, RelatedFilter
from research.api.serializers import RecordSerializer


class DependencySerializer(RecordSerializer):
    class Meta:
        model = Dependency
        fields = ["id", "source", "kind", "target", "by", "at"]
        read_only_fields = ["by", "at"]
        validators: list[Any] = []  # the operation refuses in words

    def create(self, validated_data: dict[str, Any]) -> Dependency:
        return dependencies.add(**{"kind": Dependency.Kind.BLOCKS, **validated_data}, by=self.by)


class DependencyFilters(filters.FilterSet):
    source = RelatedFilter(BacklogItem)
    target = RelatedFilter(BacklogItem)
    item = RelatedFilter(BacklogItem, method="either_end", help_text="At either end.")
    kind = ChoicesFilter(Dependency.Kind)

    def either_end(self, rows: QuerySet[Dependency], _name: str, item: Any) -> QuerySet[Dependency]:
        return rows.filter(Q(source=item) | Q(target=item))


class DependencyViewSet(RecordViewSet):
    """Which items block or duplicate others, or relate to them. No rings; those related are said once."""

    http_method_names = ["get", "head", "post", "delete"]
    queryset = Dependency.objects.all()
    serializer_class = DependencySerializer
    filterset_class = DependencyFilters

    def locked(self) -> Any:
        return self.visible().select_for_update(of=("self",), no_key=True)

    def remove(self, record: Dependency) -> None:
        dependencies.remove(record, by=self.by)
