"""Converters from the publishers' own formats into the tables of facts/data, one module for each format.

They are run with `python -m facts.feeds --from FOLDER` and write the same bytes for the same input. What is said about
a publisher (licence, caveats, order) is written by hand in its `publisher.toml`; figures and sources come from here.
"""
