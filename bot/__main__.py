"""The entry of `evbot` and of `python -m bot`: starts without garbage collection, which costs a third of the start.

What start-up makes lives as long as the process; `bot.cli.open_service` sets it aside and collects again from there on.
"""

from __future__ import annotations

import gc


def main() -> int:
    """Run the command line; the exit status is `bot.cli.main`'s."""
    gc.disable()
    from bot import cli  # here: the imports are a good part of what need not be collected

    return cli.main()


if __name__ == "__main__":
    raise SystemExit(main())
