"""Create the tables."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "handoff_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handoff_contract",
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("customer_id", aftersales.db.types.Key, nullable=False),
        sa.Column("contact_id", aftersales.db.types.Key, nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("delivery_on", sa.Date(), nullable=True),
        sa.Column("amount", aftersales.db.types.ScaledDecimal(2, 16), nullable=True),
        sa.Column("salesperson", sa.String(length=60), nullable=False),
        sa.Column("site_address", sa.String(length=200), nullable=False),
        sa.Column("payment_terms", sa.Text(), nullable=False),
        sa.Column("warranty_plan_id", aftersales.db.types.Key, nullable=True),
        sa.Column("warranty_terms", sa.Text(), nullable=False),
        sa.Column("special_promises", sa.Text(), nullable=False),
        sa.Column("no_promises", sa.Boolean(), nullable=False),
        sa.Column("emergency_clause", sa.Text(), nullable=False),
        sa.Column("needs_acceptance", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("handed_over_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("handed_over_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["customers_contact.id"],
            name=op.f("fk_handoff_contract_contact_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_contract_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers_customer.id"],
            name=op.f("fk_handoff_contract_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["handed_over_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_contract_handed_over_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_contract_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["warranty_plan_id"],
            ["customers_warranty_plan.id"],
            name=op.f("fk_handoff_contract_warranty_plan_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_contract")),
        sa.UniqueConstraint("number", name=op.f("uq_handoff_contract_number")),
    )
    with op.batch_alter_table("handoff_contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handoff_contract_amount"), ["amount"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_handoff_contract_contact_id"), ["contact_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_handoff_contract_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_handoff_contract_delivery_on"), ["delivery_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_handoff_contract_salesperson"), ["salesperson"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_handoff_contract_signed_on"), ["signed_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_handoff_contract_state"), ["state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_handoff_contract_warranty_plan_id"), ["warranty_plan_id"], unique=False
        )

    op.create_table(
        "handoff_acceptance",
        sa.Column("contract_id", aftersales.db.types.Key, nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("signed_by", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["handoff_contract.id"],
            name=op.f("fk_handoff_acceptance_contract_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_acceptance_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_acceptance_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_acceptance")),
    )
    with op.batch_alter_table("handoff_acceptance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handoff_acceptance_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "handoff_clause",
        sa.Column("contract_id", aftersales.db.types.Key, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("department_id", aftersales.db.types.Key, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("done_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["handoff_contract.id"],
            name=op.f("fk_handoff_clause_contract_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_clause_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["auth_department.id"],
            name=op.f("fk_handoff_clause_department_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_clause_done_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_clause_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_clause")),
    )
    with op.batch_alter_table("handoff_clause", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handoff_clause_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(
            "ix_handoff_clause_department_state", ["department_id", "state", "due_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_handoff_clause_due_on"), ["due_on"], unique=False)

    op.create_table(
        "handoff_contract_item",
        sa.Column("contract_id", aftersales.db.types.Key, nullable=False),
        sa.Column("product_id", aftersales.db.types.Key, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["handoff_contract.id"],
            name=op.f("fk_handoff_contract_item_contract_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_contract_item_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["customers_product.id"],
            name=op.f("fk_handoff_contract_item_product_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_contract_item_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_contract_item")),
    )
    with op.batch_alter_table("handoff_contract_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handoff_contract_item_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_handoff_contract_item_product_id"), ["product_id"], unique=False
        )

    op.create_table(
        "handoff_document",
        sa.Column("contract_id", aftersales.db.types.Key, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=20), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["handoff_contract.id"],
            name=op.f("fk_handoff_document_contract_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_document_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_document_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_document")),
    )
    with op.batch_alter_table("handoff_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handoff_document_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "handoff_kit_line",
        sa.Column("contract_id", aftersales.db.types.Key, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("specification", sa.String(length=120), nullable=False),
        sa.Column("required", aftersales.db.types.ScaledDecimal(3, 16), nullable=False),
        sa.Column("present", aftersales.db.types.ScaledDecimal(3, 16), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("checked_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("checked_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_kit_line_checked_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["handoff_contract.id"],
            name=op.f("fk_handoff_kit_line_contract_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_kit_line_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_kit_line_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_kit_line")),
    )
    with op.batch_alter_table("handoff_kit_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handoff_kit_line_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "handoff_shipment_note",
        sa.Column("contract_id", aftersales.db.types.Key, nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=False),
        sa.Column("carrier", sa.String(length=80), nullable=False),
        sa.Column("waybill", sa.String(length=80), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("receiver", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["handoff_contract.id"],
            name=op.f("fk_handoff_shipment_note_contract_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_shipment_note_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_shipment_note_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_shipment_note")),
    )
    with op.batch_alter_table("handoff_shipment_note", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handoff_shipment_note_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "handoff_machine",
        sa.Column("item_id", aftersales.db.types.Key, nullable=False),
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("equipment_id", aftersales.db.types.Key, nullable=True),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_machine_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["equipment_id"],
            ["customers_equipment.id"],
            name=op.f("fk_handoff_machine_equipment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["handoff_contract_item.id"],
            name=op.f("fk_handoff_machine_item_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_handoff_machine_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_machine")),
        sa.UniqueConstraint("serial", name=op.f("uq_handoff_machine_serial")),
    )
    with op.batch_alter_table("handoff_machine", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handoff_machine_equipment_id"), ["equipment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_handoff_machine_item_id"), ["item_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("handoff_machine", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoff_machine_item_id"))
        batch_op.drop_index(batch_op.f("ix_handoff_machine_equipment_id"))

    op.drop_table("handoff_machine")
    with op.batch_alter_table("handoff_shipment_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoff_shipment_note_contract_id"))

    op.drop_table("handoff_shipment_note")
    with op.batch_alter_table("handoff_kit_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoff_kit_line_contract_id"))

    op.drop_table("handoff_kit_line")
    with op.batch_alter_table("handoff_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoff_document_contract_id"))

    op.drop_table("handoff_document")
    with op.batch_alter_table("handoff_contract_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoff_contract_item_product_id"))
        batch_op.drop_index(batch_op.f("ix_handoff_contract_item_contract_id"))

    op.drop_table("handoff_contract_item")
    with op.batch_alter_table("handoff_clause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoff_clause_due_on"))
        batch_op.drop_index("ix_handoff_clause_department_state")
        batch_op.drop_index(batch_op.f("ix_handoff_clause_contract_id"))

    op.drop_table("handoff_clause")
    with op.batch_alter_table("handoff_acceptance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoff_acceptance_contract_id"))

    op.drop_table("handoff_acceptance")
    with op.batch_alter_table("handoff_contract", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoff_contract_warranty_plan_id"))
        batch_op.drop_index(batch_op.f("ix_handoff_contract_state"))
        batch_op.drop_index(batch_op.f("ix_handoff_contract_signed_on"))
        batch_op.drop_index(batch_op.f("ix_handoff_contract_salesperson"))
        batch_op.drop_index(batch_op.f("ix_handoff_contract_delivery_on"))
        batch_op.drop_index(batch_op.f("ix_handoff_contract_customer_id"))
        batch_op.drop_index(batch_op.f("ix_handoff_contract_contact_id"))
        batch_op.drop_index(batch_op.f("ix_handoff_contract_amount"))

    op.drop_table("handoff_contract")
