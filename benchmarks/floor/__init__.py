"""The floor: one DuckDB program, written by hand, that makes the warehouse's release from the same UTF-8 files.

It lands (tokens, masks, private Parquet), conforms, quarantines, takes the latest version of each complaint, and writes
fact, cube and marts in one file. It keeps no history, checks nothing, and takes for granted what generated feeds are:
every year is covered whole, the taxonomy has no break, and a complaint is one row.
"""
