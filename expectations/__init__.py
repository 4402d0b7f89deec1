"""What is expected of a feed on the way in and of a release on the way out, in words that a complaint manager can read.

What belongs here: the rules, how they are held against a profile of counts and shares, and how Great Expectations shows
that as data docs. Not here: how data become a profile (`orchestration.quality`), the quarantine of single rows and the
identities between tables (dbt), and whether a file can be read at all (landing). Nothing here knows where a deployment
lies, and no value of any cell comes here: a profile holds numbers.
"""
