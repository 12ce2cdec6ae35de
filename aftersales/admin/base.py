"""What all administration pages share: our session, our rights, our layout.

Flask-Admin lists rows and builds forms. Its session is replaced by the request's unit of work, so
that a save is audited and commits with everything else or not at all; its templates are replaced by
ours, which need no script, so the strict content policy of the other pages holds here as well.
"""

from collections.abc import Callable, Iterator
from typing import Any

from flask import g, session
from flask_admin import AdminIndexView, BaseView, expose
from flask_admin.contrib.sqla import ModelView
from flask_wtf import FlaskForm
from wtforms.widgets import CheckboxInput, ListWidget

from aftersales.access.permissions import require
from aftersales.db.uow import current_uow, has_uow
from aftersales.errors import DomainError
from aftersales.i18n import _l, format_datetime
from aftersales.web.menu import frame_for
from aftersales.web.page import Crumb, theme
from aftersales.web.requests import current_actor

ADMIN = "admin.use"
AUDIT = "audit.read"
PAGE_SIZE = 50
HOME = _l("Administration")


class UowSession:
    """The session Flask-Admin works with: the unit of work's, which alone commits."""

    @property
    def session(self) -> "UowSession":
        """Itself: Flask-Admin takes it for a Flask-SQLAlchemy."""
        return self

    def __getattr__(self, name: str) -> Any:
        if not has_uow():  # Flask-Admin looks all attributes over at start
            raise AttributeError(name)
        return getattr(current_uow().session, name)

    def commit(self) -> None:
        """Send the changes; the commit comes at the end of the request."""
        current_uow().flush()


class TokenForm(FlaskForm):
    """A form with our token that remembers its row, as Flask-Admin's check for doubles asks."""

    def __init__(self, formdata: Any = None, obj: Any = None, **kwargs: Any) -> None:
        self._obj = obj
        super().__init__(formdata=formdata, obj=obj, **kwargs)


class Page(BaseView):
    """Rights and layout of every administration page."""

    permission = ADMIN
    group: object = HOME

    def is_accessible(self) -> bool:
        """Whether the person may use this page (and sees it in the menu)."""
        return current_actor().can(self.permission)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        """:raises Forbidden: naming the right that is missing."""
        require(current_actor(), self.permission)

    def render(self, template: str, **kwargs: Any) -> str:
        """Render inside the frame of the other pages."""
        kwargs.setdefault("title", self.name)
        self._template_args["theme"] = theme  # Flask-Admin hides ours behind an object of its own
        rendered: str = super().render(
            template,
            frame=frame_for(current_actor()),
            crumbs=() if self is self.admin.index_view else (Crumb(HOME, "/sysadmin/"),),
            groups=list(self._groups()),
            here=self,
            wrong=g.get("admin_error"),
            **kwargs,
        )
        return rendered

    def _groups(self) -> Iterator[tuple[object, list[BaseView]]]:
        """The pages this person may open, by group, in the order they were added."""
        groups: dict[object, list[BaseView]] = {}
        for view in self.admin._views[1:]:
            if view.is_accessible():
                groups.setdefault(view.group, []).append(view)
        yield from groups.items()


class Home(Page, AdminIndexView):
    """The first page: what can be administered, group by group."""

    @expose()
    def index(self) -> str:
        """Show the pages."""
        return self.render("sysadmin/index.html", title=HOME)


class Table(Page, ModelView):
    """A table administrators look at, and edit where the class says so."""

    form_base_class = TokenForm
    list_template = "sysadmin/list.html"
    create_template = "sysadmin/form.html"
    edit_template = "sysadmin/form.html"
    page_size = PAGE_SIZE
    can_delete = False
    can_set_page_size = False
    action_disallowed_list = ("delete",)
    column_display_actions = False
    narrow_columns: tuple[str, ...] = ()
    help: object = ""

    def __init__(self, model: Any, title: object, endpoint: str) -> None:
        super().__init__(
            model,
            UowSession(),
            name=title,
            endpoint=f"sysadmin_{endpoint}",
            url=f"/sysadmin/{endpoint}",
        )

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Reference tables of modules may have record rules of their own; the right is checked."""
        with current_uow().system("administrators look after reference and system tables"):
            return fn(self, *args, **kwargs)

    def handle_view_exception(self, exc: Exception) -> bool:
        """Show a refusal as a sentence, beside its field; anything else is a defect and goes up."""
        if not isinstance(exc, DomainError):
            raise exc
        g.admin_error = exc
        return True

    def render(self, template: str, **kwargs: Any) -> str:
        """Drop Flask-Admin's summary of a failure: the form says it better, beside the field."""
        form = kwargs.get("form")
        if form is not None and (form.errors or g.get("admin_error")):
            session.pop("_flashes", None)
        return super().render(template, **kwargs)


def moment(_view: Any, _context: Any, model: Any, name: str) -> str:
    """Format a moment in company time."""
    return format_datetime(getattr(model, name), weekday=True)


def ticks() -> dict[str, Any]:
    """Draw a choice of several as boxes to tick, which needs no script and shows what there is."""
    return {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
