"""The demo company's quality problems come from its live cases; there are none in the old books."""

from sqlalchemy import select

from aftersales.auth.models import Department, User
from aftersales.db.clock import today
from aftersales.db.uow import UnitOfWork
from modules.quality import services
from modules.service.api import Case


def load_demo(uow: UnitOfWork) -> None:
    """Open one judged problem with a measure on the newest live case, in the inspector's name."""
    case = uow.scalar(select(Case).where(Case.closed_at.is_(None)).order_by(Case.id).limit(1))
    inspector = uow.scalar(select(User).where(User.username == "quality"))
    department = uow.scalar(select(Department).where(Department.code == "PRD"))
    if case is None or inspector is None or department is None:
        return
    with uow.acting_as(inspector.actor()):
        problem = services.open_problem(
            uow,
            title="液压泵轴封早期磨损渗油",
            case_id=case.id,
            severity="major",
            description="同型号近三个月第二例，均在运行 400 小时左右出现。",
        )
        services.judge_cause(
            uow,
            record_id=problem.id,
            cause_class="purchased",
            department_id=department.id,
            root_cause="密封件材质与图纸不符，耐油性不足。",
        )
        services.add_measure(
            uow,
            record_id=problem.id,
            kind="corrective",
            department_id=department.id,
            text="更换密封件供应商，库存件全数复检",
            due_on=today(),
        )
