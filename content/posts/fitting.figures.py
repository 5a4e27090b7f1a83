# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---
"""The pictures of "Fitting and Optimising in Python"."""

# %% Shared look
import matplotlib.pyplot as plt
import numpy as np

BLUE, RED, GREY, GREEN = "#0077bb", "#cc3311", "#6b6b6b", "#117733"


def picture():
    """Start a picture in the post's look."""
    plt.rcdefaults()
    plt.rcParams.update({"font.size": 12.5, "figure.constrained_layout.use": True})
    _, axes = plt.subplots(figsize=(6.4, 4.4))
    return axes


# %% descent.png
axes = picture()
starts, rates = np.linspace(0.8, 3.6, 81), np.linspace(0.3, 2.2, 81)
heights = [[loss(np.array([one, rate])) for one in starts] for rate in rates]
axes.contour(starts, rates, heights, levels=np.geomspace(0.015, 1.2, 9), colors=GREY, linewidths=0.8)
axes.plot(*np.transpose(path), color=RED, marker=".", label="gradient descent")
axes.plot(*np.transpose(jumps), color=BLUE, marker="o", markersize=8, fillstyle="none", label="Newton")
axes.plot(*p, "*", color=GREEN, markersize=16, label="lowest")
axes.set(xlabel="start of the decay", ylabel="rate of the decay")
axes.legend(frameon=False)

# %% curve.png
axes = picture()
axes.plot(seconds, measured, "o", color=GREY, label="measured")
axes.plot(seconds, model(with_gradient.x), color=BLUE, linewidth=2.4, label="fitted")
axes.set(xlabel="seconds", ylabel="amount")
axes.legend(frameon=False)
