"""Texts that mean harm, and what must not come of them: no exception, no ping, no forged link, no slow answer.

`corpus` reads the texts, `harm` looks at what a platform would be sent. The tests beside them put the two together;
`tests.fuzz` looks for texts and files that nobody has thought of.
"""
