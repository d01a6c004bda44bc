"""The only place that knows the painting library: SVG in, PNG out. Another library would be another body of `painted`.

Chosen by measuring our largest charts (20 bars, 1,200 × 1,846 pixels · six lines of 78 months, 1,200 × 1,148) on one
core with CPython 3.11, library import and first picture included in "first":

    library          first          median      p95         memory, lasting / peak   wheel    licence
    resvg 0.2.0      82 · 60 ms     65 · 52 ms  84 · 60 ms  +3 MB / +20 MB           1.8 MB   MIT
    resvg-py 0.5.0   222 · 188      154 · 136   219 · 161   +3 / +20                 1.4      MIT
    Pillow 13.0.0    321 · 160      91 · 55     136 · 65    +35 / +50                7.1      MIT-CMU
    skia-python 144  616 · 345      77 · 55     98 · 63     +40 / +40                14.7      BSD-3-Clause

Of Pillow's pictures only texts, bars and strokes were drawn, without marks and dashes. resvg and the crates within it
are under permissive licences (MIT, Apache-2.0, BSD, Zlib, Unicode-3.0). Its wheels cover CPython 3.11 to 3.14 on Linux
(glibc and musl) and macOS, x86-64 and arm64, and on Windows, x86-64. It holds Python's lock while it paints: a host
with many askers paints in a process of its own.
"""

from __future__ import annotations

from bot.charts.font import Weight

_AS_IT_IS = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
"""The identity, row by row."""


def painted(svg: str) -> bytes:
    """The PNG of a document whose size is in pixels. Only the fonts kept with this package are known to it."""
    # Only who asks for a picture pays for the import.
    from resvg import render, usvg

    # Options belong to the thread that made them, and take 0.05 ms: each picture has its own.
    options = usvg.Options.default()
    for weight in Weight:
        options.load_font_file(str(weight.path))
    return render(usvg.Tree.from_str(svg, options), _AS_IT_IS)
