"""Converters from the publishers' own formats into the tables of facts/data, one module for each format.

`python -m facts.feeds --from FOLDER` writes the tables that come with the package, the same bytes for the same input.
`evbot facts update` reads the publishers' own files, listed in `publishers.toml`, over what we hold (`facts.updating`).
What is said about a publisher (licence, caveats, order) is written by hand in its `publisher.toml`.
"""
