"""The main job as steps in a browser, from the call to the bound volume, each by its department.

It begins with a machine of the demo company that sales has handed over. The test asks the steps
what they saw; the pictures of the docs are taken of what they leave behind.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from aftersales.testing.browser import PHONE
from tests.browser.desk import Desk

SERIAL = "HN26069001"
CUSTOMER = "石门滇中"
ON_THE_PHONE = ("engineer", "gate")


class MainJob:
    """The people at their browsers, and the addresses of what they made."""

    def __init__(self, open_page: Callable[..., Any], folder: Path) -> None:
        self._open_page = open_page
        self._desks: dict[str, Desk] = {}
        self._folder = folder
        self.case = self.order = self.trip = self.report = ""
        self.requisition = self.permit = self.shipment = self.old_part = ""
        self.problem = self.volume = ""

    def desk(self, who: str) -> Desk:
        """The person's browser; opened at the first use, as a phone where one carries it."""
        if who not in self._desks:
            more = {"size": PHONE} if who in ON_THE_PHONE else {}
            self._desks[who] = Desk(self._open_page(who, **more))
        return self._desks[who]

    def clerk_takes_the_call(self) -> str:
        """Fill in the intake; what the strip says before it is saved."""
        clerk = self.desk("clerk")
        clerk.open("/service/cases/new")
        clerk.fill(equipment_id=("6900", SERIAL), summary="液压泵漏油，设备停机", is_emergency=True)
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
        for index, (code, name, quantity) in enumerate(
            (("YB-01", "液压泵", "1"), ("MF-01", "密封圈", "2"))
        ):
            if not engineer.page.locator(f'[name="lines-{index}-quantity"]').count():
                engineer.page.locator("[data-line-add]").click()
            engineer.fill(
                **{f"lines-{index}-part_id": (code, name), f"lines-{index}-quantity": quantity}
            )
        engineer.fill(reason="defective", basis="field")
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
        engineer.do("explain", self.card)
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
        return archivist.words("[data-section=archive]")

    def archivist_files_and_binds(self) -> None:
        """What is missing is printed, the case filed, the month bound."""
        archivist = self.desk("archivist")
        archivist.issue("service.entry")
        archivist.open(self.case)
        archivist.do("file_case")
        self.volume = archivist.new(
            "/archive/volumes/new", checker="林小红", remarks="本卷材料齐全。"
        )


def _id(address: str) -> str:
    return address.rsplit("/", 1)[1]
