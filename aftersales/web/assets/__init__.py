"""Third-party browser code, the icon sprite and the paper fonts, made from locked packages.

None of it is committed: ``./run`` calls ``python -m aftersales.web.assets``, which fetches the
packages that ``package-lock.json`` names and writes the git-ignored ``web/static/vendor/`` and
``documents/fonts/``. A wheel carries both folders, so an installed copy never needs this package.
"""
