"""The values that travel from room to room, in the order in which they appear."""

from blogkit.model.claims import Claim, ClaimKind, Span, Step, StepKind
from blogkit.model.pages import Link, Page, Processing, Proof, Published, Site, Told
from blogkit.model.posts import AN_OUTPUT, Cell, Fence, FrontMatter, Options, Post, Request, Source, Spot
from blogkit.model.runs import WIDGET, Executed, Failure, Kept, Needs, Output, Printed, Result, Shown, Value
from blogkit.model.verdicts import TOO_LONG, Comment, Figure, Judged, Judgement, Observation, Verdict

__all__ = [
    "AN_OUTPUT",
    "TOO_LONG",
    "WIDGET",
    "Cell",
    "Claim",
    "ClaimKind",
    "Comment",
    "Executed",
    "Failure",
    "Fence",
    "Figure",
    "FrontMatter",
    "Judged",
    "Judgement",
    "Kept",
    "Link",
    "Needs",
    "Observation",
    "Options",
    "Output",
    "Page",
    "Post",
    "Printed",
    "Processing",
    "Proof",
    "Published",
    "Request",
    "Result",
    "Shown",
    "Site",
    "Source",
    "Span",
    "Spot",
    "Step",
    "StepKind",
    "Told",
    "Value",
    "Verdict",
]
