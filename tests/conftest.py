"""What every test may ask for comes from the plugin that other people's modules use as well."""

pytest_plugins = ["aftersales.testing.plugin"]
