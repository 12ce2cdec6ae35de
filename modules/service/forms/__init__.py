"""Forms of the service desk."""
