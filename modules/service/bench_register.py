"""An old register with its customers, products and machines, as files a company would bring."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

CUSTOMERS, MACHINES = 200, 800
PLACES = ("常德", "长沙", "株洲", "岳阳", "衡阳", "郴州", "怀化", "娄底")
TRADES = ("矿业", "建材", "化工", "水务", "电力", "冶金")
FAULTS = (
    *("真空泵抽气量下降，极限真空达不到要求", "轴承温升过高，有异响", "机械密封漏水"),
    *("电机电流超过额定值", "振动大", "咨询备件价格", "投诉等待时间过长", "安装调试"),
)
BEGIN = datetime(2019, 1, 1, 8)  # noqa: DTZ001  # what is written in a register has no time zone


def register_files(folder: Path, rows: int, tag: str) -> Sequence[Path]:
    """Write the four files; the register has ``rows`` rows, half of them about a few customers."""
    customers = [
        (f"KH{tag}{n:04d}", f"{PLACES[n % 8]}市{TRADES[n % 6]}有限公司{tag}{n}")
        for n in range(CUSTOMERS)
    ]
    products = [(f"CP{tag}{n:02d}", f"ZJ{tag}-{30 + 5 * n}/1000", f"离心泵{n}") for n in range(20)]
    machines = [
        (f"SN{tag}{n:05d}", products[n % 20][1], customers[n * n % CUSTOMERS][1], "2024-05-06")
        for n in range(MACHINES)
    ]
    return [
        _write(folder / "customers.csv", "客户编号,客户名称,等级", ((*c, "B") for c in customers)),
        _write(folder / "products.csv", "产品编号,规格型号,产品名称", products),
        _write(folder / "equipment.csv", "出厂编号,规格型号,用户单位,验收日期", machines),
        _write(
            folder / "register.csv",
            "序号,登记时间,方式,顾客名称,联系人,电话,设备编号,反映问题,到场时间,修复时间,顾客意见,服务人员",
            (_row(n, machines, tag) for n in range(rows)),
        ),
    ]


def _row(n: int, machines: Sequence[tuple[str, ...]], tag: str) -> tuple[str, ...]:
    at = BEGIN + timedelta(minutes=70 * n)
    arrived = at + timedelta(hours=2 + n % 28)
    # A machine in a hundred gets half of the calls, as machines do.
    serial, _model, customer, _day = machines[n * 7 % (8 if n % 2 else MACHINES)]
    return (
        *(f"{tag}{n + 1}", f"{at:%Y-%m-%d %H:%M}", ("来电", "来访", "来函")[n % 3], customer),
        *(("王工", "李经理", "刘主任")[n % 3], f"1380731{n % 10_000:04d}", serial),
        *(f"{FAULTS[n % 8]}（第{n}次）", f"{arrived:%Y-%m-%d %H:%M}"),
        *(f"{arrived + timedelta(hours=1 + n % 7):%Y-%m-%d %H:%M}", "满意", "张师傅"),
    )


def _write(file: Path, heads: str, rows: Iterable[Sequence[str]]) -> Path:
    with file.open("w", newline="", encoding="utf-8-sig") as target:
        csv.writer(target).writerows([heads.split(","), *rows])
    return file
