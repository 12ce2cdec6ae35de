"""Administration: for administrators only, audited, in our frame, and nobody locks himself out."""

import pytest
from sqlalchemy import select

from aftersales.auth.models import Department, Role, User
from aftersales.auth.organisation import user_by_name
from aftersales.db.audit import AuditEntry
from aftersales.registry.contributions import AdminView

PAGES = (
    "",
    "users/",
    "users/new/",
    "roles/",
    "departments/",
    "regions/",
    "regions/edit/?id=1",
    "audit/",
    "audit/?search=auth.User%203",
    "audit/?sort=0",
    "outbox/",
    "logins/",
    "jobs/",
    "users/?search=%E7%8E%8B%E4%B8%BD",
    "users/?page=99",
    "users/?search=%25%27--",
)
PERSON = {
    "username": "neu",
    "name": "新人",
    "title": "",
    "phone": "",
    "email": "",
    "locale": "zh_CN",
    "new_password": "first password",
    "is_active": "y",
}


def key(uow_as, model, **where):
    with uow_as("system", write=False) as uow:
        return uow.scalar(select(model.id).filter_by(**where))


def person_form(uow_as, username, **change):
    """What the edit page of a person would send."""
    with uow_as("system", write=False) as uow:
        user = user_by_name(uow, username)
        form = {
            "username": user.username,
            "name": user.name,
            "title": user.title,
            "phone": user.phone,
            "email": user.email,
            "locale": user.locale,
            "department": str(user.department_id),
            "roles": [str(role.id) for role in user.roles],
            "regions": [str(region.id) for region in user.regions],
            "is_active": "y",
        }
        key = user.id
    form.update(change)
    return f"/sysadmin/users/edit/?id={key}", {k: v for k, v in form.items() if v is not None}


@pytest.mark.parametrize("path", PAGES)
def test_administrators_see_every_page_in_our_frame(login, path):
    page = login("admin").get(f"/sysadmin/{path}")
    assert page.status_code == 200
    assert 'class="topbar"' in page.text
    assert "系统管理" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize("path", ["", "users/", "roles/edit/?id=1", "outbox/"])
def test_others_are_told_which_right_they_lack(login, path):
    for username in ("clerk", "leader"):
        answer = login(username).get(f"/sysadmin/{path}")
        assert answer.status_code == 403
        assert "系统管理" in answer.text


def test_nobody_is_sent_to_the_login(client):
    assert client.get("/sysadmin/users/").location.startswith("/login?next=")


def test_the_audit_trail_is_open_to_those_who_audit(login):
    assert login("auditor").get("/sysadmin/audit/").status_code == 200
    assert login("clerk").get("/sysadmin/audit/").status_code == 403


@pytest.mark.both_databases
def test_a_new_person_can_log_in_and_is_on_record(login, uow_as):
    role = key(uow_as, Role, code="clerk")
    answer = login("admin").post("/sysadmin/users/new/", data={**PERSON, "roles": [str(role)]})
    assert answer.status_code == 302
    assert login("neu", "first password").get("/inbox").location == "/password"
    with uow_as("system", write=False) as uow:
        entry = uow.scalar(
            select(AuditEntry).where(AuditEntry.action == "insert").order_by(AuditEntry.seq.desc())
        )
        assert (entry.actor_name, entry.model) == ("周明", "auth.User")
        assert entry.changes["username"] == [None, "neu"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": "张伟"}, "用户名为"),
        ({"username": "clerk"}, ""),
        ({"new_password": ""}, "请设置临时密码"),
        ({"new_password": "short"}, "密码至少"),
    ],
)
def test_an_unusable_person_is_refused_with_the_input_kept(login, uow_as, change, sentence):
    answer = login("admin").post("/sysadmin/users/new/", data={**PERSON, **change})
    assert answer.status_code == 200
    assert sentence in answer.text
    assert 'value="新人"' in answer.text
    assert key(uow_as, User, name="新人") is None


def test_a_reset_password_is_temporary_and_ends_sessions(login, uow_as):
    clerk = login("clerk")
    path, form = person_form(uow_as, "clerk", new_password="given by admin")
    saved = login("admin").post(path, data=form, follow_redirects=True)
    assert "保存记录成功" in saved.text
    assert clerk.get("/me").status_code == 302
    assert login("clerk", "given by admin").get("/me").location == "/password"


def test_a_closed_account_is_out_at_once(login, uow_as):
    clerk = login("clerk")
    path, form = person_form(uow_as, "clerk", is_active=None)
    assert login("admin").post(path, data=form).status_code == 302
    assert clerk.get("/me").status_code == 302


@pytest.mark.parametrize("change", [{"is_active": None}, {"roles": None}])
def test_nobody_locks_the_door_behind_himself(login, uow_as, change):
    path, form = person_form(uow_as, "admin", **change)
    admin = login("admin")
    answer = admin.post(path, data=form)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert admin.get("/sysadmin/").status_code == 200


def test_rights_of_a_role_are_ticked_and_kept(login, uow_as):
    role = key(uow_as, Role, code="gate")
    path = f"/sysadmin/roles/edit/?id={role}"
    admin = login("admin")
    page = admin.get(path).text
    assert 'checked class="form-check-input" id="permissions' in page or "checked" in page
    form = {"code": "gate", "name": "门卫", "name_en": "Gate guard", "permissions": ["audit.read"]}
    assert admin.post(path, data=form).status_code == 302
    with uow_as("system", write=False) as uow:
        gate = uow.get(Role, role)
        assert [(grant.permission, grant.source) for grant in gate.grants] == [
            ("audit.read", "company")
        ]
    unknown = {**form, "permissions": ["no.such.right"]}
    assert admin.post(path, data=unknown).status_code == 200


def test_every_form_needs_its_token(login):
    admin = login("admin")
    admin.csrf = False
    assert admin.post("/sysadmin/users/new/", data=PERSON).status_code == 400


def test_the_trail_is_read_only(login):
    admin = login("admin")
    for path in ("audit/new/", "audit/edit/?id=1", "logins/new/", "outbox/edit/?id=1"):
        assert admin.post(f"/sysadmin/{path}", data={}).status_code == 302
    assert admin.post("/sysadmin/audit/delete/", data={"id": "1"}).status_code in (302, 405)
    with_entries = admin.get("/sysadmin/audit/?search=sync").text
    assert "module sync" in with_entries


def test_a_module_contributes_a_reference_table(app):
    """What ``Contributions.admin_views`` names becomes a page with its labels and its form."""
    from aftersales.admin.records import reference_table

    declared = AdminView(
        model=Department,
        title="Departments again",
        columns=("code", "name"),
        form_columns=("name",),
        searchable=("name",),
        labels={"name": "Called"},
    )
    with app.app_context():
        page = reference_table(declared)
    assert page.url == "/sysadmin/auth-department"
    assert page.column_labels == {"name": "Called"}
    assert not page.can_delete
