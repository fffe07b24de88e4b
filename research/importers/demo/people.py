"""The demo's people: colleagues, accounts, studies, participants and what they permitted."""

from django.db.models import Exists, OuterRef

from research.importers.demo.world import Row, World, moment, without_key
from research.models import (
    Account,
    Consent,
    ContactDetails,
    Opportunity,
    Participant,
    Product,
    Segment,
    Study,
    StudyMember,
    User,
)
from research.operations import consents, guides, participants, roles, studies

PASSWORD = "throughline-demo"  # noqa: S105  (printed beside the demo's address)


def bring(frame: Row, world: World) -> None:
    world.users = {row["username"]: _user(row) for row in frame["users"]}
    world.accounts = {row["key"]: Account.objects.create(**without_key(row)) for row in frame["accounts"]}
    world.segments = {row["key"]: Segment.objects.create(**without_key(row)) for row in frame["segments"]}
    for row in frame["studies"]:
        world.studies[row["slug"]] = _study(row, world)
    for row in frame["participants"]:
        world.participants[row["code"]] = _participant(row, world)
    for row in frame["contact_details"]:
        ContactDetails.objects.create(**{**row, "participant": world.participants[row["participant"]]})
    for row in frame["consents"]:
        _consents(row, world)


def product(row: Row) -> Product:
    """The demo's product takes the place of the nameless first one while nothing hangs on that."""
    untouched = Product.objects.filter(version=1, name="Our product")
    used = (Exists(model.objects.filter(product=OuterRef("pk"))) for model in (Study, Opportunity))
    untouched.exclude(*used).delete()
    return Product.objects.create(**row)


def _user(row: Row) -> User:
    user = User(username=row["username"], first_name=row["first_name"])
    if row["login"]:
        user.set_password(PASSWORD)
    else:
        user.set_unusable_password()
    user.save()
    return roles.assign(user, role=row["role"])


def _study(row: Row, world: World) -> Study:
    lead = world.users[row["lead"]]
    plain = {name: value for name, value in row.items() if name not in {"lead", "members", "guide"}}
    study = studies.add(Study(product=world.product, lead=lead, **plain), by=lead)
    if "guide" in row:
        guides.begin(study, template=row["guide"], by=lead)
    StudyMember.objects.bulk_create(StudyMember(study=study, user=world.users[name]) for name in row["members"])
    return study


def _participant(row: Row, world: World) -> Participant:
    account = world.accounts[row["account"]] if row["account"] else None
    person = Participant(code=row["code"], role=row["role"], account=account, attributes=row.get("attributes") or {})
    person = participants.add(person, by=world.users["ada"])
    person.segments.set([world.segments[key] for key in row["segments"]])
    return person


def _consents(row: Row, world: World) -> None:
    consents.give(
        participant=world.participants[row["participant"]],
        scopes=row["scopes"],
        study=world.studies[row["study"]] if row["study"] else None,
        given_at=moment(row["given_at"]),
        document_version=row["document_version"],
        by=world.users["ada"],
    )


def change_mind(row: Row, world: World) -> None:
    """Some consents ran out, or were withdrawn, after what rests on them was published."""
    given = Consent.objects.filter(
        participant=world.participants[row["participant"]], scope__in=row["scopes"], given_at=moment(row["given_at"])
    )
    for consent in given if "after_publishing" in row else ():
        change = row["after_publishing"]
        if "withdrawn_at" in change:
            consents.withdraw(consent, at=moment(change["withdrawn_at"]), by=world.users["priya"])
        else:
            consent.expires_at = moment(change["expires_at"])
            consent.save(update_fields=["expires_at"])
