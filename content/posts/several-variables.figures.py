"""The picture of "Calculus 102". Its cell runs where the post shows the image, with the post's names."""

# %% gradient.png
import matplotlib.pyplot as plt
import numpy as np

BLUE, RED, GREY = "#0077bb", "#cc3311", "#6b6b6b"
xs, ys = np.meshgrid(np.linspace(-1.8, 1.8, 240), np.linspace(-1.0, 3.2, 240))
points = np.array([[-1.0, 2.0], [-1.2, 0.6], [0.0, 1.5], [0.5, -0.5], [1.3, 2.6]])
arrows = np.array([valley_gradient(point) for point in points])
arrows = 0.45 * arrows / np.linalg.norm(arrows, axis=1, keepdims=True)

fig, ax = plt.subplots(figsize=(6.0, 6.2), layout="constrained")
ax.contour(xs, ys, np.log1p(valley((xs, ys))), levels=14, colors=GREY, linewidths=0.8)
ax.plot(xs[0], xs[0] ** 2, color=BLUE, linewidth=2.2, label="$y = x^2$, along the valley")
ax.quiver(*points.T, *arrows.T, color=RED, angles="xy", scale_units="xy", scale=1, width=0.006)
ax.plot(*points.T, "o", color=RED, label="gradient, of equal length")
ax.plot(1, 1, "*", markersize=13, color=BLUE, label="lowest point")
ax.set(xlabel="$x$", ylabel="$y$", ylim=(-1.0, 3.2), xlim=(-1.8, 1.8))
ax.set_aspect("equal")  # right angles look like right angles
ax.legend(loc="lower left", framealpha=0.95)
