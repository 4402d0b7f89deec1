"""The one definition of personal data, which landing, the check of feeds and the check of releases share.

What landing keeps of a value none of the checks refuses, whatever cleaning the warehouse does to it.
"""
