"""The installation of ``docs/deploy.md`` on one machine, once for the tests of this folder."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aftersales.testing.databases import PostgresDatabases, lend_files
from tests.deploy.servers import (
    AFTERSALES,
    DEPLOY,
    PATIENCE,
    ROOT,
    Host,
    Process,
    free_port,
    program,
    until,
)


@dataclass
class Installation:
    """Addresses and processes of the running installation."""

    folder: Path
    environment: dict[str, str]
    hosts: list[Host]
    nginx_port: int
    redis_port: int
    processes: list[Process] = field(default_factory=list)


@pytest.fixture(scope="module")
def redis_port(tmp_path_factory) -> Iterator[int]:
    folder, port = tmp_path_factory.mktemp("redis"), free_port()
    command = [program("redis-server", "redis-server"), "--port", str(port), "--save", ""]
    server = Process(folder / "log", *command, "--bind", "127.0.0.1", "--dir", str(folder))
    until(lambda: "eady to accept connections" in server.told(), "Redis did not start")
    yield port
    server.stop()


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory, postgres_server, run_folder, worker, redis_port
) -> Iterator[Installation]:
    nginx = program("nginx", "nginx-light")
    program("openssl", "openssl")
    folder = tmp_path_factory.mktemp("hosts")
    databases = PostgresDatabases(postgres_server, run_folder, f"{worker}_hosts")
    databases.reset("organisation")
    instance = folder / "instance"
    instance.mkdir()
    lend_files(databases.instance("organisation"), instance)
    environment = {
        **{name: value for name, value in os.environ.items() if "AFTERSALES" not in name},
        "PYTHONPATH": str(ROOT),
        "AFTERSALES_INSTANCE": str(instance),
        "AFTERSALES_DATABASE_URL": databases.url,
        "AFTERSALES_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "AFTERSALES_JOBS": "worker",
        "AFTERSALES_PROXIES": "1",
        "AFTERSALES_SECURE_COOKIES": "1",
        "AFTERSALES_LOG_FORMAT": "json",
        "AFTERSALES_METRICS": "1",
        "AFTERSALES_WEB_WORKERS": "2",
    }
    made = Installation(
        folder,
        environment,
        [Host(name, folder, environment) for name in ("a", "b")],
        nginx_port=free_port(),
        redis_port=redis_port,
    )
    try:
        for host in made.hosts:
            host.start()
        made.processes.append(
            Process(folder / "worker.log", *AFTERSALES, "worker", env=environment)
        )
        made.processes.append(_nginx(made, nginx))
        for host in made.hosts:
            host.wait_until_ready()
        yield made
    finally:
        for host in made.hosts:
            if host.process:
                host.process.stop()
            host.socket.close()
        for process in made.processes:
            process.stop()
        postgres_server.drop_database(databases.name)


def site(made: Installation, text: str) -> str:
    """``deploy/nginx.conf`` with the addresses, names and folders of the test."""
    one, two = (host.port for host in made.hosts)
    changes = {
        "10.0.0.11:8000": f"127.0.0.1:{one}",
        "10.0.0.12:8000": f"127.0.0.1:{two}",
        "    listen 80;\n    listen [::]:80;\n": f"    listen 127.0.0.1:{free_port()};\n",
        "    listen 443 ssl http2;\n    listen [::]:443 ssl http2;\n": (
            f"    listen 127.0.0.1:{made.nginx_port} ssl http2;\n"
        ),
        "/etc/ssl/aftersales/": f"{made.folder}/",
        # A start takes seconds; on a machine busy with a whole suite it may take minutes.
        "proxy_read_timeout          120s;": f"proxy_read_timeout {PATIENCE:.0f}s;",
        "/opt/aftersales/aftersales/web/static/": f"{ROOT}/aftersales/web/static/",
    }
    for written, ours in changes.items():
        assert written in text, f"deploy/nginx.conf has no {written!r} any more"
        text = text.replace(written, ours)
    return text


def _nginx(made: Installation, nginx: str) -> Process:
    folder = made.folder
    request = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    pair = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(
        [*request.split(), "-subj", "/CN=service.example.com", *pair],
        check=True,
        capture_output=True,
    )
    (folder / "site.conf").write_text(site(made, (DEPLOY / "nginx.conf").read_text()))
    (folder / "temp").mkdir()
    temps = "\n".join(
        f"{kind}_temp_path {folder}/temp/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"""daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
        {"user root;" if os.geteuid() == 0 else ""}
        events {{ worker_connections 512; }}
        http {{ include /etc/nginx/mime.types; {temps}
                access_log {folder}/nginx-access.log; include {folder}/site.conf; }}"""
    )
    checked = [nginx, "-t", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    done = subprocess.run(checked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Process(folder / "nginx.log", *[one for one in checked if one != "-t"])
