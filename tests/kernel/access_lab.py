"""A small world of guarded rows beside the application's own, for statements made at random.

A second database holds only the rows that a filter in Python leaves an actor. Whatever one may ask,
the guarded session on the whole world must answer as an unguarded one does on that remainder.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Flask
from sqlalchemy import Column, Engine, Integer, String, Table, insert, or_, select
from sqlalchemy.orm import DeclarativeBase, Mapped, foreign, mapped_column, relationship

from aftersales.access import AccessPolicy, RecordRule
from aftersales.actor import Actor, system_actor
from aftersales.db.base import Scope, scoped, unscoped, via
from aftersales.db.session import GuardedSession, make_session
from aftersales.db.uow import NoBus, UnitOfWork


class World(DeclarativeBase):
    """Tables of the lab; the application knows nothing of them."""

    __scope__: ClassVar[Scope]
    __audit__ = False


class Site(World):
    """Guarded by rules; sites stand within sites."""

    __tablename__ = "lab_site"
    __scope__ = scoped()

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    region: Mapped[int]
    is_secret: Mapped[bool]
    parent_id: Mapped[int | None]
    parent: Mapped["Site | None"] = relationship(
        primaryjoin=lambda: foreign(Site.parent_id) == Site.id, remote_side=lambda: Site.id
    )
    jobs: Mapped[list["Job"]] = relationship(
        primaryjoin=lambda: foreign(Job.site_id) == Site.id, back_populates="site"
    )


class Job(World):
    """Guarded by rules, one of which asks a further table."""

    __tablename__ = "lab_job"
    __scope__ = scoped()

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(20))
    owner: Mapped[int]
    site_id: Mapped[int | None]
    site: Mapped[Site | None] = relationship(
        primaryjoin=lambda: foreign(Job.site_id) == Site.id, back_populates="jobs"
    )
    lines: Mapped[list["Line"]] = relationship(
        primaryjoin=lambda: foreign(Line.job_id) == Job.id, back_populates="job"
    )
    tags: Mapped[list["Tag"]] = relationship(
        secondary=lambda: job_tags,
        primaryjoin=lambda: Job.id == foreign(job_tags.c.job_id),
        secondaryjoin=lambda: Tag.id == foreign(job_tags.c.tag_id),
        back_populates="jobs",
    )


class Line(World):
    """Guarded through its job."""

    __tablename__ = "lab_line"
    __scope__ = via("job")

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(20))
    job_id: Mapped[int]
    job: Mapped[Job] = relationship(
        primaryjoin=lambda: foreign(Line.job_id) == Job.id, back_populates="lines"
    )


class Memo(World):
    """Open to all, yet it brings its job along in one statement that does not name it."""

    __tablename__ = "lab_memo"
    __scope__ = unscoped("a note without content")

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(20))
    job_id: Mapped[int | None]
    job: Mapped[Job | None] = relationship(
        primaryjoin=lambda: foreign(Memo.job_id) == Job.id, lazy="joined"
    )


class Tag(World):
    """Open to all; its jobs are not."""

    __tablename__ = "lab_tag"
    __scope__ = unscoped("a word")

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(20))
    jobs: Mapped[list[Job]] = relationship(
        secondary=lambda: job_tags,
        primaryjoin=lambda: Tag.id == foreign(job_tags.c.tag_id),
        secondaryjoin=lambda: Job.id == foreign(job_tags.c.job_id),
        back_populates="tags",
    )


job_tags = Table(
    "lab_job_tag",
    World.metadata,
    Column("job_id", Integer, primary_key=True),
    Column("tag_id", Integer, primary_key=True),
)

MODELS = (Site, Job, Line, Memo, Tag)
_sites: Any = Site.__table__

RULES = (
    RecordRule(
        name="own sites",
        model=Site,
        permission="own",
        title="Sites of one's regions",
        where=lambda actor: Site.region.in_(actor.region_ids),
        write=True,
    ),
    RecordRule(name="all sites", model=Site, permission="all", title="All sites"),
    RecordRule(
        name="no secrets",
        model=Site,
        title="Secret sites are for those who may know",
        restrict=True,
        where=lambda actor: Site.id.is_not(None) if actor.can("secret") else ~Site.is_secret,
    ),
    RecordRule(
        name="own jobs",
        model=Job,
        permission="own",
        title="Jobs one owns, or on sites of one's regions",
        where=lambda actor: or_(
            Job.owner == actor.user_id,
            Job.site_id.in_(select(_sites.c.id).where(_sites.c.region.in_(actor.region_ids))),
        ),
        write=True,
    ),
    RecordRule(name="all jobs", model=Job, permission="all", title="All jobs"),
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of the world, table by table."""

    sites: tuple[dict[str, Any], ...]
    jobs: tuple[dict[str, Any], ...]
    lines: tuple[dict[str, Any], ...]
    memos: tuple[dict[str, Any], ...]
    tags: tuple[dict[str, Any], ...]
    job_tags: tuple[dict[str, Any], ...]

    def seen_by(self, actor: Actor) -> "Rows":
        """What is left of the world for ``actor``, worked out row by row without any SQL."""
        sites = [row for row in self.sites if self._sees_site(actor, row)]
        jobs = [row for row in self.jobs if self._sees_job(actor, row)]
        keys = {row["id"] for row in jobs}
        lines = [row for row in self.lines if row["job_id"] in keys]
        return Rows(tuple(sites), tuple(jobs), tuple(lines), self.memos, self.tags, self.job_tags)

    def _sees_site(self, actor: Actor, row: dict[str, Any]) -> bool:
        if row["is_secret"] and not actor.can("secret"):
            return False
        return actor.can("all") or (actor.can("own") and row["region"] in actor.region_ids)

    def _sees_job(self, actor: Actor, row: dict[str, Any]) -> bool:
        if actor.can("all"):
            return True
        regions = {site["id"]: site["region"] for site in self.sites}
        mine = row["owner"] == actor.user_id or regions.get(row["site_id"]) in actor.region_ids
        return actor.can("own") and mine

    def store(self, engine: Engine) -> None:
        """Replace what the database holds with these rows."""
        pairs = (
            (Site.__table__, self.sites),
            (Job.__table__, self.jobs),
            (Line.__table__, self.lines),
            (Memo.__table__, self.memos),
            (Tag.__table__, self.tags),
            (job_tags, self.job_tags),
        )
        with engine.begin() as connection:
            for table, rows in pairs:
                connection.execute(table.delete())
                if rows:
                    connection.execute(insert(table), list(rows))


ROWS = Rows(
    sites=tuple(
        {
            "id": key,
            "name": f"site {key}",
            "region": key % 3,
            "is_secret": key in (2, 5),
            "parent_id": parent,
        }
        for key, parent in ((1, None), (2, 1), (3, 1), (4, 2), (5, 3), (6, 4))
    ),
    jobs=tuple(
        {"id": key, "title": f"job {key % 3}", "owner": key % 4, "site_id": site}
        for key, site in ((1, 1), (2, 2), (3, 3), (4, None), (5, 5), (6, 6), (7, 1), (8, 9))
    ),
    lines=tuple(
        {"id": key, "text": f"line {key % 2}", "job_id": key % 8 + 1} for key in range(1, 11)
    ),
    memos=tuple(
        {"id": key, "text": f"memo {key}", "job_id": job}
        for key, job in ((1, 1), (2, 2), (3, 4), (4, None), (5, 8))
    ),
    tags=tuple({"id": key, "text": f"tag {key}"} for key in (1, 2, 3)),
    job_tags=tuple(
        {"job_id": job, "tag_id": tag}
        for job, tag in ((1, 1), (2, 1), (2, 2), (3, 3), (5, 2), (8, 3))
    ),
)


@dataclass(frozen=True, slots=True)
class Lab:
    """The whole world, what one actor is left with, and sessions on both."""

    app: Flask
    whole: Engine
    rest: Engine

    @contextmanager
    def asking(self, actor: Actor) -> Iterator[tuple[UnitOfWork, UnitOfWork]]:
        """A guarded unit of work on the world, and an unguarded one on what the actor is left."""
        ROWS.seen_by(actor).store(self.rest)
        guarded, free = make_session(self.whole, write=False), make_session(self.rest, write=False)
        try:
            with self.app.app_context():
                yield _unit(guarded, actor), _unit(free, system_actor("the rest of the world"))
        finally:
            for session in (guarded, free):
                session.rollback()
                session.close()


def _unit(session: GuardedSession, actor: Actor) -> UnitOfWork:
    return UnitOfWork(session, actor, NoBus())


def make_lab(whole: Engine, rest: Engine) -> Lab:
    """Make the tables on both engines and fill the whole world."""
    app = Flask("access_lab")
    app.extensions["aftersales.access"] = AccessPolicy(RULES, MODELS)
    for engine in (whole, rest):
        World.metadata.drop_all(engine)
        World.metadata.create_all(engine)
    ROWS.store(whole)
    return Lab(app, whole, rest)


__all__ = ["MODELS", "ROWS", "Job", "Lab", "Line", "Memo", "Site", "Tag", "job_tags", "make_lab"]
