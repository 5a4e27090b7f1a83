// Shows what Pagefind finds for the words in the field, while they are typed. The words stand in the address,
// so that a search can be linked to.
const form = document.querySelector("form.search");
const field = form.elements.q;
const status = document.querySelector(".found");
const list = document.querySelector("ol.entries");
// What somebody types while the search is on its way stays.
field.value ||= new URLSearchParams(location.search).get("q") || "";
const pagefind = await import(new URL(form.dataset.index, document.baseURI));

// Chinese and Japanese write no spaces between words: in the index each of their letters is one.
const letter = "[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}ー]";
const run = new RegExp(`${letter}+`, "gu");
const seam = new RegExp(`(?<=${letter}(</mark>)?) (?=\\S)|(?<=\\S) (?=(<mark>)?${letter})`, "gu");
const whole = (text) => text.replace(seam, "").replaceAll("</mark><mark>", "");

async function search(words) {
  const runs = words.match(run);
  if (!runs) return pagefind.debouncedSearch(words, {}, 120);
  const spaced = words.replace(run, (letters) => ` ${[...letters].join(" ")} `).trim();
  const phrase = runs[0] === words ? `"${spaced}"` : spaced;
  const answer = await pagefind.debouncedSearch(phrase, {}, 120);
  if (answer === null) return null;
  const found = await Promise.all(answer.results.slice(0, 100).map((result) => result.data()));
  const holds = (one) => runs.every((letters) => whole(`${one.meta.title}\n${one.content}`).includes(letters));
  return { results: found.filter(holds).map((one) => ({ data: () => one })) };
}

function entry(found) {
  const item = document.createElement("li");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  link.href = found.url;
  link.textContent = whole(found.meta.title);
  heading.append(link);
  const excerpt = document.createElement("p");
  excerpt.innerHTML = whole(found.excerpt); // escaped by Pagefind, but for its own <mark>
  item.append(heading, excerpt);
  return item;
}

async function show() {
  const words = field.value.trim();
  history.replaceState(null, "", words ? `?q=${encodeURIComponent(words)}` : location.pathname);
  const answer = await search(words);
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
if (field.value) await show();
