"""A Superset dashboard as code: what it shows is made from `template/`, once for each language."""
