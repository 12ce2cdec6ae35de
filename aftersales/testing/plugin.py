"""The pytest plugin of Aftersales: ``pytest_plugins = ["aftersales.testing.plugin"]``."""

pytest_plugins = ("aftersales.testing.postgres_fixtures",)
