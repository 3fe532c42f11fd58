"""Places as phones write them (`lat lon altitude accuracy`), as GeoJSON and as well-known text. Pure."""

from __future__ import annotations

import math
import re
from typing import Any

_SPACES = re.compile(r"\s+")


def _points(text: str) -> list[list[float]]:
    """Answer [lon, lat, altitude?] of each point that can be read."""
    found = []
    for part in text.split(";"):
        numbers = [_float(word) for word in _SPACES.split(part.strip()) if word]
        if len(numbers) >= 2 and not any(math.isnan(number) for number in numbers[:2]):
            latitude, longitude, *more = numbers
            altitude = more[:1] if more and not math.isnan(more[0]) else []
            found.append([longitude, latitude, *altitude])
    return found


def _float(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return math.nan


def _accuracy(text: str) -> float | None:
    words = _SPACES.split(text.strip())
    number = _float(words[3]) if len(words) > 3 else math.nan
    return None if math.isnan(number) else number


def as_geojson(kind: str, text: str) -> dict[str, Any] | None:
    """Answer a geopoint, geotrace or geoshape as GeoJSON; None when it cannot be read."""
    points = _points(text)
    if not points:
        return None
    if kind == "geopoint":
        accuracy = _accuracy(text)
        more = {"properties": {"accuracy": accuracy}} if accuracy is not None else {}
        return {"type": "Point", "coordinates": points[0], **more}
    if kind == "geotrace":
        return {"type": "LineString", "coordinates": points}
    return {"type": "Polygon", "coordinates": [points]}


def as_wkt(kind: str, text: str) -> str | None:
    """Answer a geopoint, geotrace or geoshape as well-known text; None when it cannot be read."""
    points = [" ".join(_plain(number) for number in point) for point in _points(text)]
    if not points:
        return None
    if kind == "geopoint":
        return f"POINT ({points[0]})"
    joined = ",".join(points)
    return f"LINESTRING ({joined})" if kind == "geotrace" else f"POLYGON (({joined}))"


def _plain(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)
