"""Plants small mistakes in the rules, one at a time, and asks the tests whether they notice.

`python -m tests.mutation` runs it. Which rules stands in `targets`, how a mistake is made in `mutants` and planted in
`planting`, and who judges it in `judging`.
"""
