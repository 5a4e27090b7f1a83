// Shows what Pagefind finds for the words in the field, while they are typed. The words stand in the address,
// so that a search can be linked to.
const form = document.querySelector("form.search");
const field = form.elements.q;
const status = document.querySelector(".found");
const list = document.querySelector("ol.entries");
const pagefind = await import(new URL(form.dataset.index, document.baseURI));

function entry(found) {
  const item = document.createElement("li");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  link.href = found.url;
  link.textContent = found.meta.title;
  heading.append(link);
  const excerpt = document.createElement("p");
  excerpt.innerHTML = found.excerpt; // escaped by Pagefind, but for its own <mark>
  item.append(heading, excerpt);
  return item;
}

async function show() {
  const words = field.value.trim();
  history.replaceState(null, "", words ? `?q=${encodeURIComponent(words)}` : location.pathname);
  const answer = await pagefind.debouncedSearch(words, {}, 120);
  if (answer === null) return; // more was typed meanwhile
  const shown = await Promise.all(answer.results.slice(0, 20).map((result) => result.data()));
  if (words !== field.value.trim()) return;
  const count = answer.results.length;
  const said = { 0: status.dataset.none, 1: status.dataset.one }[count] || status.dataset.other;
  status.textContent = words ? said.replace("{count}", count) : "";
  list.replaceChildren(...shown.map(entry));
}

form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", show);
field.value = new URLSearchParams(location.search).get("q") || "";
if (field.value) await show();
