"""Programs that people would write instead: each makes the same counts from the same files with another tool.

The task is the part of the warehouse that all of them can do: read both complaint feeds (UTF-8 CSV), clean branch,
category, channel, status and number, read dates in the formats that feeds use, look codes up, leave out rows without a
number or a date, keep the latest row of each number, leave out what is void, and count by feed, month, branch, category
and channel. No tokens, no masks, no checks, no marts: the floor does those.
"""
