"""Washington State's vehicles by month end (`country/wa_registered_vehicles.csv`) -> facts/data/washington_state.

A count of the fleet, not of sales: the difference between two months is growth net of scrappage and moves.
"""

from __future__ import annotations

from pathlib import Path

from facts.catalogue import Catalogue
from facts.feeds.writing import Figure, Folder, SourceLine, read_csv

SOURCE = SourceLine(
    id="population-by-county",
    publisher="Washington State Department of Licensing",
    title="Electric Vehicle Population Size History By County",
    url="https://catalog.data.gov/dataset/electric-vehicle-population-size-history-by-county",
    published="2025-05-31",
    licence="Open Database License (ODbL), not confirmed",
)
USES = {"passenger": "car", "truck": "truck"}
POWERTRAINS = {"BEV": "BEV", "PHEV": "PHEV", "NON_EV": "NON_EV", "TOTAL": "ALL"}


def convert(tree: Path, data: Path, catalogue: Catalogue) -> int:
    """Write facts/data/washington_state and say how many figures it holds."""
    folder = Folder(data, "washington_state")
    source = folder.add_source(SOURCE)
    for row in read_csv(tree / "country" / "wa_registered_vehicles.csv"):
        figure = Figure(
            measure="stock",
            powertrain=POWERTRAINS[row["powertrain"]],
            vehicle_type=USES[row["use"]],
            region=row["subdivision"],
            period=f"@{row['date']}",
            value=row["vehicles"],
            source=source,
        )
        folder.add("fleet.csv", figure)
    return folder.write()
