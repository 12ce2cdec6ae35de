"""Create the kernel's tables, the end of the audit chain, and the triggers that guard it."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "kernel_0001"
down_revision = None
branch_labels = None
depends_on = None


REFUSAL = "the audit trail is append-only"
SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER audit_entry_no_{verb} BEFORE {verb} ON audit_entry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("update", "delete")
)
POSTGRES_FUNCTION = (
    "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
)
POSTGRES_GUARDS = tuple(
    f"CREATE TRIGGER audit_entry_{name} BEFORE {verbs} ON audit_entry "
    f"FOR EACH {each} EXECUTE FUNCTION audit_entry_refuse()"
    for name, verbs, each in (
        ("no_change", "UPDATE OR DELETE", "ROW"),
        ("no_truncate", "TRUNCATE", "STATEMENT"),
    )
)


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", aftersales.db.types.Key, autoincrement=False, nullable=False),
        sa.Column("at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("actor_id", aftersales.db.types.Key, nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("changes", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_entry_model_record", ["model", "record_id"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", aftersales.db.types.Key, autoincrement=False, nullable=False),
        sa.Column("seq", aftersales.db.types.Key, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "auth_login_attempt",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_login_attempt")),
    )
    with op.batch_alter_table("auth_login_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auth_login_attempt_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_auth_login_attempt_username"), ["username"], unique=False
        )

    op.create_table(
        "auth_user",
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("department_id", aftersales.db.types.Key, nullable=True),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("theme", sa.String(length=10), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("last_login_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_user_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["auth_department.id"],
            name=op.f("fk_auth_user_department_id"),
            ondelete="RESTRICT",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_user_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_user")),
        sa.UniqueConstraint("username", name=op.f("uq_auth_user_username")),
    )
    with op.batch_alter_table("auth_user", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_auth_user_department_id"), ["department_id"], unique=False
        )

    op.create_table(
        "calendar_day",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("stored_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "db_number",
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "period", name=op.f("pk_db_number")),
    )
    op.create_table(
        "jobs_run",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("started_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("finished_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_jobs_run")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("event", sa.String(length=120), nullable=False),
        sa.Column("handler", sa.String(length=160), nullable=False),
        sa.Column("payload", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("actor_id", aftersales.db.types.Key, nullable=True),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("available_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("failed_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_message_waiting", ["done_at", "available_at"], unique=False
        )

    op.create_table(
        "views_submission",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("user_id", aftersales.db.types.Key, nullable=True),
        sa.Column("outcome", sa.String(length=400), nullable=False),
        sa.Column("at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views_submission")),
        sa.UniqueConstraint("token", name=op.f("uq_views_submission_token")),
    )
    with op.batch_alter_table("views_submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_views_submission_at"), ["at"], unique=False)

    op.create_table(
        "auth_department",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_department_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_department_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_department")),
        sa.UniqueConstraint("code", name=op.f("uq_auth_department_code")),
    )
    op.create_table(
        "auth_region",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("region_class", sa.String(length=10), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_region_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_region_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_region")),
        sa.UniqueConstraint("code", name=op.f("uq_auth_region_code")),
    )
    op.create_table(
        "auth_role",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_role_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_role_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_role")),
        sa.UniqueConstraint("code", name=op.f("uq_auth_role_code")),
    )
    op.create_table(
        "calendar_clock",
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("record_id", aftersales.db.types.Key, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=30), nullable=False),
        sa.Column("started_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("due_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("met_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("stopped_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=False),
        sa.Column("recorded_late", sa.Boolean(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("because", aftersales.db.types.JsonValue, nullable=True),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_calendar_clock_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_calendar_clock_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_clock")),
        sa.UniqueConstraint(
            "model", "record_id", "name", name=op.f("uq_calendar_clock_model_record_id_name")
        ),
    )
    with op.batch_alter_table("calendar_clock", schema=None) as batch_op:
        batch_op.create_index(
            "ix_calendar_clock_open", ["met_at", "stopped_at", "due_at"], unique=False
        )

    op.create_table(
        "files_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", aftersales.db.types.Key, nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_files_file_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_files_file_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_files_file_sha256")),
    )
    op.create_table(
        "imports_run",
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("mapping", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("result", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("finished_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("undone_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("undone_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_imports_run_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["auth_user.id"], name=op.f("fk_imports_run_undone_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_imports_run_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports_run")),
    )
    with op.batch_alter_table("imports_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_run_state"), ["state"], unique=False)

    op.create_table(
        "notify_message",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("user_id", aftersales.db.types.Key, nullable=False),
        sa.Column("title", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("body", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("read_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["auth_user.id"],
            name=op.f("fk_notify_message_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notify_message")),
    )
    with op.batch_alter_table("notify_message", schema=None) as batch_op:
        batch_op.create_index("ix_notify_message_inbox", ["user_id", "id"], unique=False)
        batch_op.create_index("ix_notify_message_unread", ["user_id", "read_at"], unique=False)

    op.create_table(
        "regulation_version",
        sa.Column("preset", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("released_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("released_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("released_by_name", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_regulation_version_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"],
            ["auth_user.id"],
            name=op.f("fk_regulation_version_released_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_regulation_version_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulation_version")),
        sa.UniqueConstraint("number", name=op.f("uq_regulation_version_number")),
    )
    with op.batch_alter_table("regulation_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_regulation_version_effective_on_number"),
            ["effective_on", "number"],
            unique=False,
        )

    op.create_table(
        "timeline_follower",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("record_id", aftersales.db.types.Key, nullable=False),
        sa.Column("user_id", aftersales.db.types.Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["auth_user.id"],
            name=op.f("fk_timeline_follower_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_follower")),
        sa.UniqueConstraint(
            "model",
            "record_id",
            "user_id",
            name=op.f("uq_timeline_follower_model_record_id_user_id"),
        ),
    )
    op.create_table(
        "timeline_note",
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("record_id", aftersales.db.types.Key, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_id", aftersales.db.types.Key, nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("assignee_id", aftersales.db.types.Key, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("done_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["assignee_id"],
            ["auth_user.id"],
            name=op.f("fk_timeline_note_assignee_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["auth_user.id"],
            name=op.f("fk_timeline_note_author_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_timeline_note_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"],
            ["auth_user.id"],
            name=op.f("fk_timeline_note_done_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_timeline_note_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_note")),
    )
    with op.batch_alter_table("timeline_note", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_timeline_note_assignee_id"), ["assignee_id"], unique=False
        )
        batch_op.create_index("ix_timeline_note_record", ["model", "record_id"], unique=False)

    op.create_table(
        "views_favourite",
        sa.Column("view", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("owner_id", aftersales.db.types.Key, nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_views_favourite_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["auth_user.id"],
            name=op.f("fk_views_favourite_owner_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_views_favourite_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views_favourite")),
    )
    with op.batch_alter_table("views_favourite", schema=None) as batch_op:
        batch_op.create_index("ix_views_favourite_view_owner", ["view", "owner_id"], unique=False)

    op.create_table(
        "workflow_chain",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("record_id", aftersales.db.types.Key, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("after_the_fact", sa.Boolean(), nullable=False),
        sa.Column("opened_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("opened_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("due_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["opened_by_id"],
            ["auth_user.id"],
            name=op.f("fk_workflow_chain_opened_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_chain")),
    )
    with op.batch_alter_table("workflow_chain", schema=None) as batch_op:
        batch_op.create_index("ix_workflow_chain_record", ["model", "record_id"], unique=False)

    op.create_table(
        "workflow_transition",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("record_id", aftersales.db.types.Key, nullable=False),
        sa.Column("workflow", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("actor_id", aftersales.db.types.Key, nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["auth_user.id"],
            name=op.f("fk_workflow_transition_actor_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_transition")),
    )
    with op.batch_alter_table("workflow_transition", schema=None) as batch_op:
        batch_op.create_index("ix_workflow_transition_record", ["model", "record_id"], unique=False)

    op.create_table(
        "auth_role_grant",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("role_id", aftersales.db.types.Key, nullable=False),
        sa.Column("permission", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["auth_role.id"],
            name=op.f("fk_auth_role_grant_role_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_role_grant")),
    )
    with op.batch_alter_table("auth_role_grant", schema=None) as batch_op:
        batch_op.create_index(
            "uq_auth_role_grant_role_id_permission", ["role_id", "permission"], unique=True
        )

    op.create_table(
        "auth_user_region",
        sa.Column("user_id", aftersales.db.types.Key, nullable=False),
        sa.Column("region_id", aftersales.db.types.Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["auth_region.id"],
            name=op.f("fk_auth_user_region_region_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_user_region_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "region_id", name=op.f("pk_auth_user_region")),
    )
    op.create_table(
        "auth_user_role",
        sa.Column("user_id", aftersales.db.types.Key, nullable=False),
        sa.Column("role_id", aftersales.db.types.Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["auth_role.id"],
            name=op.f("fk_auth_user_role_role_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_user_role_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_auth_user_role")),
    )
    op.create_table(
        "calendar_pause",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("clock_id", aftersales.db.types.Key, nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("from_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("until_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clock_id"],
            ["calendar_clock.id"],
            name=op.f("fk_calendar_pause_clock_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_pause")),
    )
    with op.batch_alter_table("calendar_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_pause_clock_id"), ["clock_id"], unique=False)

    op.create_table(
        "documents_issued",
        sa.Column("spec", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("record_id", aftersales.db.types.Key, nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("copies", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("copies_key", sa.String(length=120), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", aftersales.db.types.Key, nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("is_archival", sa.Boolean(), nullable=False),
        sa.Column("verify_code", sa.String(length=32), nullable=False),
        sa.Column("issued_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("issued_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("issued_by", sa.String(length=80), nullable=False),
        sa.Column("file_id", aftersales.db.types.Key, nullable=False),
        sa.Column("superseded_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("superseded_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_documents_issued_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["files_file.id"],
            name=op.f("fk_documents_issued_file_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["auth_user.id"], name=op.f("fk_documents_issued_issued_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"],
            ["documents_issued.id"],
            name=op.f("fk_documents_issued_superseded_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_documents_issued_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents_issued")),
        sa.UniqueConstraint(
            "spec", "record_id", "lang", "copies_key", "revision", name="uq_documents_issued_set"
        ),
        sa.UniqueConstraint("verify_code", name=op.f("uq_documents_issued_verify_code")),
    )
    with op.batch_alter_table("documents_issued", schema=None) as batch_op:
        batch_op.create_index("ix_documents_issued_owner", ["model", "record_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_issued_sha256"), ["sha256"], unique=False)

    op.create_table(
        "files_attachment",
        sa.Column("file_id", aftersales.db.types.Key, nullable=False),
        sa.Column("owner_model", sa.String(length=80), nullable=False),
        sa.Column("owner_id", aftersales.db.types.Key, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_files_attachment_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["files_file.id"],
            name=op.f("fk_files_attachment_file_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_files_attachment_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files_attachment")),
    )
    with op.batch_alter_table("files_attachment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_files_attachment_owner", ["owner_model", "owner_id"], unique=False
        )

    op.create_table(
        "imports_change",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("run_id", aftersales.db.types.Key, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sheet", sa.String(length=255), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("key", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("before", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("after", aftersales.db.types.JsonValue, nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["imports_run.id"],
            name=op.f("fk_imports_change_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports_change")),
    )
    with op.batch_alter_table("imports_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_change_run_id"), ["run_id"], unique=False)

    op.create_table(
        "regulation_snapshot",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("record_id", aftersales.db.types.Key, nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("value", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("version_id", aftersales.db.types.Key, nullable=True),
        sa.Column("because", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["regulation_version.id"],
            name=op.f("fk_regulation_snapshot_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulation_snapshot")),
    )
    with op.batch_alter_table("regulation_snapshot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_regulation_snapshot_model_record_id_purpose"),
            ["model", "record_id", "purpose"],
            unique=False,
        )

    op.create_table(
        "regulation_value",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version_id", aftersales.db.types.Key, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("scope_kind", sa.String(length=20), nullable=False),
        sa.Column("scope_value", sa.String(length=64), nullable=False),
        sa.Column("value", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("clause_zh", sa.Text(), nullable=False),
        sa.Column("clause_en", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["regulation_version.id"],
            name=op.f("fk_regulation_value_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulation_value")),
        sa.UniqueConstraint(
            "version_id",
            "key",
            "scope_kind",
            "scope_value",
            name=op.f("uq_regulation_value_version_id_key_scope_kind_scope_value"),
        ),
    )
    op.create_table(
        "workflow_approval",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("chain_id", aftersales.db.types.Key, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("decided_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"],
            ["workflow_chain.id"],
            name=op.f("fk_workflow_approval_chain_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["auth_user.id"],
            name=op.f("fk_workflow_approval_decided_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_approval")),
    )
    with op.batch_alter_table("workflow_approval", schema=None) as batch_op:
        batch_op.create_index("ix_workflow_approval_open", ["state", "role"], unique=False)

    genesis = sa.text("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, :hash)")
    op.execute(genesis.bindparams(hash="0" * 64))
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:  # SQLite made it with the table; departments and people need each other
        op.create_foreign_key(
            "fk_auth_user_department_id",
            "auth_user",
            "auth_department",
            ["department_id"],
            ["id"],
            ondelete="RESTRICT",
        )
    for statement in (POSTGRES_FUNCTION, *POSTGRES_GUARDS) if postgres else SQLITE_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_auth_user_department_id", "auth_user", type_="foreignkey")
    with op.batch_alter_table("workflow_approval", schema=None) as batch_op:
        batch_op.drop_index("ix_workflow_approval_open")

    op.drop_table("workflow_approval")
    op.drop_table("regulation_value")
    with op.batch_alter_table("regulation_snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regulation_snapshot_model_record_id_purpose"))

    op.drop_table("regulation_snapshot")
    with op.batch_alter_table("imports_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_change_run_id"))

    op.drop_table("imports_change")
    with op.batch_alter_table("files_attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_files_attachment_owner")

    op.drop_table("files_attachment")
    with op.batch_alter_table("documents_issued", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_issued_sha256"))
        batch_op.drop_index("ix_documents_issued_owner")

    op.drop_table("documents_issued")
    with op.batch_alter_table("calendar_pause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_pause_clock_id"))

    op.drop_table("calendar_pause")
    op.drop_table("auth_user_role")
    op.drop_table("auth_user_region")
    with op.batch_alter_table("auth_role_grant", schema=None) as batch_op:
        batch_op.drop_index("uq_auth_role_grant_role_id_permission")

    op.drop_table("auth_role_grant")
    with op.batch_alter_table("workflow_transition", schema=None) as batch_op:
        batch_op.drop_index("ix_workflow_transition_record")

    op.drop_table("workflow_transition")
    with op.batch_alter_table("workflow_chain", schema=None) as batch_op:
        batch_op.drop_index("ix_workflow_chain_record")

    op.drop_table("workflow_chain")
    with op.batch_alter_table("views_favourite", schema=None) as batch_op:
        batch_op.drop_index("ix_views_favourite_view_owner")

    op.drop_table("views_favourite")
    with op.batch_alter_table("timeline_note", schema=None) as batch_op:
        batch_op.drop_index("ix_timeline_note_record")
        batch_op.drop_index(batch_op.f("ix_timeline_note_assignee_id"))

    op.drop_table("timeline_note")
    op.drop_table("timeline_follower")
    with op.batch_alter_table("regulation_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regulation_version_effective_on_number"))

    op.drop_table("regulation_version")
    with op.batch_alter_table("notify_message", schema=None) as batch_op:
        batch_op.drop_index("ix_notify_message_unread")
        batch_op.drop_index("ix_notify_message_inbox")

    op.drop_table("notify_message")
    with op.batch_alter_table("imports_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_run_state"))

    op.drop_table("imports_run")
    op.drop_table("files_file")
    with op.batch_alter_table("calendar_clock", schema=None) as batch_op:
        batch_op.drop_index("ix_calendar_clock_open")

    op.drop_table("calendar_clock")
    op.drop_table("auth_role")
    op.drop_table("auth_region")
    op.drop_table("auth_department")
    with op.batch_alter_table("views_submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_views_submission_at"))

    op.drop_table("views_submission")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message_waiting")

    op.drop_table("outbox_message")
    op.drop_table("jobs_run")
    op.drop_table("db_number")
    op.drop_table("calendar_year")
    op.drop_table("calendar_day")
    with op.batch_alter_table("auth_user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auth_user_department_id"))

    op.drop_table("auth_user")
    with op.batch_alter_table("auth_login_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auth_login_attempt_username"))
        batch_op.drop_index(batch_op.f("ix_auth_login_attempt_at"))

    op.drop_table("auth_login_attempt")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_model_record")
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_refuse()")
