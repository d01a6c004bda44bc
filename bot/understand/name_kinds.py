"""The words that say which kind of name is asked for: countries, brands or models."""

from __future__ import annotations

KIND_OF_CUE = {"ofbrand": "brand", "ofmodel": "model", "ofregion": "region"}
KIND_OF_WORD = {
    "country": "region", "countries": "region", "markets": "region", "nations": "region", "models": "model",
    "brands": "brand", "makes": "brand", "makers": "brand",
}  # fmt: skip
"""Words that may be part of a longer phrase ("which models") and still say what is asked for."""
