"""The department's annual report, made from a published release: what it says, and the files that it is given out as.

`sources` is how a number is found in a release, `figures` how it is written and read, `statements` how sentences are
made of figures, `document` what a report is made of; `content` fills it, and `slides`, `page` and `workbook` write it.
Nothing here reads anything but a release.
"""
