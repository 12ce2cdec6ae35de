"""What the service desk imports: the register 顾客服务登记本 kept before, as closed cases."""

from aftersales.i18n import _l
from aftersales.imports.declare import Alike, Importer, ImportField, Reference
from modules.customers.api import Customer, Equipment
from modules.service import manifest as may
from modules.service.models import Case
from modules.service.services.importing import apply_case, external_number

REGISTER = Importer(
    kind="register",
    title=_l("Service register"),
    model=Case,
    key=("sequence", "reported_at"),
    or_key=("reported_at", "customer"),
    order=60,
    sheets=("登记", "register", "受理"),
    permission=may.REGISTER,
    apply=apply_case,
    alike=Alike("external_number", external_number),
    fields=(
        ImportField(
            name="sequence",
            title=_l("Serial number in the register"),
            kind="code",
            max_length=12,
            synonyms=("序号", "登记号", "登记序号", "no", "no."),
        ),
        ImportField(
            name="reported_at",
            title=_l("Reported at"),
            kind="datetime",
            required=True,
            synonyms=("来电时间", "登记时间", "受理时间", "报修时间", "日期", "reported at"),
        ),
        ImportField(
            name="channel",
            title=_l("Came by"),
            kind="choice",
            choices={
                "phone": ("来电", "电话"),
                "visit": ("来访", "上门"),
                "letter": ("来函", "信函", "传真"),
                "hotline": ("热线",),
                "wechat": ("微信",),
                "web": ("网站", "邮件"),
            },
            synonyms=("方式", "来电方式", "受理方式", "渠道", "channel"),
        ),
        ImportField(
            name="customer",
            title=_l("Customer"),
            kind="reference",
            required=True,
            reference=Reference(model=Customer, by=("name", "code"), title=_l("customer")),
            synonyms=("顾客名称", "客户名称", "用户单位", "顾客", "客户", "customer"),
        ),
        ImportField(
            name="contact_name",
            title=_l("Contact"),
            max_length=60,
            synonyms=("联系人", "来电人", "contact"),
        ),
        ImportField(
            name="contact_phone",
            title=_l("Telephone"),
            kind="phone",
            synonyms=("电话", "联系电话", "手机", "phone"),
        ),
        ImportField(
            name="equipment",
            title=_l("Equipment"),
            kind="reference",
            reference=Reference(model=Equipment, by=("serial",), title=_l("equipment")),
            synonyms=("设备编号", "出厂编号", "机号", "serial number", "equipment"),
        ),
        ImportField(
            name="summary",
            title=_l("Problem reported"),
            required=True,
            max_length=200,
            synonyms=("反映问题", "问题描述", "故障现象", "来电内容", "内容", "problem"),
        ),
        ImportField(
            name="arrived_at",
            title=_l("Arrived at"),
            kind="datetime",
            synonyms=("到场时间", "到达时间", "arrived at"),
        ),
        ImportField(
            name="repaired_at",
            title=_l("Repaired at"),
            kind="datetime",
            synonyms=("修复时间", "完成时间", "处理完成时间", "repaired at"),
        ),
        ImportField(
            name="opinion_grade",
            title=_l("Customer's opinion"),
            kind="choice",
            choices={
                "excellent": ("非常满意",),
                "very_good": ("很满意",),
                "good": ("满意", "较满意"),
                "fair": ("一般", "基本满意"),
                "poor": ("不满意", "很不满意"),
            },
            synonyms=("顾客意见", "客户意见", "满意度", "评价", "opinion"),
        ),
        ImportField(
            name="handled_by",
            title=_l("Handled by"),
            max_length=60,
            synonyms=("服务人员", "维修人员", "处理人", "经办人", "handled by"),
        ),
    ),
)

IMPORTERS = (REGISTER,)
