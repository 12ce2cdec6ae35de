"""The archive of after-sales cases."""
