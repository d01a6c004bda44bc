"""Following a question: what a text asks to be told of, which follows have news, and the rounds that post it.

`read_follow` turns words into a follow or a kind refusal, `news` says whether the store that serves now brings
something, and `run_rounds` posts it through a platform's `Courier`, once whatever happens. What is kept stands in
`bot.state.follows`; no client and no channel is known here.
"""

from bot.following.courier import Courier, Delivered, Delivery, Gone, Later
from bot.following.news import News, news
from bot.following.reading import FollowRead, read_follow
from bot.following.rounds import Pace, run_rounds

__all__ = [
    "Courier",
    "Delivered",
    "Delivery",
    "FollowRead",
    "Gone",
    "Later",
    "News",
    "Pace",
    "news",
    "read_follow",
    "run_rounds",
]
