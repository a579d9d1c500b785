"""The two charts with vl-convert: Vega-Lite in an embedded JavaScript engine."""

import time

import vl_convert

PARTNERS = {
    "Kazakhstan": [62.0, 60.1, 81.4, 120.2, 160.5, 170.9, 171.3],
    "Kyrgyzstan": [40.2, 15.3, 43.3, 90.1, 120.4, 128.8, 168.0],
    "Tajikistan": [11.0, 5.2, 9.6, 14.0, 25.9, 26.4, 30.2],
    "Uzbekistan": [6.0, 7.7, 9.1, 13.3, 21.0, 24.0, 29.8],
}
AMOUNTS = [139.0, 132.7, 164.1, 148.4, 156.9, 246.4, 357.3, 435.1, 520.1]

COURSES = [
    {"name": name, "year": str(2019 + at), "value": value}
    for name, values in PARTNERS.items()
    for at, value in enumerate(values)
]
CHARTS = {
    "line-four": {
        "width": 600,
        "height": 300,
        "data": {"values": COURSES},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "year", "type": "ordinal"},
            "y": {"field": "value", "type": "quantitative"},
            "color": {"field": "name", "type": "nominal"},
        },
    },
    "bars-annual": {
        "width": 600,
        "height": 300,
        "data": {"values": [{"year": str(2017 + at), "value": value} for at, value in enumerate(AMOUNTS)]},
        "encoding": {"x": {"field": "year", "type": "ordinal"}, "y": {"field": "value", "type": "quantitative"}},
        "layer": [{"mark": "bar"}, {"mark": {"type": "text", "dy": -6}, "encoding": {"text": {"field": "value"}}}],
    },
}

for name, chart in CHARTS.items():
    markup = ""
    for _ in range(3):
        markup = vl_convert.vegalite_to_svg(chart, vl_version="5.20")
    runs = 20
    begun = time.perf_counter()
    for _ in range(runs):
        markup = vl_convert.vegalite_to_svg(chart, vl_version="5.20")
    each = (time.perf_counter() - begun) * 1e6 / runs
    print(f"vl-convert {name}: {each:.0f} µs, {len(markup.encode())} bytes")
