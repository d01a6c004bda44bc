"""A fuzzer for what takes in texts and files from strangers; `python -m tests.fuzz` runs it.

Each module named in `targets` hands over one input after another and lets through whatever exception is nobody's kind
refusal. What was found lies in `found/`, and `test_found` replays it without the fuzzer.
"""
