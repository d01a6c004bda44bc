"""`python -m tests.support.reprint`: put the present text of each printed reply into the sentence files.

For a change of wording that is meant. It touches nothing but replies that differ; read the diff before you keep it.
"""

from __future__ import annotations

import sys

from bot.service import Context, Service
from facts.opening import open_store
from tests.support.sentences import FOLDER, all_sentences


def main() -> int:
    """Rewrite the replies that differ; the number of them is printed."""
    service = Service(open_store())
    changed = 0
    for sentence in all_sentences():
        printed = sentence.expected.reply
        if printed is None or not sentence.is_first:
            continue
        conversation = sentence.key if sentence.name else None
        for text in sentence.before:
            service.ask(text, Context(conversation, sentence.at))
        now = service.ask(sentence.text, Context(conversation, sentence.at)).text
        path = FOLDER / f"{sentence.file}.toml"
        before = path.read_text(encoding="utf-8")
        after = before.replace(f"'''\n{printed}'''", f"'''\n{now}'''", 1)
        if now != printed and before != after and "'''" not in now:
            path.write_text(after, encoding="utf-8")
            changed += 1
            print(sentence.key)
    print(f"{changed} replies changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
