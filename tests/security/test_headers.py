"""What every answer carries, which hosts are answered, how far a request may go."""

import re

import pytest
from werkzeug.routing import BuildError

from aftersales.auth.demo import DEMO_PASSWORD
from aftersales.config import load_settings
from aftersales.errors import StartError
from aftersales.web.limits import LIMITS

RIGHT = {"username": "clerk", "password": DEMO_PASSWORD}
HTTPS = {"public_url": "https://service.example.com", "proxies": 1}
OVER_TLS = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "service.example.com"}


def addresses(app, method):
    """Every address of the application that takes ``method``, its blanks filled with 1."""
    built = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method not in rule.methods:
            continue
        try:
            yield built.build(rule.endpoint, dict.fromkeys(rule.arguments, 1), method=method)
        except BuildError:
            continue


def directives(answer):
    policy = answer.headers["Content-Security-Policy"]
    return {
        name: rest for name, _gap, rest in (p.strip().partition(" ") for p in policy.split(";"))
    }


def test_one_strict_policy_on_every_page_and_no_exemption(app, login):
    """Scripts come from our own files alone, also below /sysadmin; styles need the nonce."""
    admin = login("admin")
    policies, seen = set(), 0
    for url in addresses(app, "GET"):
        answer = admin.get(url)
        seen += 1
        assert answer.headers["X-Content-Type-Options"] == "nosniff", url
        found = directives(answer)
        if answer.mimetype == "text/html":
            policies.add(re.sub(r"nonce-[\w-]+", "nonce", str(found)))
            assert found["script-src"] == "'self'", url
            assert found["default-src"] == "'none'"
            assert found["base-uri"] == found["frame-ancestors"] == "'none'"
            nonces = set(re.findall(r'nonce="([^"]+)"', answer.text))
            assert nonces <= set(re.findall(r"'nonce-([^']+)'", found["style-src"])), url
            assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text), url
            assert not re.search(r'\sstyle="', answer.text), url
        assert "unsafe" not in answer.headers["Content-Security-Policy"], url
    assert seen > 60
    assert len(policies) == 1, policies


def test_the_nonce_is_never_the_same_twice(client):
    first, second = (directives(client.get("/login"))["style-src"] for _turn in range(2))
    assert first != second


def test_neighbours_cannot_frame_open_or_embed_a_page(client):
    headers = client.get("/login").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers


def test_pages_are_kept_by_no_cache(login):
    assert login("clerk").get("/me").headers["Cache-Control"] == "no-store"


def test_over_https_cookies_stay_there(make_app):
    browser = make_app(**HTTPS).test_client()
    browser.csrf = False
    page = browser.get("/login", headers=OVER_TLS, base_url="https://service.example.com")
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-aftersales=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_over_http_nothing_claims_to_be_safe(client):
    page = client.get("/login")
    assert "Strict-Transport-Security" not in page.headers
    assert page.headers["Set-Cookie"].startswith("aftersales=")


def test_every_form_needs_its_token(app, login):
    """CSRF, generated over the whole map of addresses."""
    admin = login("admin")
    admin.csrf = False
    posts = list(addresses(app, "POST"))
    assert len(posts) > 40
    assert [url for url in posts if admin.post(url, data=RIGHT).status_code != 400] == []


def test_a_token_of_somebody_elses_session_is_worth_nothing(login):
    other, browser = login("engineer"), login("clerk")
    browser.csrf = False
    stolen = {"csrf_token": other.token(), "locale": "en", "theme": "dark", "phone": ""}
    assert browser.post("/me", data=stolen).status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "service.example.com.evil.example", "a b"])
def test_other_host_names_are_not_answered(make_app, host):
    browser = make_app(public_url="https://service.example.com").test_client()
    answer = browser.get("/login", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


def test_the_named_hosts_are_answered(make_app):
    app = make_app(public_url="https://service.example.com", hosts=("shouhou.local",))
    for host in ("service.example.com", "shouhou.local", "localhost:8000", "127.0.0.1"):
        answer = app.test_client().get("/login", headers={"Host": host})
        assert answer.status_code == 200, host


def test_no_answer_repeats_the_host_it_was_asked_under(client):
    answer = client.get("/me", headers={"Host": "evil.example"})
    assert answer.location == "/login?next=%2Fme"
    assert "evil.example" not in client.get("/login", headers={"Host": "evil.example"}).text


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL"])
def test_without_a_proxy_its_headers_mean_nothing(client, name):
    answer = client.get("/me", headers={name: "https"})
    assert answer.location == "/login?next=%2Fme"
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(
    "value", ["x\r\nX-Evil: 1", "x\nSet-Cookie: a=b", "x%0d%0aX-Evil:%201", "é\x00"]
)
def test_no_header_is_smuggled_in(app, login, value):
    browser = login("admin")
    lists = app.extensions["aftersales.views"].lists.values()
    asked = [(f"{view.path}{tail}", view) for view in lists for tail in ("", "/export.csv")]
    for url, _view in [*asked, ("/login", None), ("/search", None)]:
        answer = browser.get(url, query_string={"q": value, "next": value, "view": value})
        assert answer.status_code < 500, url
        assert "X-Evil" not in answer.headers
        assert "a=b" not in str(answer.headers.getlist("Set-Cookie"))
    answer = browser.post("/-/language", data={"locale": "en", "next": f"/{value}"})
    assert answer.status_code == 303
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https:evil.example", "/%09/evil.example\t", "/\t//e.x",
     "http://localhost@evil.example", "javascript:alert(1)", "data:text/html,x", "\\/\\/e.x"],
)  # fmt: skip
def test_no_redirect_leads_outside(login, target):
    browser = login("clerk")
    posted = browser.post("/-/language", data={"locale": "en", "next": target})
    read = browser.get("/login", query_string={"next": target})
    for answer in (posted, read):
        assert re.fullmatch(r"/(?![/\\])[ -~]*", answer.location), answer.location
        assert "evil" not in answer.location or answer.location.startswith("/%")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.toml",
        "/static/..%2f..%2fconfig.toml",
        "/static/%2e%2e/%2e%2e/secret_key",
        "/static/....//....//secret_key",
        "/static//etc/passwd",
        "/static/..\\..\\secret_key",
        "/static/css/../../../config.py",
        "/documents/preview/..%2f..%2fetc/1",
        "/files/..%2f1",
    ],
)
def test_no_path_leads_out_of_its_folder(login, path):
    answer = login("admin").get(path)
    assert answer.status_code in (308, 404), answer.status
    assert "root:" not in answer.text
    assert "SECRET" not in answer.text


def test_a_request_beyond_the_limit_is_not_read(make_app):
    browser = make_app(max_upload_mb=1).test_client()
    answer = browser.post("/login", data={"username": "x" * 2_000_000, "password": "x"})
    assert answer.status_code == 413
    many = "&".join(f"f{n}=1" for n in range(6000))
    kind = "application/x-www-form-urlencoded"
    assert browser.post("/login", data=many, content_type=kind).status_code < 500


def test_what_costs_much_is_slowed_down(make_app):
    """Exports, papers, imports and logins: so often a minute for one person or address."""
    app = make_app(limits=True)
    browser = app.test_client()
    browser.post("/login", data=RIGHT)
    path = next(iter(app.extensions["aftersales.views"].lists.values())).path
    tries = LIMITS["export"].amount
    answers = [browser.get(f"{path}/export.csv").status_code for _turn in range(tries + 1)]
    assert answers[-1] == 429
    assert 429 not in answers[:-1]
    assert browser.get(path).status_code != 429, "what is cheap stays open"


def test_every_expensive_page_has_its_limit(app):
    views = app.view_functions
    limited = {name: getattr(view, "__limited__", None) for name, view in views.items()}
    assert limited["auth.enter"] == "login"
    assert limited["auth.enter_code"] == "code"
    assert limited["documents.show_preview"] == limited["documents.make"] == "paper"
    assert limited["documents.verify"] == limited["documents.compare"] == "verify"
    assert limited["imports.upload"] == limited["imports.run"] == "import"
    exports = [kind for name, kind in limited.items() if name.startswith("export:")]
    assert set(exports) == {"export"}


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path):
    first = load_settings(tmp_path)
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert len(first.secret_key) >= 64
    assert load_settings(tmp_path).secret_key == first.secret_key


@pytest.mark.parametrize("values", [{"session_hours": 0}, {"session_idle_minutes": -1}])
def test_a_lifetime_that_is_none_stops_the_start(tmp_path, values):
    with pytest.raises(StartError):
        load_settings(tmp_path, **values)
