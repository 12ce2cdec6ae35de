"""The organisation: departments, regions, roles, users; what they log in with is in `logins`."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.actor import Actor
from aftersales.db.base import Base, Record, unscoped
from aftersales.db.types import Key, UtcDateTime
from aftersales.i18n import current_locale

ORGANISATION = unscoped(
    "the organisation chart is known to everybody inside; only administrators edit it"
)

user_roles = Table(
    "auth_user_role",
    Base.metadata,
    Column("user_id", Key, ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", Key, ForeignKey("auth_role.id", ondelete="RESTRICT"), primary_key=True),
)
user_regions = Table(
    "auth_user_region",
    Base.metadata,
    Column("user_id", Key, ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True),
    Column("region_id", Key, ForeignKey("auth_region.id", ondelete="RESTRICT"), primary_key=True),
)


class Named:
    """A name in both languages; the reader's is shown."""

    name: Mapped[str]
    name_en: Mapped[str]

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return self.name_en if current_locale() == "en" and self.name_en else self.name

    def __str__(self) -> str:
        return self.title


class Department(Named, Record):
    """A department 部门; which functions it fills stands in the regulation's role map (C06)."""

    __tablename__ = "auth_department"
    __scope__ = ORGANISATION

    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    is_active: Mapped[bool] = mapped_column(default=True)


class Region(Named, Record):
    """A region 片区; its class (local, domestic, remote 边远) decides arrival times (C01)."""

    __tablename__ = "auth_region"
    __scope__ = ORGANISATION

    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    region_class: Mapped[str] = mapped_column(String(10), default="domestic")


class Role(Named, Record):
    """A role: a function of the company a person fills."""

    __tablename__ = "auth_role"
    __scope__ = ORGANISATION

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    needs_second_factor: Mapped[bool] = mapped_column(default=False, server_default=false())
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="role", cascade="all, delete-orphan", lazy="select"
    )


class RoleGrant(Base):
    """One permission of one role. ``source`` names the module that granted it, or ``company``."""

    __tablename__ = "auth_role_grant"
    __scope__ = ORGANISATION

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    role_id: Mapped[int] = mapped_column(Key, ForeignKey("auth_role.id", ondelete="CASCADE"))
    permission: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(40), default="company")
    role: Mapped[Role] = relationship(back_populates="grants")

    __table_args__ = (
        Index("uq_auth_role_grant_role_id_permission", "role_id", "permission", unique=True),
    )


class RoleOffer(Base):
    """A permission a module has given a role once.

    What is offered is not given again, so a right the company took away stays away.
    """

    __tablename__ = "auth_role_offer"
    __scope__ = ORGANISATION
    __audit__ = False

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    role_id: Mapped[int] = mapped_column(Key, ForeignKey("auth_role.id", ondelete="CASCADE"))
    permission: Mapped[str] = mapped_column(String(80))

    __table_args__ = (
        Index("uq_auth_role_offer_role_id_permission", "role_id", "permission", unique=True),
    )


class User(Record):
    """A person of the company who can log in."""

    __tablename__ = "auth_user"
    __scope__ = ORGANISATION
    __audit_hide__ = frozenset({"password_hash"})

    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(30), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(60), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    department_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_department.id", ondelete="RESTRICT", use_alter=True), index=True
    )
    locale: Mapped[str] = mapped_column(String(10), default="zh_CN")
    theme: Mapped[str] = mapped_column(String(10), default="light")
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    session_epoch: Mapped[int] = mapped_column(default=1)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    department: Mapped[Department | None] = relationship(
        lazy="select", foreign_keys=[department_id]
    )
    roles: Mapped[list[Role]] = relationship(secondary=user_roles, lazy="select")
    regions: Mapped[list[Region]] = relationship(secondary=user_regions, lazy="select")

    def __str__(self) -> str:
        return self.name

    def actor(self) -> Actor:
        """This person as the one who acts, with all rights of all roles."""
        return Actor(
            name=self.name,
            user_id=self.id,
            permissions=frozenset(g.permission for role in self.roles for g in role.grants),
            roles=frozenset(role.code for role in self.roles),
            department_id=self.department_id,
            department_code=self.department.code if self.department else "",
            region_ids=frozenset(region.id for region in self.regions),
            locale=self.locale,
        )
