"""The chart of what a shopper waits: each operation through the gateway, beside its bare Medusa calls."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 860, 200, 110, 74, 20
_STYLE = """
    text { font: 12px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 15px; font-weight: 600; }
    .quiet { fill: #59636e; }
    .floor { fill: #8c959f; }
    .ours { fill: #0969da; }
    line { stroke: #d1d9e0; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .quiet { fill: #9198a1; }
      .floor { fill: #656c76; }
      .ours { fill: #4493f8; }
      line { stroke: #3d444d; }
    }"""


def chart(operations: Mapping[str, Mapping[str, Any]]) -> str:
    """Draw an SVG of p50 by operation, those with Medusa calls, the slowest last."""
    shown = {name: found for name, found in operations.items() if "floor_ms" in found}
    names = sorted(shown, key=lambda name: float(shown[name]["floor_ms"]["p50"]))
    pairs = [(name, shown[name]["floor_ms"]["p50"], shown[name]["gateway_ms"]["p50"]) for name in names]
    most = max(max(floor, ours) for _, floor, ours in pairs)
    step = tick(most)
    scale = (_WIDTH - _LEFT - _RIGHT) / most
    bottom = _TOP + _ROW * len(pairs)
    lines = [_grid(value * step, scale, bottom) for value in range(int(most / step) + 1)]
    bars = [_bars(index, *pair, scale) for index, pair in enumerate(pairs)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {bottom + 16}" role="img" '
        'aria-label="What a shopper waits for each operation, beside the bare Medusa calls">\n'
        f"<style>{_STYLE}\n</style>\n"
        '<text class="title" x="8" y="22">What a shopper waits, median in milliseconds</text>\n'
        f"{_legend()}\n" + "\n".join([*lines, *bars]) + "\n</svg>\n"
    )


def tick(most: float) -> int:
    """Give a round step of which at most eight reach ``most``."""
    return next(step for step in (10, 25, 50, 100, 200, 250, 500, 1000, 2500, 10000) if most / step <= 8)


def _legend() -> str:
    return (
        '<rect class="floor" x="8" y="36" width="12" height="6"/>'
        '<text class="quiet" x="26" y="43">the same Medusa calls, bare</text>'
        '<rect class="ours" x="210" y="36" width="12" height="6"/>'
        '<text class="quiet" x="228" y="43">ours, through the local gateway</text>'
    )


def _grid(value: int, scale: float, bottom: int) -> str:
    x = _LEFT + value * scale
    return (
        f'<line x1="{x:.1f}" y1="{_TOP - 6}" x2="{x:.1f}" y2="{bottom}"/>'
        f'<text class="quiet" x="{x:.1f}" y="{_TOP - 12}" text-anchor="middle">{value}</text>'
    )


def _bars(index: int, name: str, floor: float, ours: float, scale: float) -> str:
    y = _TOP + index * _ROW
    end = _LEFT + max(floor, ours) * scale
    return (
        f'<text x="{_LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(name)}</text>'
        f'<rect class="floor" x="{_LEFT}" y="{y + 3}" width="{floor * scale:.1f}" height="6"/>'
        f'<rect class="ours" x="{_LEFT}" y="{y + 9}" width="{ours * scale:.1f}" height="6"/>'
        f'<text class="quiet" x="{end + 6:.1f}" y="{y + 13}">{floor:.0f} / {ours:.0f}</text>'
    )
