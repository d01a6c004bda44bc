"""Taking the newest edition of each publisher: fetched, read, checked against what we have, and only then served.

`facts.updating.taking` has the whole course; it stops with a report rather than serve a doubtful edition, and what
serves meanwhile is never touched. The forms are read in `facts.feeds`, editions are kept in `facts.editions`.
"""
