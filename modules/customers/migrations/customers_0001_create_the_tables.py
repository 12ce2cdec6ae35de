"""Create the tables."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "customers_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customers_product",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("warranty_months", sa.Integer(), nullable=True),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("is_large", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_customers_product_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_customers_product_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers_product")),
        sa.UniqueConstraint("code", name=op.f("uq_customers_product_code")),
        sa.UniqueConstraint("model", name=op.f("uq_customers_product_model")),
    )
    with op.batch_alter_table("customers_product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customers_product_name"), ["name"], unique=False)

    op.create_table(
        "customers_warranty_plan",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("start_event", sa.String(length=20), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
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
            name=op.f("fk_customers_warranty_plan_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_customers_warranty_plan_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers_warranty_plan")),
        sa.UniqueConstraint("code", name=op.f("uq_customers_warranty_plan_code")),
    )
    op.create_table(
        "customers_customer",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("customer_class", sa.String(length=1), nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("region_id", aftersales.db.types.Key, nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_customers_customer_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["auth_region.id"],
            name=op.f("fk_customers_customer_region_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_customers_customer_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers_customer")),
        sa.UniqueConstraint("code", name=op.f("uq_customers_customer_code")),
    )
    with op.batch_alter_table("customers_customer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customers_customer_customer_class"), ["customer_class"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_customers_customer_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_customers_customer_name"), ["name"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_customers_customer_region_id"), ["region_id"], unique=False
        )

    op.create_table(
        "customers_contact",
        sa.Column("customer_id", aftersales.db.types.Key, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_customers_contact_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers_customer.id"],
            name=op.f("fk_customers_contact_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_customers_contact_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers_contact")),
    )
    with op.batch_alter_table("customers_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customers_contact_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_customers_contact_phone"), ["phone"], unique=False)

    op.create_table(
        "customers_equipment",
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("product_id", aftersales.db.types.Key, nullable=False),
        sa.Column("customer_id", aftersales.db.types.Key, nullable=False),
        sa.Column("contract_number", sa.String(length=60), nullable=False),
        sa.Column("site_address", sa.String(length=200), nullable=False),
        sa.Column("technical_data", sa.Text(), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("commissioned_on", sa.Date(), nullable=True),
        sa.Column("invoiced_on", sa.Date(), nullable=True),
        sa.Column("warranty_plan_id", aftersales.db.types.Key, nullable=True),
        sa.Column("warranty_start_on", sa.Date(), nullable=True),
        sa.Column("warranty_end_on", sa.Date(), nullable=True),
        sa.Column("warranty_terms", sa.Text(), nullable=False),
        sa.Column("special_promises", sa.Text(), nullable=False),
        sa.Column("emergency_clause", sa.Text(), nullable=False),
        sa.Column("is_handed_over", sa.Boolean(), nullable=False),
        sa.Column("goodwill_until_on", sa.Date(), nullable=True),
        sa.Column("goodwill_note", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_customers_equipment_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers_customer.id"],
            name=op.f("fk_customers_equipment_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["customers_product.id"],
            name=op.f("fk_customers_equipment_product_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_customers_equipment_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["warranty_plan_id"],
            ["customers_warranty_plan.id"],
            name=op.f("fk_customers_equipment_warranty_plan_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers_equipment")),
        sa.UniqueConstraint("serial", name=op.f("uq_customers_equipment_serial")),
    )
    with op.batch_alter_table("customers_equipment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customers_equipment_accepted_on"), ["accepted_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customers_equipment_contract_number"), ["contract_number"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customers_equipment_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customers_equipment_product_id"), ["product_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customers_equipment_shipped_on"), ["shipped_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customers_equipment_warranty_end_on"), ["warranty_end_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customers_equipment_warranty_plan_id"),
            ["warranty_plan_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("customers_equipment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customers_equipment_warranty_plan_id"))
        batch_op.drop_index(batch_op.f("ix_customers_equipment_warranty_end_on"))
        batch_op.drop_index(batch_op.f("ix_customers_equipment_shipped_on"))
        batch_op.drop_index(batch_op.f("ix_customers_equipment_product_id"))
        batch_op.drop_index(batch_op.f("ix_customers_equipment_customer_id"))
        batch_op.drop_index(batch_op.f("ix_customers_equipment_contract_number"))
        batch_op.drop_index(batch_op.f("ix_customers_equipment_accepted_on"))

    op.drop_table("customers_equipment")
    with op.batch_alter_table("customers_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customers_contact_phone"))
        batch_op.drop_index(batch_op.f("ix_customers_contact_customer_id"))

    op.drop_table("customers_contact")
    with op.batch_alter_table("customers_customer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customers_customer_region_id"))
        batch_op.drop_index(batch_op.f("ix_customers_customer_name"))
        batch_op.drop_index(batch_op.f("ix_customers_customer_kind"))
        batch_op.drop_index(batch_op.f("ix_customers_customer_customer_class"))

    op.drop_table("customers_customer")
    op.drop_table("customers_warranty_plan")
    with op.batch_alter_table("customers_product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customers_product_name"))

    op.drop_table("customers_product")
