"""Realistic fillings of the company papers: the story of one pump, from contract to old part."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from aftersales.documents import Opinion, Signature, choices
from modules.handoff.papers import ClauseLine, HandedDocument, HandedEquipment, HandoffPaper
from modules.parts.papers import (
    ExitLine,
    ExitPermitPaper,
    OldPartLine,
    OldPartPaper,
    RequisitionLine,
    RequisitionPaper,
)
from modules.service.papers import (
    CarriedItem,
    DispatchPaper,
    OpinionPaper,
    RegisterPaper,
    RegisterRow,
    ReplacedPart,
    ReportFees,
    ServiceReportPaper,
)

CUSTOMER = "常德市鼎城自来水有限责任公司"
PHONE = "13807361234"
GRADES = {"a": "非常满意", "b": "满意", "c": "基本满意", "d": "不满意"}
MACHINE = {"product": "液压泵站", "model": "JN-HYP-250/31.5", "serial": "JN2509-0312"}
CALLER = {"customer": CUSTOMER, "contact": "龚喆", "phone": PHONE}


def at(day, hour=9, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone(timedelta(hours=8)))


def by(name, day=12):
    return Signature(name, at(day))


REGISTER = RegisterPaper(
    year=2026,
    book="2026-11",
    period_from=date(2026, 11, 1),
    period_to=date(2026, 11, 30),
    rows=tuple(
        RegisterRow(
            position=n,
            received_at=at(n),
            channel="来电",
            **CALLER,
            equipment="JN2509-0312",
            summary="主泵异响后停机，全厂取水中断",
            kind="报修",
            is_urgent=n % 2 == 0,
            is_major=n % 3 == 0,
            reply="已派周建国 2 小时内到场",
            replied_at=at(n, 10),
            is_late=n == 6,
            clerk="黄敏",
            order_number=f"PG-202611-{n:04d}",
        )
        for n in range(1, 25)
    ),
    registrar=by("黄敏", 30),
)
OPINION = OpinionPaper(
    case_number="AJ-202611-0009",
    received_on=date(2026, 11, 14),
    **CALLER,
    **MACHINE,
    source="来函",
    purchased_on=date(2025, 12, 20),
    commissioned_on=date(2026, 3, 18),
    contract_number="HT-2026-018",
    categories=choices({"q": "质量", "s": "服务"}, "q"),
    opinion="投运八个月主泵轴封失效停机，影响城区供水 6 小时 40 分。",
    demand="书面说明原因；免费更换同批设备轴封。",
    expected_by=date(2026, 11, 28),
    registrar=by("黄敏"),
    department_opinion=Opinion("供应商索赔，图纸改用 FKM。", by("陈玥")),
    customer_confirmation=Opinion("", by("龚喆", 20), choices(GRADES, "b")),
)
REPORT = ServiceReportPaper(
    case_number="AJ-202611-0007",
    order_number="PG-202611-0005",
    **CALLER,
    **MACHINE,
    place="湖南省常德市鼎城区善卷路 118 号二水厂取水泵房",
    commissioned_on=date(2026, 3, 18),
    warranty="保内",
    warranty_reason="投运 2026年3月18日起 18 个月（合同第 7.2 条）",
    departed_at=at(12, 8, 25),
    arrival_due_at=at(12, 10, 10),
    arrived_at=at(12, 9, 38),
    arrival_clause="重点顾客、紧急事故，常德 2 小时（4.2）",
    left_at=at(12, 15, 20),
    recovered_at=at(12, 14, 30),
    symptom="运行中压力突降至 4 MPa，油温 68 ℃，主泵异响后停机。",
    inspection="吸油滤芯无堵塞；轴封唇口磨损，配流盘拉伤。",
    causes=choices({"m": "制造", "p": "外购件"}, "p"),
    analysis="轴封耐温等级不足，配流盘气蚀。",
    measures="更换主泵总成 1 台、轴封 2 件；更换 46# 抗磨液压油 80 L。",
    replaced=(
        ReplacedPart(name="轴向柱塞泵", model="A4VSO-125", unit="台", old_serial="B25-1107"),
        ReplacedPart(name="骨架油封", model="TC 60×85×10 FKM", quantity=Decimal(2), unit="件"),
    ),
    trial_result="连续运行 50 min，25 MPa 稳定",
    explained=choices({"i": "安装", "u": "使用", "m": "维护"}, ["i", "u", "m"]),
    suggestions="希望随机多配一套易损密封件。",
    fees=ReportFees(travel=Decimal("1409.50")),
    customer_opinion=Opinion("来得快，处理到位。", by("龚喆"), choices(GRADES, "a")),
    staff=(by("周建国"), by("李昇")),
    department_head=Opinion("属实，同意。", by("陈玥", 13)),
    leader_review=Opinion("同意。质检部跟踪轴封质量。", by("张犇", 13)),
)
DISPATCH = DispatchPaper(
    case_number="AJ-202611-0007",
    issued_at=at(12, 8, 18),
    **CALLER,
    **MACHINE,
    sources=choices({"c": "投诉", "r": "报修"}, "r"),
    level="紧急",
    arrive_by=at(12, 10, 10),
    deadline_reason="重点顾客、紧急事故；常德地区 2 小时内到场（4.2）",
    place="二水厂取水泵房",
    warranty="保内",
    problem="主泵异响后停机，全厂取水中断。",
    requirements="恢复供水优先。",
    promises="合同 9.3：停机 4 小时内提供备用泵站。",
    chief="周建国",
    team=("李昇", "王㛃"),
    transport="公司车",
    carried=(CarriedItem(name="液压测试仪", model="HMG 4000", unit="台"),),
    dispatcher=by("陈玥"),
    receiver=by("周建国"),
)
REQUISITION = RequisitionPaper(
    requested_on=date(2026, 11, 12),
    department="销售部",
    case_number="AJ-202611-0007",
    customer=CUSTOMER,
    equipment="液压泵站 JN2509-0312",
    warranty="保内",
    reasons=choices({"w": "易损件", "d": "不合格部件"}, "d"),
    basis=choices({"f": "现场人员意见", "c": "顾客要求"}, "f"),
    lines=(
        RequisitionLine(
            part_number="P-HYP-0125",
            name="轴向柱塞泵",
            specification="A4VSO-125",
            unit="台",
            requested=Decimal(1),
            issued=Decimal(1),
            bin="A-03-02",
            unit_price=Decimal(18650),
            amount=Decimal("18650.00"),
            is_old_part_due=True,
        ),
    ),
    applicant=by("周建国"),
    production_head=Opinion("同意发料，旧泵返厂。", by("刘昇平")),
)
EXIT_PERMIT = ExitPermitPaper(
    issued_on=date(2026, 11, 12),
    valid_until=at(12, 18),
    destination="常德市鼎城区二水厂",
    customer=CUSTOMER,
    transport="派专人",
    vehicle_or_waybill="湘J·A1234",
    carrier="周建国",
    lines=(
        ExitLine(name="抗磨液压油", specification="L-HM 46", quantity=Decimal("62.5"), unit="L"),
    ),
    keeper=by("赵仓"),
)
OLD_PART = OldPartPaper(
    returned_on=date(2026, 11, 13),
    case_number="AJ-202611-0007",
    customer=CUSTOMER,
    lines=(OldPartLine(name="轴向柱塞泵", serial="B25-1107", unit="台", damage="轴封唇口硬化"),),
    verdict=Opinion("轴封材料与图纸不符，责任：供应商。", by("何检", 15)),
    disposals=choices({"r": "修复", "c": "向供应商索赔", "s": "报废"}, ["r", "c"]),
)
HANDOFF = HandoffPaper(
    contract_number="HT-2026-018",
    contract_on=date(2025, 12, 20),
    **CALLER,
    amount=Decimal("1286000.00"),
    payment_terms="预付 30%，发货前 40%，验收后 25%，质保金 5%",
    warranty_terms="主机 18 个月，易损件 6 个月。",
    warranty_start_rule="自验收合格之日起",
    kit_check=choices({"e": "设备齐套", "d": "随机资料"}, ["e", "d"]),
    equipment=(HandedEquipment(**MACHINE, warranty_from=date(2026, 3, 18)),),
    clauses=(ClauseLine(clause="9.3", requirement="停机后 4 小时内提供备用泵站"),),
    promises="停机 4 小时内提供备用泵站；每年汛期前免费巡检一次。",
    documents=(HandedDocument(title="使用维护说明书", copies=4, medium="纸质、电子"),),
    signatures=(("销售部", Opinion("", by("马销"))), ("售后接收", Opinion("", by("陈玥")))),
)

SAMPLES = {
    "service/paper/register.html": (REGISTER, 2, ["全厂取水中断", "PG-202611-0024", "超时"]),
    "service/paper/opinion.html": (OPINION, 1, ["2025年12月20日", "供应商索赔", "基本满意"]),
    "service/paper/report.html": (REPORT, 1, ["龚喆", "壹仟肆佰零玖元伍角整", "TC60×85×10FKM"]),
    "service/paper/dispatch.html": (DISPATCH, 1, ["王㛃", "常德地区2小时内到场", "HMG4000"]),
    "parts/paper/requisition.html": (REQUISITION, 1, ["18,650.00", "壹万捌仟陆佰伍拾元整"]),
    "parts/paper/exit_permit.html": (EXIT_PERMIT, 1, ["62.5L", "2026年11月12日18:00"]),
    "parts/paper/old_part.html": (OLD_PART, 1, ["B25-1107", "责任：供应商"]),
    "handoff/paper/handoff.html": (HANDOFF, 1, ["壹佰贰拾捌万陆仟元整", "使用维护说明书"]),
}
"""Template → filling, number of pages, texts that must be drawn."""
