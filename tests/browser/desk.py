"""One person at a browser: open pages, choose, fill in, press, sign; each step waits by itself."""

from pathlib import Path
from typing import Any

DIALOG = "#dialog-body"
FORM = "#record-form"


class Desk:
    """What a person does on a Playwright page. Names of fields and verbs are those of the forms."""

    def __init__(self, page: Any) -> None:
        self.page = page
        page.set_default_timeout(30_000)
        page.on("dialog", lambda dialog: dialog.accept())

    def open(self, url: str) -> str:
        """Go there; the words on the page."""
        self.page.goto(url)
        return self.words()

    def words(self, where: str = "body") -> str:
        """What can be read."""
        return str(self.page.inner_text(where))

    def part(self, section: str) -> str:
        """What a section says that is drawn when it comes into sight."""
        where = f"[data-section={section}]"
        self.page.locator(where).scroll_into_view_if_needed()
        self.page.wait_for_selector(f"{where}:not([hx-get])")
        return self.words(where)

    def press(self, verb: str, within: str = "") -> None:
        """Press a button of the page; a verb that asks first leaves its dialog open."""
        url = f"/do/{verb}"
        button = self.page.locator(
            f'{within} a[href$="{url}"]:visible, {within} form[action$="{url}"] button'
        ).first
        self._reach(button)
        if button.get_attribute("data-opens-dialog") is not None:
            button.click()
            self.page.locator(f'{DIALOG} form[action$="{url}"]').wait_for()
        else:
            with self.page.expect_navigation():
                button.click()

    def _reach(self, button: Any) -> None:
        """Open the menu of further verbs when the button lies in it."""
        if not button.is_visible():
            self.page.locator(".verbs details.menu > summary.btn-icon").click()

    def follow(self, part: str) -> None:
        """Follow the first link whose address contains this."""
        with self.page.expect_navigation():
            self.page.locator(f'main a[href*="{part}"]:not([href*="export"]):visible').first.click()

    def fill(self, **fields: Any) -> None:
        """Fill in the open dialog or form. Look-ups take what is typed and the hit to choose.

        A list of mappings fills the lines of a table, adding those that are not there yet.
        """
        scope = DIALOG if self.page.locator(f"{DIALOG} form").is_visible() else FORM
        for name, value in fields.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                self._fill_lines(scope, name, value)
            else:
                self._fill_one(self.page.locator(f'{scope} [name="{name}"]'), name, value)

    def _fill_lines(self, scope: str, name: str, rows: list[dict[str, Any]]) -> None:
        table = self.page.locator(f'{scope} [data-lines="{name}"]')
        if not table.is_visible():
            panel = table.locator("xpath=ancestor::*[@role='tabpanel']").get_attribute("id")
            self.page.locator(f'[role=tab][aria-controls="{panel}"]').click()
        for index, row in enumerate(rows):
            if index >= table.locator(".line-row").count():
                table.locator("[data-line-add]").click()
            for field, value in row.items():
                key = f"{name}-{index}-{field}"
                self._fill_one(table.locator(f'[name="{key}"]'), key, value)

    def _fill_one(self, inputs: Any, name: str, value: Any) -> None:
        kind = inputs.first.evaluate("one => one.dataset.lookup ? 'lookup' : one.type")
        match kind:
            case "lookup":
                self.choose(name, *value if isinstance(value, tuple) else (value, value))
            case "checkbox" if isinstance(value, bool):
                inputs.set_checked(value)
            case "checkbox" | "radio":
                for code in value if isinstance(value, list) else [value]:
                    inputs.and_(self.page.locator(f'[value="{code}"]')).check()
            case "select-one":
                inputs.select_option(value)
            case "file":
                inputs.set_input_files(value)
            case _:
                inputs.fill(str(value))
                if inputs.get_attribute("data-picker"):
                    inputs.press("Tab")  # the calendar that opened would lie over the next field

    def choose(self, name: str, typed: str, hit: str) -> None:
        """Type into a look-up and take the hit that reads like this."""
        control = self.page.locator(f'[id="{name}-ts-control"]')
        control.focus()
        control.press_sequentially(typed)
        self.page.locator(".ts-dropdown:visible .option", has_text=hit).first.click()
        control.blur()  # an answer that comes late opens no list over the next field

    def sign(self) -> None:
        """Write a name on the glass."""
        pad = self.page.locator("[data-signature] canvas")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        strokes = (
            ((0.15, 0.3), (0.35, 0.25), (0.2, 0.75)),
            ((0.3, 0.5), (0.42, 0.72)),
            ((0.5, 0.2), (0.52, 0.8), (0.48, 0.7)),
            ((0.6, 0.35), (0.85, 0.3), (0.62, 0.7), (0.88, 0.72)),
        )
        for first, *others in strokes:
            self.page.mouse.move(*_inside(box, first))
            self.page.mouse.down()
            for point in others:
                self.page.mouse.move(*_inside(box, point), steps=6)
            self.page.mouse.up()

    def send(self) -> str:
        """Send the open dialog or form; it must be accepted. The address it leads to."""
        dialog = self.page.locator(f"{DIALOG} form")
        is_dialog = dialog.is_visible()
        button = self.page.locator(
            f"{DIALOG} [data-submit]" if is_dialog else f'[data-submit][form="{FORM[1:]}"]'
        )
        self.page.evaluate("document.documentElement.dataset.sent = 'yes'")
        button.click()
        self.page.wait_for_function(
            "() => document.querySelector('.field-error, .note-error')"
            " || (!document.documentElement.dataset.sent && document.readyState === 'complete')"
        )
        wrong = self.page.locator(".field-error, .note-error")
        assert wrong.count() == 0, f"refused: {wrong.all_inner_texts()}"
        return self.at

    def do(self, verb: str, within: str = "", **fields: Any) -> str:
        """Press a verb, fill in its dialog, send it."""
        self.press(verb, within)
        if self.page.locator(f"{DIALOG} form").is_visible():
            self.fill(**fields)
            self.send()
        return self.at

    def new(self, url: str, **fields: Any) -> str:
        """Make a record; its address."""
        self.page.goto(url)
        self.fill(**fields)
        return self.send()

    def issue(self, spec: str) -> str:
        """Issue a paper from the Print menu; the address of the stored paper."""
        self.page.locator(".verbs details.menu > summary:has(use[href$='#i-printer'])").click()
        with self.page.expect_popup() as popup:
            self.page.locator(f'form[action*="/documents/issue/{spec}/"] button').click()
        address = str(popup.value.url)
        popup.value.close()
        self.page.keyboard.press("Escape")
        return address

    def picture(self, path: Path, *, full: bool = False) -> None:
        """Save what the person sees."""
        self.page.screenshot(path=path, full_page=full)

    @property
    def at(self) -> str:
        """The address without its query."""
        return str(self.page.url).split("?")[0].split("#")[0]


def _inside(box: dict[str, float], point: tuple[float, float]) -> tuple[float, float]:
    return box["x"] + box["width"] * point[0], box["y"] + box["height"] * point[1]
