"""Chains in groups, by person, department and function; substitutes and urging."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "kernel_0008"
down_revision = "kernel_0006"
branch_labels = None
depends_on = None

PEOPLE = ("user_id", "on_behalf_id", "recorded_by_id")


def _text(name: str, length: int | None) -> sa.Column[str]:
    kind = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, kind, nullable=False, server_default="")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def upgrade() -> None:
    with op.batch_alter_table("workflow_chain", schema=None) as batch_op:
        batch_op.add_column(_flag("sign_twice"))
        batch_op.add_column(sa.Column("amount", aftersales.db.types.Money, nullable=True))
        batch_op.add_column(_text("opened_by_name", 120))
        batch_op.add_column(
            sa.Column("closed_at", aftersales.db.types.UtcDateTime(), nullable=True)
        )
        batch_op.add_column(_text("note", None))
        batch_op.create_index("ix_workflow_chain_asked", ["opened_by_id", "id"])
    with op.batch_alter_table("workflow_approval", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("group_number", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("needed", sa.Integer(), nullable=True))
        batch_op.add_column(_text("departments", 400))
        for name in PEOPLE:
            batch_op.add_column(sa.Column(name, aftersales.db.types.Key, nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_workflow_approval_{name}"),
                "auth_user",
                [name],
                ["id"],
                ondelete="RESTRICT",
            )
        batch_op.add_column(_text("title_en", 80))
        batch_op.add_column(_text("within", 20))
        batch_op.add_column(_flag("after_the_fact"))
        batch_op.add_column(_flag("verbal"))
        batch_op.add_column(sa.Column("due_at", aftersales.db.types.UtcDateTime(), nullable=True))
        for name in ("on_behalf_name", "recorded_by_name", "added_by_name"):
            batch_op.add_column(_text(name, 120))
        batch_op.add_column(_text("asked_note", None))
        batch_op.create_index("ix_workflow_approval_chain_id", ["chain_id"])
        batch_op.create_index("ix_workflow_approval_decided", ["decided_by_id", "id"])
    _urging()
    _substitutes()
    op.execute(
        "UPDATE workflow_approval SET group_number = CASE WHEN (SELECT mode FROM workflow_chain "
        "WHERE workflow_chain.id = chain_id) = 'serial' THEN position ELSE 1 END"
    )
    op.execute(
        "UPDATE workflow_chain SET opened_by_name = COALESCE((SELECT name FROM auth_user "
        "WHERE auth_user.id = opened_by_id), '')"
    )


def _urging() -> None:
    op.create_table(
        "workflow_urge",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("approval_id", aftersales.db.types.Key, nullable=False),
        sa.Column("reminded_id", aftersales.db.types.Key, nullable=False),
        sa.Column("at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["workflow_approval.id"],
            name=op.f("fk_workflow_urge_approval_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reminded_id"],
            ["auth_user.id"],
            name=op.f("fk_workflow_urge_reminded_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["auth_user.id"], name=op.f("fk_workflow_urge_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_urge")),
    )
    op.create_index(op.f("ix_workflow_urge_approval_id"), "workflow_urge", ["approval_id"])


def _substitutes() -> None:
    op.create_table(
        "workflow_substitute",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("person_id", aftersales.db.types.Key, nullable=False),
        sa.Column("substitute_id", aftersales.db.types.Key, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("chains", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["auth_user.id"],
            name=op.f("fk_workflow_substitute_person_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"],
            ["auth_user.id"],
            name=op.f("fk_workflow_substitute_substitute_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_substitute")),
    )
    op.create_index(op.f("ix_workflow_substitute_person_id"), "workflow_substitute", ["person_id"])
    op.create_index(
        "ix_workflow_substitute_days", "workflow_substitute", ["substitute_id", "until_on"]
    )


def downgrade() -> None:
    op.drop_table("workflow_substitute")
    op.drop_table("workflow_urge")
    with op.batch_alter_table("workflow_approval", schema=None) as batch_op:
        batch_op.drop_index("ix_workflow_approval_decided")
        batch_op.drop_index("ix_workflow_approval_chain_id")
        for name in PEOPLE:
            batch_op.drop_constraint(batch_op.f(f"fk_workflow_approval_{name}"), type_="foreignkey")
        for name in (
            *PEOPLE, "group_number", "needed", "departments", "title_en", "within",
            "after_the_fact", "verbal", "due_at", "on_behalf_name", "recorded_by_name",
            "added_by_name", "asked_note",
        ):  # fmt: skip
            batch_op.drop_column(name)
    with op.batch_alter_table("workflow_chain", schema=None) as batch_op:
        batch_op.drop_index("ix_workflow_chain_asked")
        for name in ("sign_twice", "amount", "opened_by_name", "closed_at", "note"):
            batch_op.drop_column(name)
