"""Free times come from what the resources can do: hours, weekdays, districts, capacity, and what is taken."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from bot.standard.times import SHANGHAI
from bot.store.tables import places, resources

NOTICE = timedelta(hours=2)
AHEAD = timedelta(days=14)

# Without a wish, a choice of days is more useful than six times of one morning.
PER_DAY = 2


@dataclass(frozen=True)
class Resource:
    """`hours`: [["09:00", "12:00"], …] in local time; `weekdays`: 1 Monday … 7 Sunday; `capacity`: places a slot."""

    key: str
    name_zh: str
    name_en: str
    services: list[str]
    districts: list[str]
    hours: list[list[str]]
    weekdays: list[int]
    slot_minutes: int
    capacity: int
    place_zh: str = ""
    place_en: str = ""
    id: int = 0

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_zh

    def slots(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Starts of slots between two moments, in UTC."""
        day, last = after.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date()
        while day <= last:
            if day.isoweekday() in self.weekdays:
                yield from (start for start in self._of_day(day) if after <= start <= until)
            day += timedelta(days=1)

    def _of_day(self, day: date) -> Iterator[datetime]:
        length = timedelta(minutes=self.slot_minutes)
        for opens, closes in self.hours:
            start, end = _local(day, opens), _local(day, closes)
            while start + length <= end:
                yield start.astimezone(timezone.utc)
                start += length


@dataclass(frozen=True)
class FreeTime:
    resource_id: int
    starts_at: datetime
    ends_at: datetime
    name_zh: str
    name_en: str


def put_resources(db: Connection, wanted: Iterable[Resource]) -> None:
    """Make each resource what it should be, by key. One that is no longer named stays for its appointments."""
    for resource in wanted:
        values = {name: value for name, value in asdict(resource).items() if name != "id"}
        if db.execute(update(resources).where(resources.c.key == resource.key).values(values)).rowcount == 0:
            db.execute(insert(resources).values(values))


def resources_for(db: Connection, service: str, district: str) -> list[Resource]:
    """Who does this service there."""
    every = [Resource(**row._mapping) for row in db.execute(select(resources).order_by(resources.c.id))]
    return [one for one in every if service in one.services and district in one.districts]


def free_times(
    db: Connection,
    service: str,
    district: str,
    now: datetime,
    *,
    around: datetime | None = None,
    limit: int = 6,
) -> list[FreeTime]:
    """In order of time, each once: the soonest of the next days, or those nearest to `around`.

    At least two hours from now, at most 14 days ahead."""
    able = resources_for(db, service, district)
    taken = _taken(db, able, now)
    free: dict[datetime, FreeTime] = {}
    for resource in able:
        for start in resource.slots(now + NOTICE, now + AHEAD):
            if taken[resource.id, start] < resource.capacity:
                free.setdefault(start, _free_time(resource, start))
    starts = _nearest(free, around, limit) if around else _spread(free, limit)
    return [free[start] for start in sorted(starts)]


def _taken(db: Connection, able: list[Resource], now: datetime) -> Counter[tuple[int, datetime]]:
    query = (
        select(places.c.resource_id, places.c.starts_at, func.count().label("taken"))
        .where(places.c.resource_id.in_([one.id for one in able]), places.c.starts_at >= now)
        .group_by(places.c.resource_id, places.c.starts_at)
    )
    return Counter({(row.resource_id, row.starts_at): row.taken for row in db.execute(query)})


def _free_time(resource: Resource, start: datetime) -> FreeTime:
    end = start + timedelta(minutes=resource.slot_minutes)
    return FreeTime(resource.id, start, end, resource.name_zh, resource.name_en)


def _nearest(starts: Iterable[datetime], around: datetime, limit: int) -> list[datetime]:
    return sorted(starts, key=lambda start: (abs(start - around), start))[:limit]


def _spread(starts: Iterable[datetime], limit: int) -> list[datetime]:
    """At most two a day, unless the days do not suffice."""
    seen: Counter[date] = Counter()
    first: list[datetime] = []
    rest: list[datetime] = []
    for start in sorted(starts):
        day = start.astimezone(SHANGHAI).date()
        seen[day] += 1
        (first if seen[day] <= PER_DAY else rest).append(start)
    return (first + rest)[:limit]


def _local(day: date, face: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(face), tzinfo=SHANGHAI)
