"""Sentences made of figures by plain rules.

A kind of sentence has variants, of which exactly one fits whatever its figures are, and each variant has its words
in every language (`words/`). `telling` puts figures into words, `reading` takes them out again.
"""
