"""Typed settings: environment over ``instance/config.toml`` over defaults, validated at start.

Every setting is a field of ``Settings``; its environment name is ``AFTERSALES_`` plus the field in
capitals (``AFTERSALES_DATABASE_URL``). An unknown key in the file or an unreadable value stops the
start with a sentence that names the place.
"""

import os
import secrets
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aftersales.errors import StartError

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation may set. Sizes in MiB, times in the unit the name says."""

    instance_path: Path
    secret_key: str
    database_url: str = ""
    demo: bool = False
    safe_mode: bool = False
    jobs: Literal["inline", "worker"] = "inline"
    company_name: str = ""
    default_locale: str = "zh_CN"
    timezone: str = "Asia/Shanghai"
    public_url: str = ""
    modules: tuple[str, ...] | None = None
    session_hours: int = 12
    session_idle_minutes: int = 120
    secure_cookies: bool = False
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    limits: bool = True
    max_upload_mb: int = 25
    port: int = 8000
    host: str = "127.0.0.1"
    web_workers: int = 0
    web_threads: int = 8
    redis_url: str = ""
    log_format: Literal["text", "json"] = "text"
    metrics: bool = False
    metrics_token: str = ""
    drain_file: str = ""
    backup_path: str = ""

    def __post_init__(self) -> None:
        if not self.database_url:
            url = f"sqlite:///{self.instance_path / 'aftersales.sqlite3'}"
            object.__setattr__(self, "database_url", url)
        if self.jobs not in ("inline", "worker"):
            raise StartError(f"AFTERSALES_JOBS is {self.jobs!r}: use 'inline' or 'worker'.")
        if self.session_hours < 1 or self.session_idle_minutes < 0:
            raise StartError("session_hours is at least 1, session_idle_minutes at least 0.")
        if self.log_format not in ("text", "json"):
            raise StartError(f"AFTERSALES_LOG_FORMAT is {self.log_format!r}: use 'text' or 'json'.")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise StartError(
                f"AFTERSALES_TIMEZONE {self.timezone!r} is not a time zone."
            ) from error

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone; dates without a time are dates there."""
        return ZoneInfo(self.timezone)

    @property
    def https(self) -> bool:
        """Whether browsers come over https: cookies then travel only there."""
        return self.secure_cookies or self.public_url.startswith("https://")

    @property
    def trusted_hosts(self) -> list[str] | None:
        """The names this installation answers to; None, as long as none is known: to any."""
        if not (self.hosts or self.public_url):
            return None
        public = urlsplit(self.public_url).hostname
        return [*self.hosts, *([public] if public else []), "localhost", "127.0.0.1", "[::1]"]

    @property
    def is_embedded(self) -> bool:
        """Whether the database is a file of this machine, with one writer at a time."""
        return self.database_url.startswith("sqlite")

    @property
    def base_url(self) -> str:
        """Where papers send a reader to be verified; without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def load_settings(instance_path: Path | str | None = None, **overrides: Any) -> Settings:
    """Read the settings of an instance folder, creating the folder and its secret when new.

    :param overrides: values that win over environment and file (tests, command-line flags).
    :raises StartError: a key or value that cannot be used, named with its file.
    """
    path = Path(instance_path or os.environ.get("AFTERSALES_INSTANCE") or "instance").resolve()
    path.mkdir(parents=True, exist_ok=True)
    known = {field.name: field.type for field in fields(Settings)}
    values: dict[str, Any] = _from_file(path / "config.toml", known)
    for name, kind in known.items():
        raw = os.environ.get(f"AFTERSALES_{name.upper()}")
        if raw is not None and name != "instance_path":
            values[name] = _parse(name, str(kind), raw)
    values.update(overrides)
    values.setdefault("secret_key", "")
    values["secret_key"] = values["secret_key"] or _secret(path / "secret_key")
    return Settings(**{**values, "instance_path": path})


def _from_file(file: Path, known: dict[str, Any]) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StartError(f"{file.name} in the instance folder is not TOML: {error}.") from error
    if unknown := sorted(set(values) - set(known)):
        raise StartError(
            f"{file.name}: unknown setting {unknown[0]!r}. Known: {', '.join(sorted(known))}."
        )
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
    return values


def _parse(name: str, kind: str, raw: str) -> Any:
    if "tuple" in kind:
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    if "bool" in kind:
        if raw.lower() in TRUE_WORDS | FALSE_WORDS:
            return raw.lower() in TRUE_WORDS
        raise StartError(f"AFTERSALES_{name.upper()} is {raw!r}: use 1 or 0.")
    if "int" in kind:
        try:
            return int(raw)
        except ValueError:
            raise StartError(f"AFTERSALES_{name.upper()} is {raw!r}: use a whole number.") from None
    return raw


def _secret(file: Path) -> str:
    """The signing key of this instance, made once and readable by its owner only."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(48))
    return file.read_text(encoding="ascii").strip()
