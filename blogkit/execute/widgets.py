"""The state that widgets have when a post has run -> what they show, in words."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from blogkit.model import WIDGET
from blogkit.source import items, table

__all__ = ["WIDGET", "States", "widget_states", "widget_text"]

States = Mapping[str, Mapping[str, Any]]
"""A widget's name in the notebook -> its state."""
_VIEW = "application/vnd.jupyter.widget-view+json"
_STATES = "application/vnd.jupyter.widget-state+json"
_DEEPEST = 20
_BAR = 20
"""Signs of a progress bar."""


def widget_states(notebook: Mapping[str, Any]) -> States:
    """The states as the notebook keeps them."""
    # a post may have sent anything
    widgets = table(table(notebook.get("metadata")).get("widgets"))
    models = table(table(widgets.get(_STATES)).get("state"))
    return {name: table(table(model).get("state")) for name, model in models.items()}


def widget_text(data: Mapping[str, Any], states: States) -> str:
    """What a display of a widget shows; empty for one without words, or no widget.

    >>> widget_text({_VIEW: {"model_id": "a"}}, {"a": {"description": "x", "value": 3}})
    'x: 3'
    """
    return _words(str(table(data.get(_VIEW)).get("model_id", "")), states, 0)


def _words(name: str, states: States, depth: int) -> str:
    state = states.get(name, {})
    children = state.get("children")
    if children and depth < _DEEPEST:
        parts = [_words(str(child).removeprefix("IPY_MODEL_"), states, depth + 1) for child in children]
        sign = "\n" if state.get("_model_name") in {"VBoxModel", "AccordionModel", "TabModel"} else " "
        return sign.join(filter(None, parts))
    said = _value(state)
    label = _plain(state.get("description"))
    return f"{label}: {said}" if label and said else label or said


def _value(state: Mapping[str, Any]) -> str:
    kind, value = str(state.get("_model_name", "")), state.get("value")
    if kind == "OutputModel":
        return "".join(map(_output, items(state.get("outputs")))).rstrip("\n")
    if "Progress" in kind:
        return _bar(state)
    if "Password" in kind:
        return ""
    options, index = items(state.get("_options_labels")), state.get("index")
    if isinstance(index, int) and 0 <= index < len(options):
        return _plain(options[index])
    return ", ".join(map(_plain, items(value)))


def _output(output: object) -> str:
    """What was printed, or shown in words, inside of a widget."""
    about = table(output)
    text = about.get("text", table(about.get("data")).get("text/plain", ""))
    return text if isinstance(text, str) else ""


def _bar(state: Mapping[str, Any]) -> str:
    value, least, most = (state.get(name, usual) for name, usual in (("value", 0), ("min", 0), ("max", 100)))
    if not all(isinstance(number, (int, float)) for number in (value, least, most)) or most <= least:
        return ""
    done = round(_BAR * min(max((value - least) / (most - least), 0), 1))
    return "█" * done + "░" * (_BAR - done)


def _plain(value: object) -> str:
    return "" if value is None else unescape(re.sub(r"<[^>]*>", "", str(value))).strip()
