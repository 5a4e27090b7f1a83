"""The picture of docs/derivatives.md: look, outline, ladder, sides. python bench/derivatives_picture.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from derivkit.numerical.chebyshev import centred

mpl.rcParams["svg.hashsalt"] = "derivkit"
STEPS = centred(19).steps(np.array([0.125]))[0]


def main() -> None:
    """Draw and write docs/derivatives-algorithm.svg."""
    figure = Figure(figsize=(9, 5.2), layout="constrained")
    (look, outline), (ladder, sides) = figure.subplots(2, 2)
    x = np.linspace(-0.14, 0.14, 200)
    look.plot(x, np.sin(9 * x), lw=1)
    look.plot(STEPS, np.sin(9 * STEPS), "o", ms=4)
    look.plot([0], [0], "s", ms=6, color="black")
    look.set_title("1. A look: f(x), 18 Chebyshev points, 2 close ones", fontsize=9)
    near = np.linspace(-8e-8, 8e-8, 1200)
    near = near[np.abs(near) > 6e-9]
    with np.errstate(all="ignore"):
        teeth = (1 - np.cos(near)) / near**2
    outline.plot(near * 1e8, teeth, lw=0.5, label="f close to x: teeth of rounding")
    outline.axhline(0.5, color="C1", label="its outline, from 18 points without f(x)")
    outline.set_title(r"2. The outline: $(1-\cos x)/x^2$ at $2\cdot10^{-8}$", fontsize=9)
    outline.set(xlabel=r"$10^8\,x$", ylim=(-0.1, 1.6))
    outline.legend(fontsize=7)
    steps = 2.0 ** np.arange(-45, 6, 5)
    ladder.loglog(
        steps, np.abs(np.sqrt(1e-6 + steps) - 1e-3) + 1e-19, "o-", ms=4, label=r"$\sqrt{x}$ at $10^{-6}$"
    )
    ladder.loglog(steps, np.abs(np.sin(0.7 + steps) - np.sin(0.7)), "s-", ms=4, label=r"$\sin x$ at 0.7")
    ladder.axvline(1e-6, ls=":", color="gray")
    ladder.set_title("3. A ladder of steps: how far is f smooth, how steep at x?", fontsize=9)
    ladder.set(xlabel="step", ylabel="rise")
    ladder.legend(fontsize=7)
    t = np.linspace(-1, 1, 200)
    sides.plot(t, np.sin(t) + np.abs(t), lw=1)
    sides.plot(t, 2 * t, "--", lw=0.8, label="right derivative 2")
    sides.plot(t, 0 * t, "--", lw=0.8, label="left derivative 0")
    sides.set_title("4. The sides, where the interpolant does not settle: a kink", fontsize=9)
    sides.legend(fontsize=7)
    path = Path(__file__).parents[1] / "docs" / "derivatives-algorithm.svg"
    figure.savefig(path, metadata={"Date": None})
    print(path.stat().st_size)


if __name__ == "__main__":
    main()
