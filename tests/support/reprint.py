"""`python -m tests.support.reprint`: put the present text of each printed answer into sentence files and README.

For a change of wording that is meant. It touches nothing but answers that differ; read the diff before you keep it.
With the word `readme` it leaves the sentence files alone.
"""

from __future__ import annotations

import sys

from bot.answer import Status
from bot.service import Context, Service
from facts.opening import open_store
from tests.support.readme import README, examples, renewed
from tests.support.sentences import FOLDER, Sentence, all_sentences


def main() -> int:
    """Rewrite the answers that differ; the number of them is printed."""
    service = Service(open_store())
    if sys.argv[1:] != ["readme"]:
        changed = [sentence for sentence in all_sentences() if _sentence_changed(sentence, service)]
        print(f"{len(changed)} replies changed")
    print(f"{_readme_changed(service)} answers in the README changed")
    return 0


def _sentence_changed(sentence: Sentence, service: Service) -> bool:
    """Whether the printed reply of a sentence was another one and is now rewritten."""
    printed = sentence.expected.reply
    if printed is None or not sentence.is_first:
        return False
    conversation = sentence.key if sentence.name else None
    for text in sentence.before:
        service.ask(text, Context(conversation, sentence.at))
    answer = service.ask(sentence.text, Context(conversation, sentence.at))
    now = answer.text
    path = FOLDER / f"{sentence.file}.toml"
    before = path.read_text(encoding="utf-8")
    after = before.replace(f"'''\n{printed}'''", f"'''\n{now}'''", 1)
    if now == printed or before == after or "'''" in now or answer.status is Status.ERROR:
        return False
    path.write_text(after, encoding="utf-8")
    print(sentence.key)
    return True


def _readme_changed(service: Service) -> int:
    before = README.read_text(encoding="utf-8")
    after = renewed(before, service)
    README.write_text(after, encoding="utf-8")
    return len(set(examples(after)) - set(examples(before)))


if __name__ == "__main__":
    sys.exit(main())
