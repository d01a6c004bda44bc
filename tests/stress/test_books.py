"""What the books of a stress run call lost, doubled and wrong; unless they notice, the run proves nothing."""

from __future__ import annotations

from tests.stress.books import TURNED_AWAY, Books, Way
from tests.stress.limits import Allowed, Window

RIGHT = "30,376 were registered."


def asked() -> Books:
    """Books with one open question."""
    books = Books()
    books.asked("1", Way.DISCORD_MESSAGE, RIGHT)
    return books


def test_one_right_answer_is_clean() -> None:
    books = asked()
    books.heard("1", RIGHT)
    verdict = books.close()

    assert (verdict.answered, verdict.is_clean) == (1, True)


def test_a_question_without_an_answer_is_lost() -> None:
    verdict = asked().close()

    assert (len(verdict.lost), verdict.is_clean) == (1, False)


def test_a_second_answer_is_a_double_however_right() -> None:
    books = asked()
    books.heard("1", RIGHT)
    books.heard("1", RIGHT)
    verdict = books.close()

    assert (verdict.answered, len(verdict.doubled)) == (1, 1)


def test_other_words_are_wrong() -> None:
    books = asked()
    books.heard("1", "30,377 were registered.")

    assert len(books.close().wrong) == 1


def test_an_answer_that_nobody_asked_for_is_wrong() -> None:
    books = Books()
    books.heard("2", RIGHT)

    assert len(books.close().wrong) == 1


def test_a_polite_word_is_no_answer_and_no_loss() -> None:
    books = asked()
    books.heard("1", TURNED_AWAY[0])
    verdict = books.close()

    assert (verdict.answered, verdict.turned_away, verdict.is_clean) == (0, 1, True)


def test_what_the_platform_lost_is_excused_and_what_comes_all_the_same_still_counts() -> None:
    books = asked()
    books.asked("2", Way.SLACK_SOCKET, RIGHT)
    books.excuse(lambda key, question: True)
    books.heard("2", RIGHT)
    verdict = books.close()

    assert (verdict.answered, verdict.excused, verdict.is_clean) == (1, 1, True)


def test_a_limit_lets_so_many_through_and_counts_what_came_too_early() -> None:
    now = 0.0
    window = Window(Allowed(2, 5.0), lambda: now)
    first = [window.wait_for("room"), window.wait_for("room"), window.wait_for("room"), window.wait_for("other room")]
    now = 5.0
    later = window.wait_for("room")

    assert first == [0.0, 0.0, 5.0, 0.0]
    assert (later, window.refused) == (0.0, 1)
