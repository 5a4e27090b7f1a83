"""The pictures of "Calculus 103". Each cell runs where the post shows its image, with the post's names."""

# %% paths.png
import matplotlib.pyplot as plt

BLUE, RED, GREY = "#0077bb", "#cc3311", "#6b6b6b"
xs, ys = np.meshgrid(np.linspace(-1.6, 1.8, 240), np.linspace(-3.6, 2.6, 300))

fig, ax = plt.subplots(figsize=(6.4, 5.4), layout="constrained")
ax.contour(xs, ys, np.log1p(valley((xs, ys))), levels=14, colors=GREY, linewidths=0.7)
ax.plot(*path.T, ".-", color=RED, markersize=3, linewidth=1, label="gradient descent, 500 steps")
ax.plot(*strides.T, "o-", color=BLUE, markersize=6, linewidth=1.6, label="Newton, 6 strides")
ax.plot(1, 1, "*", markersize=14, color="black", label="lowest point")
ax.set(xlabel="$x$", ylabel="$y$", xlim=(-1.6, 1.8), ylim=(-3.6, 2.6))
ax.legend(loc="lower left", framealpha=0.95)

# %% cooling.png
import matplotlib.pyplot as plt

fine = np.linspace(0, 10, 200)
covariance = np.linalg.inv(fit.jac.T @ fit.jac) * 0.8**2
along = jacobian(lambda p: cooling(p, fine), fit.x).value
band = 2 * np.sqrt(np.einsum("ij,jk,ik->i", along, covariance, along))

fig, ax = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
ax.fill_between(fine, cooling(fit.x, fine) - band, cooling(fit.x, fine) + band, color="#0077bb", alpha=0.2)
ax.plot(fine, cooling(fit.x, fine), color="#0077bb", linewidth=2.2, label="fit, with two standard deviations")
ax.plot(t, measured, "o", color="#cc3311", markerfacecolor="white", label="measured")
ax.set(xlabel="minutes", ylabel="degrees")
ax.legend()
