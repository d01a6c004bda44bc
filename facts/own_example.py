"""A folder of own figures to begin with: one publisher, one table, and a model that only the host knows.

Everything in it is checked by a test, so that it loads as it stands. A host changes the lines and throws away the rest.
"""

from __future__ import annotations

from pathlib import Path

from facts.own_folder import OwnError

FILES = {
    "acme/publisher.toml": """\
# Who counted: stands in every answer from here, as "ACME (own figures)".
name = "ACME"

# What every row of the tables in this folder says, so that no column has to.
[defaults]
measure = "deliveries"
published = "2026-04-02"
""",
    "acme/deliveries.csv": """\
model,country,month,number,comment
Renault Zoe,Norway,2026-01,41,
Renault Zoe,Norway,2026-02,38,
Renault Zoe,Norway,2026-03,52,
acme/kestrel,Norway,2026-01,7,first three weeks
acme/kestrel,Norway,2026-02,19,
acme/kestrel,Norway,2026-03,23,
""",
    "catalogue/brands.toml": """\
# Makes that evbot does not know yet. Delete this folder where it knows all that you count.
[[brand]]
id = "acme"
name = "ACME"
""",
    "catalogue/models.toml": """\
# Cars that evbot does not know yet. The id is brand/model and never changes.
[[model]]
id = "acme/kestrel"
name = "ACME Kestrel"
short = "Kestrel"
powertrain = "BEV"
""",
}
"""By their place in the folder."""


def write_example(folder: Path) -> list[Path]:
    """Write the example into a folder that is empty or not there yet; the files. Raises OwnError or OSError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OwnError(f"{folder} is not empty; name a folder that is, or one that is not there yet")
    written = []
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
