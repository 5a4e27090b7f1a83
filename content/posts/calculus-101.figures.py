# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---
"""The pictures of "Calculus 101". Each cell runs where the post shows its image, with the post's names."""

# %% Shared look
import matplotlib.pyplot as plt
import numpy as np

# The blue, red and grey of Paul Tol's "vibrant" scheme: as safe for colour-blind readers as Okabe and Ito's,
# whose red is an orange, and the green of his "muted" one. The post calls this red "red".
BLUE, RED, GREY, GREEN = "#0077bb", "#cc3311", "#6b6b6b", "#117733"

# Blue rings filled with white: dots that stay visible on a line of the same colour.
DOTS = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 4.6,
    "markeredgewidth": 1.1,
    "color": BLUE,
    "markerfacecolor": "white",
}
LARGER_DOTS = {**DOTS, "markersize": 6}
# A still larger ring around a dot that is wrong.
RING = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 12,
    "markeredgewidth": 1.6,
    "color": RED,
    "markerfacecolor": "none",
}

# 6.4 inches across: at a phone's width the 11-point letters still measure about 6 points.
STYLE = {
    "figure.figsize": (6.4, 4.0),
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "font.family": "DejaVu Sans",
    "font.size": 12.5,
    "mathtext.fontset": "dejavusans",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": "#333333",
    "axes.linewidth": 0.8,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e6e6e6",
    "grid.linewidth": 0.8,
    "lines.linewidth": 2.4,
    "lines.solid_capstyle": "round",
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": "#333333",
    "ytick.labelcolor": "#333333",
    "legend.frameon": False,
}


def panels(rows=1, **options):
    """Start a picture in the post's look: its axes, one below the other."""
    plt.rcdefaults()
    plt.rcParams.update(STYLE)
    _, axes = plt.subplots(rows, 1, **options)
    return axes


def zero_lines(axes):
    """Mark where x and y are zero, quietly."""
    axes.axhline(0, color=GREY, linewidth=0.8, zorder=1)
    axes.axvline(0, color=GREY, linewidth=0.8, zorder=1)


def legend_above(axes, columns=2):
    """Name the lines above the picture, where no data is."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=columns,
        borderaxespad=0.2,
        handlelength=1.6,
        columnspacing=1.6,
    )


# %% function-derivative.png
axes = panels()
points = np.linspace(-5, 5, 201)
zero_lines(axes)
axes.plot(points, f(points), color=RED, label="function $f(x) = x^2$")
axes.plot(points, dfdx(points), color=BLUE, label="derivative $f'(x) = 2x$")
axes.set_xlabel("$x$")
axes.set_xlim(-5, 5)
legend_above(axes)

# %% symbolic-comparison.png
axes = panels()
points = np.linspace(-1, 4, 201)
zero_lines(axes)
axes.plot(points, points**2, color=RED, label="function $x^2$")
axes.plot(points, dfdx_symb_numpy(points), color=BLUE, label="SymPy's derivative")
axes.plot(x_array, dfdx_symb_numpy(x_array), **{**DOTS, "markersize": 8, "markerfacecolor": BLUE})
for point, slope in zip(x_array, dfdx_symb_numpy(x_array), strict=True):
    axes.annotate(
        f"{slope}",
        (point, slope),
        xytext=(-6, 5),
        textcoords="offset points",
        color=BLUE,
        ha="right",
        fontweight="bold",
    )
axes.set_xlabel("$x$")
axes.set_xlim(-1, 4)
axes.set_ylim(-2.6, 12)
legend_above(axes)

# %% numpy-numerical.png
axes = panels()
zero_lines(axes)
axes.plot(x_array, dfdx(x_array), color=BLUE, label="exact derivative")
axes.plot(x_array, dfdx_numerical, **LARGER_DOTS, markevery=3, label="np.gradient, every third value")
axes.plot(x_array[[0, -1]], dfdx_numerical[[0, -1]], **RING)
axes.set_xlabel("$x$")
axes.set_xlim(-5.4, 5.4)
legend_above(axes)

closeup = axes.inset_axes((0.6, 0.09, 0.38, 0.32))
closeup.plot(x_array[:5], dfdx(x_array[:5]), color=BLUE)
closeup.plot(x_array[:5], dfdx_numerical[:5], **{**DOTS, "markersize": 7})
closeup.plot(x_array[:1], dfdx_numerical[:1], **{**RING, "markersize": 16})
closeup.set_xlim(-5.06, -4.66)
closeup.set_ylim(-10.12, -9.32)
closeup.set_xticks([-5, -4.8])
closeup.set_yticks([-10, -9.6])
closeup.tick_params(labelsize=10)
closeup.set_title("the left end, magnified", fontsize=11, loc="right", color="#333333")

# %% complex-function.png
whole, closeup = panels(2, figsize=(6.4, 5.6), height_ratios=(2, 3))
numerical = np.gradient(f_numpy(x_array), x_array)
points = np.linspace(-5, 5, 1001)
exact_points = sp.lambdify(x, dfdx_composed, "numpy")(points)
for axes in (whole, closeup):
    zero_lines(axes)
    axes.plot(points, exact_points, color=BLUE, label="exact derivative")
    axes.plot(x_array, numerical, **DOTS, label="np.gradient")
whole.plot(x_array[0], numerical[0], **RING)
whole.annotate(
    f"off by {abs(numerical[0] - exact[0]):,.0f}",
    (x_array[0], numerical[0]),
    xytext=(14, 0),
    textcoords="offset points",
    va="center",
    color=RED,
)
whole.set_xlim(-5.3, 5.2)
whole.yaxis.set_major_formatter("{x:,.0f}")
legend_above(whole)

shown = x_array[x_array > 0.4]
closeup.plot(x_array[-1], numerical[-1], **RING)
closeup.set_xlim(0.4, 5.15)
closeup.set_ylim(-11, 11)
closeup.set_xlabel("$x$")
closeup.set_title("to the right of zero, magnified", fontsize=12, loc="left", color="#333333")

# %% absolute-value.png
axes = panels()
zero_lines(axes)
axes.plot([-2, 0], [-1, -1], color=BLUE, label="exact derivative of $|x|$")
axes.plot([0, 2], [1, 1], color=BLUE)
near = np.abs(x_array) < 2
wrong = np.abs(kinked) < 0.75
axes.plot(x_array[near], kinked[near], **LARGER_DOTS, label="np.gradient")
axes.plot(x_array[wrong], kinked[wrong], **RING)
for point, slope in zip(x_array[wrong], kinked[wrong], strict=True):
    axes.annotate(
        f"{slope:.1f}".replace("-", "−"),
        (point, slope),
        xytext=(13 if slope > 0 else -13, 0),
        textcoords="offset points",
        ha="left" if slope > 0 else "right",
        va="center",
        color=RED,
        fontweight="bold",
    )
axes.set_xlabel("$x$")
axes.set_xlim(-2, 2)
axes.set_ylim(-1.4, 1.4)
axes.set_yticks([-1, -0.5, 0, 0.5, 1])
legend_above(axes)

# %% jax-autodiff.png
axes = panels()
zero_lines(axes)
axes.plot(x_array, dfdx(x_array), color=BLUE, label="exact derivative")
axes.plot(x_array, slopes, **LARGER_DOTS, markevery=3, label="jax.grad, every third value")
axes.set_xlabel("$x$")
axes.set_xlim(-5.4, 5.4)
legend_above(axes)

# %% expression-swell.png
axes = panels()
at = list(formula)
axes.semilogy(at, list(formula.values()), color=RED, marker="o", label="written out")
axes.semilogy(at, list(shared.values()), color=BLUE, marker="o", label="parts shared")
axes.semilogy(at, list(graph.values()), color=GREY, marker="o", label="JAX")
axes.set_xlabel("steps of the logistic map")
axes.set_ylabel("operations of the slope")
legend_above(axes, 3)

# %% step-size.png
axes = panels()
shown = [forward > 0, central > 0]
axes.loglog(steps[shown[0]], forward[shown[0]], color=RED, label="forward")
axes.loglog(steps[shown[1]], central[shown[1]], color=BLUE, label="central")
# an error of nothing has no logarithm: half a unit in the last place of e stands for it
found = max(abs(chosen.value - np.e), 2.2e-16)
axes.axhline(found, color=GREEN, linestyle="--", label="derivkit's choice")
axes.set_xlabel("step")
axes.set_ylabel("error of the slope")
legend_above(axes, 3)

# %% thirty-two-bits.png
axes = panels()
axes.semilogy(counts, off, **LARGER_DOTS)
axes.set_xlabel("steps of the logistic map")
axes.set_ylabel("relative error in 32 bits")

# %% where-trap.png
axes = panels()
zero_lines(axes)
lost = np.isnan(trapped)
for side, label in ((trap_points <= 0, "two wheres"), (trap_points > 0, None)):
    axes.plot(trap_points[side], freed[side], color=BLUE, label=label)
axes.plot(trap_points[~lost], trapped[~lost], **LARGER_DOTS, label="one where")
axes.plot(
    trap_points[lost], np.zeros(lost.sum()), linestyle="none", marker="x", color=RED, label="one where: nan"
)
axes.set_xlabel("$x$")
legend_above(axes, 3)

# %% cancellation.png
axes = panels()
for slopes, look, name in (
    (by_sympy, {"color": RED, "linewidth": 5}, "SymPy"),
    (by_jax, {"color": BLUE, "linewidth": 1.6}, "JAX"),
    (checked.value, {"color": GREEN}, "derivkit"),
):
    # an error of nothing has no logarithm: the smallest step between numbers stands for it
    axes.loglog(near_zero, np.maximum(wrong(slopes), 1e-16), **look, label=name)
axes.set_xlabel("$x$")
axes.set_ylabel("relative error of the slope")
legend_above(axes, 3)

# %% gradient-times.png
axes = panels(figsize=(6.4, 4.8))
for method, stage, color, name in (
    ("numerical", "evaluate", RED, "finite differences"),
    ("automatic", "evaluate", BLUE, "compiled jax.grad"),
    ("automatic", "evaluate without jit", GREY, "jax.grad, not compiled"),
    ("symbolic", "evaluate", GREEN, "SymPy's code"),
):
    taken = {size: list(seconds(method, stage, size).values()) for size in sizes}
    taken = {size: times for size, times in taken.items() if len(times) == len(functions)}
    axes.fill_between(
        list(taken), [min(one) for one in taken.values()], [max(one) for one in taken.values()],
        color=color, alpha=0.18, linewidth=0,
    )
    axes.loglog(list(taken), [np.median(one) for one in taken.values()], color=color, marker="o", label=name)
axes.set_xlabel("parameters")
axes.set_ylabel("seconds of one gradient")
legend_above(axes)
