"""The picture of "Figures and recipes"."""

# %% sine.svg
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(6, 2.4), layout="constrained")
axes.plot(turn, sine, color="#1a4f8b")
axes.set(xlabel="angle in radians", ylabel="sine")
axes.spines[["top", "right"]].set_visible(False)
