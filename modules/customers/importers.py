"""What the customers module imports: customer lists, product lists, equipment ledgers."""

from aftersales.i18n import _l
from aftersales.imports.declare import Figure, Importer, ImportField, Reference
from modules.customers import manifest as may
from modules.customers.models import Customer, Equipment, Product
from modules.customers.services.importing import apply_customer, apply_equipment, apply_product

CUSTOMERS = Importer(
    kind="customers",
    title=_l("Customers"),
    model=Customer,
    key=("code",),
    or_key=("name",),
    order=10,
    sheets=("客户", "顾客", "用户", "customers"),
    permission=may.CUSTOMER_WRITE,
    apply=apply_customer,
    fields=(
        ImportField(
            name="code",
            title=_l("Customer code"),
            kind="code",
            max_length=40,
            synonyms=(
                "客户编号",
                "客户代码",
                "客户编码",
                "顾客编号",
                "用户编号",
                "编号",
                "代码",
                "code",
            ),
        ),
        ImportField(
            name="name",
            title=_l("Customer name"),
            required=True,
            max_length=120,
            synonyms=(
                "客户名称",
                "顾客名称",
                "用户名称",
                "单位名称",
                "客户",
                "名称",
                "customer",
                "name",
            ),
        ),
        ImportField(
            name="customer_class",
            title=_l("Class"),
            kind="choice",
            choices={"A": ("甲", "A"), "B": ("乙", "B"), "C": ("丙", "C")},
            synonyms=("等级", "客户等级", "级别", "类别", "class", "grade"),
        ),
        ImportField(
            name="region",
            title=_l("Region"),
            max_length=80,
            synonyms=("片区", "区域", "地区", "所在地", "region"),
        ),
        ImportField(
            name="region_class",
            title=_l("Region class"),
            kind="choice",
            choices={
                "local": ("本地",),
                "domestic": ("国内", "省外"),
                "remote": ("边远", "偏远"),
            },
            synonyms=("地区类别", "区域类别", "片区类别", "region class"),
        ),
        ImportField(
            name="address",
            title=_l("Address"),
            max_length=200,
            synonyms=("地址", "客户地址", "单位地址", "通讯地址", "address"),
        ),
        ImportField(
            name="contact",
            title=_l("Contact"),
            max_length=60,
            synonyms=("联系人", "联络人", "负责人", "contact"),
        ),
        ImportField(
            name="phone",
            title=_l("Phone"),
            kind="phone",
            synonyms=("联系电话", "电话", "手机", "手机号", "联系方式", "phone", "mobile", "tel"),
        ),
        ImportField(
            name="note",
            title=_l("Note"),
            max_length=2000,
            synonyms=("备注", "说明", "note", "remark"),
        ),
    ),
)

PRODUCTS = Importer(
    kind="products",
    title=_l("Products"),
    model=Product,
    key=("code",),
    or_key=("model",),
    order=20,
    sheets=("产品", "型号", "products"),
    permission=may.PRODUCT_WRITE,
    apply=apply_product,
    fields=(
        ImportField(
            name="code",
            title=_l("Product code"),
            kind="code",
            max_length=40,
            synonyms=("产品编号", "产品代码", "产品编码", "编号", "code"),
        ),
        ImportField(
            name="name",
            title=_l("Product name"),
            required=True,
            max_length=80,
            synonyms=("产品名称", "名称", "品名", "product", "name"),
        ),
        ImportField(
            name="model",
            title=_l("Model"),
            kind="code",
            required=True,
            max_length=60,
            synonyms=("型号", "规格型号", "产品型号", "model"),
        ),
        ImportField(
            name="unit",
            title=_l("Unit"),
            max_length=10,
            synonyms=("单位", "计量单位", "unit"),
        ),
        ImportField(
            name="warranty_months",
            title=_l("Warranty in months"),
            kind="integer",
            synonyms=("质保期", "保修期", "质保月数", "warranty"),
        ),
    ),
)

EQUIPMENT = Importer(
    kind="equipment",
    title=_l("Equipment"),
    model=Equipment,
    key=("serial",),
    order=30,
    sheets=("设备", "台账", "equipment"),
    permission=may.EQUIPMENT_WRITE,
    apply=apply_equipment,
    fields=(
        ImportField(
            name="serial",
            title=_l("Serial number"),
            kind="code",
            required=True,
            max_length=60,
            synonyms=(
                "出厂编号",
                "设备编号",
                "机号",
                "机身号",
                "序列号",
                "serial number",
                "serial",
            ),
        ),
        ImportField(
            name="product",
            title=_l("Model"),
            kind="reference",
            required=True,
            reference=Reference(model=Product, by=("model", "code"), title=_l("model")),
            synonyms=("规格型号", "型号", "产品型号", "设备型号", "model"),
        ),
        ImportField(
            name="customer",
            title=_l("Customer"),
            kind="reference",
            required=True,
            reference=Reference(model=Customer, by=("code", "name"), title=_l("customer")),
            synonyms=("用户单位", "客户名称", "使用单位", "客户", "顾客", "customer"),
        ),
        ImportField(
            name="shipped_on",
            title=_l("Shipped on"),
            kind="date",
            blanks=("未发货",),
            synonyms=("发货日期", "出厂日期", "发运日期", "shipped on"),
        ),
        ImportField(
            name="accepted_on",
            title=_l("Accepted on"),
            kind="date",
            blanks=("未验收", "待验收"),
            synonyms=("验收日期", "验收时间", "accepted on"),
        ),
        ImportField(
            name="contract_number",
            title=_l("Contract number"),
            kind="code",
            max_length=60,
            synonyms=("合同号", "合同编号", "contract number", "contract"),
        ),
        ImportField(
            name="site_address",
            title=_l("Site address"),
            max_length=200,
            synonyms=("安装地址", "现场地址", "安装地点", "使用地点", "site"),
        ),
        ImportField(
            name="note",
            title=_l("Note"),
            max_length=2000,
            synonyms=("备注", "说明", "note", "remark"),
        ),
    ),
    figures=(
        Figure(
            name="not_accepted",
            title=_l("Not accepted yet"),
            measure=lambda row: int(row.get("accepted_on") is None),
        ),
    ),
)

IMPORTERS = (CUSTOMERS, PRODUCTS, EQUIPMENT)
