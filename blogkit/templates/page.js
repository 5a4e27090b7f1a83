// What a script adds to a page that is complete without it: copying code, the switch between light and dark,
// "/" for the search, and the keyboard for what scrolls sideways.
"use strict";

const words = document.documentElement.dataset;

function codeOf(block) {
  const code = block.querySelector("td.code code, td.code pre") || block.querySelector("code") || block;
  const copy = code.cloneNode(true);
  for (const extra of copy.querySelectorAll(".mark, .claim-broken, .linenos, .ln, .lnt")) extra.remove();
  return copy.textContent.replace(/[ \t]+$/gm, "").replace(/\n+$/, "\n");
}

function addButton(block) {
  const button = document.createElement("button");
  const say = (text) => { button.textContent = text; };
  button.type = "button";
  button.className = "copy";
  say(words.copy);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(codeOf(block));
      say(words.copied);
    } catch {
      say(words.notCopied);
    }
    setTimeout(() => say(words.copy), 2000);
  });
  block.append(button);
}

// The clipboard needs a secure page; without one there is nothing a button could do.
if (navigator.clipboard) {
  document.querySelectorAll("div.highlight, details.recipe > pre").forEach((block) => {
    if (!block.closest(".output")) addButton(block);
  });
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const sources = document.querySelectorAll("source[media]");
const button = document.querySelector("button.theme");

// A page that runs no script of its own head hears of the reader's choice here.
if (words.theme === undefined) {
  try { words.theme = localStorage.theme || ""; } catch { words.theme = ""; }
}

function isDark() {
  return words.theme ? words.theme === "dark" : dark.matches;
}

// Pictures follow the system by themselves; a choice of the reader's counts more.
function show() {
  for (const source of sources) source.media = isDark() ? "all" : "not all";
  button.setAttribute("aria-pressed", isDark());
}

function choose() {
  const chosen = isDark() ? "light" : "dark";
  words.theme = (chosen === "dark") === dark.matches ? "" : chosen;
  try {
    localStorage.theme = words.theme;
  } catch { /* a browser that remembers nothing still switches */ }
  show();
}

button.hidden = false;
button.addEventListener("click", choose);
dark.addEventListener("change", show);
addEventListener("storage", (event) => {
  if (event.key === "theme") { words.theme = event.newValue || ""; show(); }
});
if (words.theme) show();
button.setAttribute("aria-pressed", isDark());

addEventListener("keydown", (event) => {
  const field = document.querySelector("input[type=search]");
  if (event.key !== "/" || !field || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  field.focus();
});

function reachable() {
  const all = [...document.querySelectorAll("pre, .wide, .output, math[display=block]")];
  // all are measured before the first is changed: the page is laid out once
  for (const wide of all.filter((one) => one.scrollWidth > one.clientWidth + 1)) wide.tabIndex = 0;
}
addEventListener("resize", reachable);
addEventListener("load", reachable);
