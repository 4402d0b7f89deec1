"""Files of one pass that other processes land while the pass is at earlier ones.

A worker writes a file's rows beside their place, under the number that the file will probably have. The pass goes
through all files in order, as it does alone: it decides, numbers, moves rows into place and writes the ledger.
"""
