"""The main job as steps in a browser, from contract to bound volume, each by its department.

The test asks the steps what they saw; the pictures of the docs are taken of what they leave behind.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from aftersales.testing.browser import PHONE
from modules.service.words import TOPICS
from tests.browser.desk import Desk

SERIALS = ("HN26110901", "HN26110902")
CUSTOMER = "石门滇中"
CONTRACT = "HNJN-202611-977"
EMERGENCY = "紧急停机两小时内到场，费用先由供方垫付"
PROMISE = "停机超过 8 小时提供备用泵"
ON_THE_PHONE = ("engineer", "gate")


class MainJob:
    """The people at their browsers, and the addresses of what they made."""

    def __init__(self, open_page: Callable[..., Any], folder: Path) -> None:
        self._open_page = open_page
        self._desks: dict[str, Desk] = {}
        self._folder = folder
        self.contract = self.case = self.order = self.trip = self.report = ""
        self.requisition = self.permit = self.shipment = self.old_part = ""
        self.problem = self.volume = ""

    def desk(self, who: str) -> Desk:
        """The person's browser; opened at the first use, as a phone where one carries it."""
        if who not in self._desks:
            more = {"size": PHONE} if who in ON_THE_PHONE else {}
            self._desks[who] = Desk(self._open_page(who, **more))
        return self._desks[who]

    def sales_enters_the_contract(self, today: date) -> None:
        """Two machines, two clauses for two departments, a kit, a promise."""
        self.contract = self.desk("sales").new(
            "/handoff/contracts/new",
            number=CONTRACT,
            customer_id=CUSTOMER,
            amount="860000",
            warranty_plan_id="验收",
            special_promises=PROMISE,
            emergency_clause=EMERGENCY,
            items=[
                {
                    "product_id": ("QM-2430", "QM-2430"),
                    "quantity": "2",
                    "serials": " ".join(SERIALS),
                }
            ],
            clauses=[
                {
                    "number": "3.1",
                    "kind": "technical",
                    "text": "提供基础图",
                    "department_id": "技术",
                    "due_on": today + timedelta(days=10),
                },
                {
                    "number": "5.2",
                    "kind": "quality",
                    "text": "出厂试车记录随机",
                    "department_id": "生产",
                    "due_on": today + timedelta(days=20),
                },
            ],
            kit=[{"name": "地脚螺栓", "required": "16"}],
            documents=[{"title": "使用说明书", "copies": "2"}],
        )

    def departments_review_and_fulfil_it(self) -> None:
        """Joint review 会签, release, kit check, each department its own clause."""
        sales = self.desk("sales")
        sales.do("submit")
        for who in ("technical", "quality", "production", "dispatcher"):
            self.desk(who).open(self.contract)
            self.desk(who).do("sign", note="同意")
        sales.open(self.contract)
        sales.do("release")
        production = self.desk("production")
        production.open(self.contract)
        production.do("kit_check", kit=[{"present": "16"}])
        for who in ("technical", "production"):
            self.desk(who).open(f"/handoff/clauses?f=mine&q={CONTRACT}")
            self.desk(who).follow("/handoff/clauses/")
            self.desk(who).do("complete", note="已交付")

    def machines_are_delivered_and_handed_over(self, today: date) -> None:
        """Shipped, received, accepted on site; service takes them over."""
        keeper = self.desk("keeper")
        keeper.open(self.contract)
        keeper.do("ship", shipped_on=today, carrier="顺达物流", waybill="SD20261122")
        sales = self.desk("sales")
        sales.open(self.contract)
        sales.do("deliver", received_on=today, receiver="林明涛")
        engineer = self.desk("engineer")
        engineer.open(self.contract)
        engineer.do("accept", accepted_on=today, result="passed", signed_by="林明涛")
        dispatcher = self.desk("dispatcher")
        dispatcher.open(self.contract)
        dispatcher.do("hand_over")

    def clerk_takes_the_call(self) -> str:
        """Fill in the intake; what the strip says before it is saved."""
        clerk = self.desk("clerk")
        clerk.open("/service/cases/new")
        clerk.fill(
            equipment_id=(SERIALS[0][-5:], SERIALS[0]),
            summary="液压泵漏油，设备停机",
            is_emergency=True,
        )
        strip = clerk.page.locator(".judgement")
        strip.get_by_text("2 小时", exact=True).wait_for()
        clerk.fill(answer="已安排人员，两小时内到场")
        strip.locator("summary").last.click()
        return str(strip.inner_text())

    def clerk_saves(self) -> None:
        """Register the case."""
        self.case = self.desk("clerk").send()

    def dispatcher_sends_the_team(self) -> None:
        """Name chief and technician; the urgent trip departs on a spoken word (C16)."""
        dispatcher = self.desk("dispatcher")
        dispatcher.open(self.case)
        dispatcher.press("dispatch")
        dispatcher.page.keyboard.press("Escape")  # a dialog opened again still has its look-ups
        self.order = dispatcher.do(
            "dispatch",
            chief_id="张伟",
            member_ids="李强",
            requirements="更换液压泵及密封",
            tools="密封工具、扭矩扳手",
        )
        self.trip = dispatcher.do("plan_trip", purpose="抢修")
        dispatcher.do("depart_first", verbal_by_id="陈国强", note="电话同意，先出发")

    @property
    def card(self) -> str:
        """The order's card in the technician's day."""
        return f"#order-{self.order.rsplit('/', 1)[1]}"

    def technician_goes(self) -> None:
        """Take the order, leave, arrive; write down what is wrong."""
        engineer = self.desk("engineer")
        engineer.open("/service/my")
        engineer.do("accept", self.card)
        engineer.do("depart", self.card)
        engineer.do("check_in", self.card, location="破碎车间 2 号线")
        engineer.do(
            "record",
            self.card,
            fault="液压泵轴封漏油，压力建立不起来",
            cause_class="purchased",
            cause="密封件磨损",
            measures="更换液压泵和密封圈",
            needs="密封圈 2 件、液压泵 1 件",
        )

    def technician_asks_for_parts(self) -> None:
        """A seal and a hydraulic pump, from the phone."""
        engineer = self.desk("engineer")
        engineer.open("/service/my")
        with engineer.page.expect_navigation():
            engineer.page.locator(f"{self.card} a[href*='/parts/requisitions/new']").click()
        wanted = (("YB-01", "液压泵", "1"), ("MF-01", "密封圈", "2"))
        engineer.fill(
            reason="defective",
            basis="field",
            lines=[{"part_id": (code, name), "quantity": count} for code, name, count in wanted],
        )
        self.requisition = engineer.send()
        engineer.do("submit")

    def warehouse_gives_them(self) -> None:
        """The production head approves, the keeper hands out and draws the exit permit."""
        self.desk("production").open(self.requisition)
        self.desk("production").do("approve", note="同意")
        keeper = self.desk("keeper")
        keeper.open(self.requisition)
        keeper.do("issue")
        keeper.issue("parts.requisition")
        self.permit = keeper.new(
            f"/parts/exit-permits/new?requisition_id={_id(self.requisition)}",
            destination="石门滇中新型材料科技有限公司",
            transport="courier",
            carrier="刘师傅",
            packages="1",
        )
        keeper.issue("parts.exit_permit")

    def gate_lets_them_out(self) -> None:
        """The guard compares and releases, on a phone."""
        gate = self.desk("gate")
        gate.open(self.permit)
        gate.do("release")

    def shipment_is_registered(self) -> None:
        """With a photograph of the waybill."""
        proof = self._folder / "waybill.pdf"
        proof.write_bytes(
            b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        )
        self.shipment = self.desk("sales").new(
            f"/parts/shipments/new?permit_id={_id(self.permit)}",
            method="courier",
            waybill="SF1099",
            receiver="张伟",
            proof=str(proof),
        )

    def machine_runs_and_the_customer_signs(
        self, picture: Callable[[str], None] | None = None
    ) -> None:
        """Report, five explanations, the opinion and the signature on the glass; handed in."""
        engineer = self.desk("engineer")
        engineer.open("/service/my")
        engineer.do("recovered", self.card, trial_result="空载、负载各运行30分钟，正常")
        engineer.do("check_out", self.card)
        engineer.do("write_report", self.card, suggestions="希望每季度巡检一次")
        engineer.do("explain", self.card, topics=list(TOPICS))
        engineer.press("sign", self.card)
        engineer.fill(grade="very_good", opinion="到场及时，处理得当", signer_name="林明涛")
        engineer.sign()
        if picture:
            picture("sign")
        engineer.send()
        engineer.do("submit", self.card)

    def report_is_reviewed(self) -> None:
        """The head of the department, then the company leader; then it is printed."""
        dispatcher = self.desk("dispatcher")
        dispatcher.open(self.case)
        dispatcher.page.locator("main [role=tab]", has_text="报告").click()
        dispatcher.follow("/service/reports/")
        self.report = dispatcher.at
        dispatcher.do("approve", note="情况属实")
        leader = self.desk("leader")
        leader.open(self.report)
        leader.do("approve", note="同意")
        engineer = self.desk("engineer")
        engineer.open(self.report)
        engineer.issue("service.report")

    def old_pump_comes_back(self) -> None:
        """The keeper takes it in, quality judges it."""
        keeper = self.desk("keeper")
        keeper.open(f"/parts/old-parts?f=due&requisition={_id(self.requisition)}")
        keeper.follow("/parts/old-parts/")
        self.old_part = keeper.at
        keeper.do("receive", damage="轴封唇口磨损，泵体有油迹", serial="YB-2403-118")
        keeper.issue("parts.old_part")
        quality = self.desk("quality")
        quality.open(self.old_part)
        quality.do("judge", verdict="supplier_claim", note="密封件材质与图纸不符")

    def quality_opens_a_problem(self) -> None:
        """Cause class and the department that answers for it."""
        quality = self.desk("quality")
        self.problem = quality.new(
            f"/quality/problems/new?old_part_id={_id(self.old_part)}",
            title="液压泵轴封早期磨损",
            severity="major",
        )
        quality.do("judge", cause_class="purchased", root_cause="密封件材质与图纸不符")

    def case_is_closed(self) -> str:
        """The dispatcher closes; what the archivist then still misses."""
        dispatcher = self.desk("dispatcher")
        dispatcher.open(self.case)
        dispatcher.do("close", note="设备已恢复正常")
        archivist = self.desk("archivist")
        archivist.open(self.case)
        return archivist.part("archive")

    def archivist_files_and_binds(self) -> None:
        """What is missing is printed, the case filed, the month bound."""
        dispatcher = self.desk("dispatcher")
        dispatcher.open(self.case)
        dispatcher.issue("service.entry")  # an archivist sees telephones masked, and issues nothing
        archivist = self.desk("archivist")
        archivist.open(self.case)
        archivist.do("file_case")
        self.volume = archivist.new(
            "/archive/volumes/new", checker="林小红", remarks="本卷材料齐全。"
        )


def _id(address: str) -> str:
    return address.rsplit("/", 1)[1]
