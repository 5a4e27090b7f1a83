"""temporary"""
from dataclasses import dataclass
@dataclass(frozen=True)
class Expanded:
    text: str
    lines: tuple
    values: dict
    problems: tuple
    def line_of(self, n): return n+1
def expand(body, first, context, fragment): return Expanded(body,(),{},())
def fill_in(html, e): return html
