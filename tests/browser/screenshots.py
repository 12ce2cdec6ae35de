"""The pictures of ``docs/screenshots``: ``./run shot`` tells the main job and photographs it.

No test: pytest collects this file only when it is named. The pages are those of the demo company in
a throw-away instance, each seen by the person whose page it is, on a desk and on a phone, in both
languages; the papers are those the job issued.
"""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from aftersales.db import clock
from aftersales.documents import IssuedDocument, issue
from aftersales.files.store import content
from aftersales.testing.browser import DESKTOP, PHONE
from modules.archive.models import Volume
from modules.handoff.models import Contract
from modules.service.api import Order
from modules.service.models import OpinionForm, RegisterBook
from modules.service.services.register import open_book
from tests.browser.desk import Desk
from tests.browser.main_job import SERIALS, MainJob

pytestmark = [pytest.mark.browser, pytest.mark.demo_company]
FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
LANGUAGES = {"en": "en", "zh": "zh_CN"}
"""Chinese last: a person keeps the language chosen last, and the job goes on in it."""
SIZES = {"desk": DESKTOP, "phone": PHONE}
LIMIT = 4_000_000
"""Bytes all pictures together may weigh: they travel with every clone."""
PAPERS = (
    "service.report", "parts.requisition", "parts.exit_permit", "parts.old_part",
    "service.opinion", "service.dispatch", "service.register", "handoff.handoff",
)  # fmt: skip


class Photographer:
    """Opens a page as a person, in each language and size, and keeps what is seen."""

    def __init__(self, open_page, folder):
        self.open_page, self.folder = open_page, folder

    def take(self, name, who, url, *, phone_url="", prepare=None):
        desk = Desk(self.open_page(who))
        for language, locale in LANGUAGES.items():
            speak(desk, locale)
            for size, (width, height) in SIZES.items():
                desk.page.set_viewport_size({"width": width, "height": height})
                desk.open(phone_url if size == "phone" and phone_url else url)
                if prepare:
                    prepare(desk)
                desk.page.wait_for_load_state("networkidle")
                target = self.folder / language / f"{size}-{name}.png"
                target.parent.mkdir(parents=True, exist_ok=True)
                desk.picture(target)
                reduce(target)
        desk.page.context.close()


def speak(desk, locale):
    """Choose the language of the screen, as the person's menu does."""
    token = desk.page.locator("meta[name=csrf-token]").get_attribute("content")
    answer = desk.page.request.post(
        "/-/language", form={"csrf_token": token, "locale": locale, "next": "/"}
    )
    assert answer.ok, answer.status


def reduce(picture, width=None):
    """Few colours are enough for screens and paper, and a third of the bytes."""
    image = Image.open(picture).convert("RGB")
    if width:
        image = image.resize((width, round(image.height * width / image.width)))
    colours = 48 if width else 160
    image.quantize(colours, dither=Image.Dither.NONE).save(picture, optimize=True)


def fill_the_intake(desk):
    desk.fill(
        equipment_id=(SERIALS[0][-5:], SERIALS[0]),
        summary="液压泵漏油，设备停机",
        is_emergency=True,
    )
    desk.page.locator(".judgement strong").nth(1).wait_for()
    desk.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


@pytest.fixture
def job(open_page, tmp_path):
    return MainJob(open_page, tmp_path)


def test_photographs_of_the_main_pages_and_papers(job, open_page, uow_as, tmp_path):
    photographer = Photographer(open_page, FOLDER)
    job.sales_enters_the_contract(clock.today())
    job.departments_review_and_fulfil_it()
    job.machines_are_delivered_and_handed_over(clock.today())
    job.clerk_takes_the_call()
    job.clerk_saves()
    job.dispatcher_sends_the_team()
    job.technician_goes()
    job.technician_asks_for_parts()
    job.warehouse_gives_them()
    job.gate_lets_them_out()
    job.shipment_is_registered()
    photographer.take("01-home", "dispatcher", "/")
    photographer.take("02-intake", "clerk", "/service/cases/new", prepare=fill_the_intake)
    photographer.take("03-register", "dispatcher", "/service/cases")
    photographer.take("04-case", "dispatcher", job.case)
    photographer.take("05-day", "engineer", "/service/my")
    photographer.take("06-requisition", "keeper", job.requisition)
    job.machine_runs_and_the_customer_signs()
    job.report_is_reviewed()
    job.old_pump_comes_back()
    job.quality_opens_a_problem()
    job.case_is_closed()
    job.archivist_files_and_binds()
    photographer.take("07-old-parts", "quality", "/parts/old-parts")
    photographer.take(
        "08-quality", "quality", "/quality/problems?f=&view=board", phone_url=job.problem
    )
    photographer.take("09-volume", "archivist", job.volume)
    with uow_as("system", write=False) as uow:
        contract = uow.scalar(select(Contract.id).where(Contract.state == "executing"))
    photographer.take("10-contract", "sales", f"/handoff/contracts/{contract}")
    photographer.take("11-import", "admin", "/imports/1")
    photograph_papers(uow_as, job, tmp_path)
    assert sum(one.stat().st_size for one in FOLDER.rglob("*.png")) < LIMIT


def photograph_papers(uow_as, job, folder):
    """The first page of each paper, and cover, catalogue and closing sheet of the volume."""
    with uow_as("dispatcher") as uow:
        book = uow.scalar(select(RegisterBook)) or open_book(uow, month=uow.now.date())
        wanted = (
            ("service.register", book),
            ("service.opinion", uow.scalar(select(OpinionForm))),
            ("service.dispatch", uow.get(Order, int(job.order.rsplit("/", 1)[1]))),
            ("handoff.handoff", uow.scalar(select(Contract).where(Contract.number.like("%-901")))),
        )
        for spec, record in wanted:
            if record is not None:
                issue(uow, spec, record)
    with uow_as("system", write=False) as uow:
        newest = select(IssuedDocument).order_by(IssuedDocument.id.desc())
        for spec in PAPERS:
            paper = uow.scalars(newest.where(IssuedDocument.spec == spec)).unique().first()
            if paper is not None:
                draw(folder, content(paper.file), f"{paper.code}-{spec.split('.')[1]}", 1)
        volume = uow.scalars(select(Volume).order_by(Volume.id.desc())).unique().first()
        bound = content(volume.file)
    draw(folder, bound, "F51-volume-1-cover", 1)
    draw(folder, bound, "F51-volume-2-catalogue", 2)
    draw(folder, bound, "F51-volume-3-closing", last_page(bound))


def last_page(pdf):
    return len(PdfReader(BytesIO(pdf)).pages)


def draw(folder, pdf, name, page):
    """One page of a PDF as a picture a thousand dots wide."""
    source = folder / f"{name}.pdf"
    source.write_bytes(pdf)
    target = FOLDER / "papers" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["pdftoppm", "-png", "-r", "120", "-f", str(page), "-l", str(page), "-singlefile",
         str(source), str(target)],
        check=True,
    )  # fmt: skip
    reduce(target.with_suffix(".png"), 1000)
