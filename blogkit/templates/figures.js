// Draws a page's figures when they come near the window, each with its library's own script, which is part of the site.
// Without it, and where drawing fails, the picture or the note stays.
"use strict";

const home = new URL("figures/", document.currentScript.src);
const coming = new Map();

function load(name) {
  if (!coming.has(name)) {
    coming.set(name, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(`${name}.min.js`, home);
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${script.src} cannot be loaded`));
      document.head.append(script);
    }));
  }
  return coming.get(name);
}

const draw = {
  async plotly(place, figure) {
    const config = { ...figure.config, responsive: true, displaylogo: false };
    await Plotly.newPlot(place, { data: figure.data, layout: figure.layout, frames: figure.frames, config });
  },
  async vega(place, figure) {
    await vegaEmbed(place, figure, { actions: false });
  },
  async bokeh(place, figure) {
    for (const { roots } of figure.places) {
      for (const name of Object.values(roots)) {
        const root = document.createElement("div");
        root.id = name;
        place.append(root);
      }
    }
    await Bokeh.embed.embed_items(figure.documents, figure.places);
  },
};

async function show(figure) {
  const place = document.createElement("div");
  place.className = "drawn";
  try {
    const answer = await fetch(figure.dataset.src);
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    const specification = await answer.json();
    for (const name of figure.dataset.scripts.split(" ")) await load(name);
    place.style.width = `${figure.clientWidth}px`;
    figure.append(place);
    await draw[figure.dataset.draw](place, specification);
    place.style.width = "";
    figure.classList.add("is-drawn");
  } catch (error) {
    place.remove();
    console.error(error);
  }
}

const near = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) {
      near.unobserve(entry.target);
      show(entry.target);
    }
  }
}, { rootMargin: "600px" });

document.querySelectorAll(".output.interactive").forEach((figure) => near.observe(figure));
