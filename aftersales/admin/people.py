"""Administration of people, roles, departments and regions."""

from typing import Any

from flask import current_app, request
from sqlalchemy import inspect
from wtforms import BooleanField, PasswordField, SelectField, SelectMultipleField

from aftersales.admin.base import Table, moment, ticks
from aftersales.auth import second_factor
from aftersales.auth.models import Role, RoleGrant, User
from aftersales.auth.organisation import REGION_CLASSES, check_username, new_hash, set_password
from aftersales.auth.sessions import end_all
from aftersales.db.uow import current_uow
from aftersales.errors import Invalid
from aftersales.i18n import LOCALES, _l
from aftersales.notify import notify
from aftersales.web.requests import current_actor

ORGANISATION = _l("Organisation chart")
LANGUAGES = {"zh_CN": "中文", "en": "English"}


def names(_view: Any, _context: Any, model: Any, name: str) -> str:
    """Format related rows as their titles."""
    return "、".join(str(row) for row in getattr(model, name))


class Users(Table):
    """People: create, roles and regions, a temporary password, closing an account."""

    group = ORGANISATION
    help = _l("Rights come from roles. A closed account stays, for what the person has done stays.")
    column_list = ("username", "name", "department", "title", "roles", "is_active", "last_login_at")
    column_searchable_list = ("username", "name", "title", "phone")
    column_sortable_list = ("username", "name", "is_active", "last_login_at")
    column_default_sort = "username"
    column_formatters = {"roles": names, "last_login_at": moment}
    narrow_columns = ("department", "title", "last_login_at")
    form_columns = (
        "username",
        "name",
        "title",
        "department",
        "phone",
        "email",
        "locale",
        "roles",
        "regions",
        "new_password",
        "end_sessions",
        "reset_second_factor",
        "is_active",
    )
    form_extra_fields = {
        "new_password": PasswordField(
            _l("Temporary password"),
            description=_l("At the next login the person must choose another. Blank: unchanged."),
        ),
        "end_sessions": BooleanField(
            _l("Log out everywhere"), description=_l("Ends all sessions of this person at once.")
        ),
        "reset_second_factor": BooleanField(
            _l("Reset the second factor"),
            description=_l("For a lost telephone: removes it with its recovery codes."),
        ),
        "locale": SelectField(
            _l("Language"), choices=[(code, LANGUAGES[code]) for code in LOCALES]
        ),
    }
    form_args = {"roles": ticks(), "regions": ticks()}
    column_labels = {
        "username": _l("Login name"),
        "name": _l("Full name"),
        "department": _l("Department"),
        "title": _l("Job title"),
        "roles": _l("Roles"),
        "regions": _l("Regions in charge"),
        "is_active": _l("Active"),
        "last_login_at": _l("Last login"),
        "phone": _l("Telephone"),
        "email": _l("E-mail"),
        "locale": _l("Language"),
    }

    def on_model_change(self, form: Any, model: User, is_created: bool) -> None:
        """Check the name, hash a password that was given, end sessions where rights end."""
        model.username = check_username(model.username or "")
        password = form.new_password.data or ""
        if is_created and not password:
            raise Invalid(_l("Give the person a temporary password."), field="new_password")
        if is_created:
            model.password_hash = new_hash(
                password, model.username, model.name, field="new_password"
            )
            model.must_change_password = True
        elif password:
            set_password(model, password, field="new_password", temporary=True)
        if not is_created:
            _guard_oneself(model)
            _protect(model, end=form.end_sessions.data, reset=form.reset_second_factor.data)
            if inspect(model).attrs.is_active.history.has_changes() and not model.is_active:
                model.session_epoch += 1


def _protect(user: User, *, end: bool, reset: bool) -> None:
    """What an administrator does when a telephone or a computer got lost; both are on record."""
    uow = current_uow()
    if reset:
        second_factor.remove(uow, user)
        notify(
            uow, [user.id], title=_l("An administrator reset your second factor"), kind="warning"
        )
    if end or reset:
        end_all(uow, user, address=request.remote_addr or "")


def _guard_oneself(user: User) -> None:
    """Nobody locks the door behind himself: the last administrator could not open it again."""
    if user.id != current_actor().user_id:
        return
    if not user.is_active:
        raise Invalid(_l("You cannot close your own account."), field="is_active")
    if not any(grant.permission == "admin.use" for role in user.roles for grant in role.grants):
        raise Invalid(
            _l("You cannot take away your own right to administer the system."), field="roles"
        )


def permission_choices() -> list[tuple[str, str]]:
    """Every declared permission with what it lets a person do, module by module."""
    permissions = current_app.extensions["aftersales.permissions"]
    return [(code, f"{permissions[code].title} · {code}") for code in sorted(permissions)]


class Roles(Table):
    """Roles and the rights each one carries."""

    group = ORGANISATION
    help = _l("What a company takes away from a role stays away when modules are updated.")
    column_list = ("code", "name", "name_en", "grants", "needs_second_factor")
    column_searchable_list = ("code", "name", "name_en")
    column_default_sort = "code"
    column_formatters = {"grants": lambda _v, _c, model, _n: len(model.grants)}
    form_columns = ("code", "name", "name_en", "needs_second_factor", "permissions")
    form_extra_fields = {
        "permissions": SelectMultipleField(
            _l("Rights"), choices=permission_choices, validate_choice=True, **ticks()
        )
    }
    column_labels = {
        "code": _l("Key"),
        "name": _l("Chinese name"),
        "name_en": _l("English name"),
        "grants": _l("Rights"),
        "needs_second_factor": _l("Needs a second factor"),
    }

    def on_form_prefill(self, form: Any, id: str) -> None:  # noqa: A002  # Flask-Admin's name
        """Tick the rights the role has."""
        role = self.get_one(id)
        if not form.is_submitted():
            form.permissions.data = [grant.permission for grant in role.grants]

    def on_model_change(self, form: Any, model: Role, is_created: bool) -> None:
        """Make the grants what was ticked; rights of modules that are switched off now stay."""
        wanted = set(form.permissions.data or ())
        shown = {code for code, _title in permission_choices()}
        held = {grant.permission: grant for grant in model.grants}
        for code, grant in held.items():
            if code in shown and code not in wanted:
                model.grants.remove(grant)
        model.grants.extend(
            RoleGrant(permission=code, source="company") for code in sorted(wanted - set(held))
        )
        if current_actor().has_role(model.code) and "admin.use" in set(held) - wanted:
            raise Invalid(
                _l("You cannot take away your own right to administer the system."),
                field="permissions",
            )


class Departments(Table):
    """Departments; which functions they fill stands in the regulation."""

    group = ORGANISATION
    column_list = ("code", "name", "name_en", "is_active")
    column_searchable_list = ("code", "name", "name_en")
    column_default_sort = "code"
    form_columns = ("code", "name", "name_en", "is_active")
    column_labels = {
        "code": _l("Key"),
        "name": _l("Chinese name"),
        "name_en": _l("English name"),
        "is_active": _l("Active"),
    }


class Regions(Table):
    """Regions; their class decides how soon somebody must be on site."""

    group = ORGANISATION
    help = _l("The class decides how soon somebody must be on site.")
    column_list = ("code", "name", "name_en", "region_class")
    column_searchable_list = ("code", "name", "name_en")
    column_default_sort = "code"
    column_formatters = {
        "region_class": lambda _v, _c, model, _n: REGION_CLASSES.get(model.region_class, "")
    }
    form_columns = ("code", "name", "name_en", "region_class")
    form_extra_fields = {
        "region_class": SelectField(_l("Region class"), choices=list(REGION_CLASSES.items()))
    }
    column_labels = {
        "code": _l("Key"),
        "name": _l("Chinese name"),
        "name_en": _l("English name"),
        "region_class": _l("Region class"),
    }
