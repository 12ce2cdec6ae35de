"""Every test may use the plugin that modules outside this repository use as well."""

pytest_plugins = ["aftersales.testing.plugin"]
