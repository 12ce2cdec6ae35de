"""What the demo contracts say; days count back from today (None: not yet)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One contract: what is sold and promised, and how many days ago each step happened.

    ``clauses`` are number, kind, text, department code, days after signing it is due.
    """

    number: str
    amount: str
    plan: str
    delivery_in: int
    machines: tuple[tuple[str, str], ...]
    clauses: tuple[tuple[str, str, str, str, int], ...]
    kit: tuple[tuple[str, str], ...]
    documents: tuple[str, ...] = ("使用说明书", "产品合格证", "总装图", "易损件清单")
    warranty_terms: str = "整机质保，易损件(衬板、密封件、轴瓦)除外；人为损坏不在质保范围。"
    promises: str = ""
    emergency: str = "发生停产事故，接报后2小时内到场，费用先由我方垫付，责任认定后结算。"
    signed: int
    released: int | None = None
    checked: int | None = None
    shipped: int | None = None
    received: int | None = None
    accepted: int | None = None
    handed_over: int | None = None


IN_SERVICE = Story(
    number="901",
    amount="1860000.00",
    plan="ACC18",
    delivery_in=75,
    machines=(("QM-2430", "9001"), ("PE-600×900", "9002")),
    clauses=(
        ("3.2", "technical", "球磨机筒体衬板采用高锰钢ZGMn13-4，附材质单。", "TEC", 25),
        ("3.5", "quality", "出厂前空载试车4小时，轴承温升不超过35℃，出具试车记录。", "QC", 60),
        ("4.1", "commercial", "减速机采用国内一线品牌，质保期与主机同步。", "PUR", 40),
        ("6.3", "service", "派一名工程师指导安装，培训操作工不少于两天。", "AFT", 90),
    ),
    kit=(("地脚螺栓 M36", "24"), ("衬板", "1"), ("密封件", "2"), ("随机工具", "1")),
    promises="首年免费巡检两次；随机赠送一套密封件；优先供应衬板，库存常备一套。",
    signed=160,
    released=155,
    checked=95,
    shipped=92,
    received=90,
    accepted=75,
    handed_over=74,
)

ON_SITE = Story(
    number="902",
    amount="430000.00",
    plan="ACC12",
    delivery_in=60,
    machines=(("2YK-1854", "9003"),),
    clauses=(
        ("2.4", "technical", "筛网按矿石粒度0-40mm配置，提供备用筛网一套。", "TEC", 20),
        ("2.9", "quality", "激振器振幅出厂检测，误差不大于0.5mm。", "QC", 45),
    ),
    kit=(("备用筛网", "1"), ("减振弹簧", "8")),
    signed=70,
    released=66,
    checked=20,
    shipped=16,
    received=12,
)

AT_THE_WORKS = Story(
    number="903",
    amount="2350000.00",
    plan="ACC12",
    delivery_in=45,
    machines=(("QM-2736", "9004"), ("DMC-96", "9005")),
    clauses=(
        ("3.1", "technical", "球磨机电机改为高效节能型，提交设计变更图纸。", "TEC", 18),
        ("3.6", "quality", "除尘器布袋耐温不低于130℃，提供第三方检测报告。", "QC", 32),
        ("4.2", "commercial", "主电机外购，总装前到货。", "PUR", 28),
        ("5.1", "technical", "总装完成并做静态检查。", "PRD", 38),
        ("6.1", "service", "编制安装方案，提前一周与用户对接。", "AFT", 42),
    ),
    kit=(("高效电机", "1"), ("布袋", "96"), ("地脚螺栓 M30", "16"), ("电控柜", "1")),
    promises="延期交货每天按合同额千分之一赔付。",
    signed=30,
    released=24,
)

STORIES = (IN_SERVICE, ON_SITE, AT_THE_WORKS)
