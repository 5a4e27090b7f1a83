# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---
"""The picture of "Gradients, Jacobians and Hessians in Python"."""

# %% valley.png
import matplotlib.pyplot as plt
import numpy as np

plt.rcdefaults()
plt.rcParams.update({"font.size": 12.5, "figure.constrained_layout.use": True})
_, axes = plt.subplots(figsize=(6.4, 5.6))
across, up = np.meshgrid(np.linspace(-2, 1.6, 181), np.linspace(-0.4, 3.2, 181))
heights = valley([across, up])
levels = sorted([1, 10, 30, float(valley(here)), 200, 400, 800])
axes.contour(across, up, heights, levels=levels, colors="#6b6b6b", linewidths=1)
axes.contour(across, up, heights, levels=[float(valley(here))], colors="#0077bb", linewidths=2.4)
axes.quiver(*here, *(0.8 * uphill), color="#cc3311", angles="xy", scale_units="xy", scale=1, zorder=3)
axes.plot(*here, "o", color="#cc3311")
axes.plot(1, 1, "*", color="#117733", markersize=14)
axes.annotate("lowest", (1, 1), xytext=(8, -4), textcoords="offset points", color="#117733")
axes.set(xlabel="$x_0$", ylabel="$x_1$", aspect="equal")
