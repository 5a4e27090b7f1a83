// Adds a button to each code block that copies the code as it was written: no line numbers, no marks, no outputs.
// The page is complete without it.
"use strict";

function codeOf(block) {
  const code = block.querySelector("td.code code, td.code pre") || block.querySelector("code") || block;
  const copy = code.cloneNode(true);
  for (const extra of copy.querySelectorAll(".mark, .claim-broken, .linenos, .ln, .lnt")) extra.remove();
  return copy.textContent.replace(/[ \t]+$/gm, "").replace(/\n+$/, "\n");
}

function addButton(block) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(codeOf(block));
      button.textContent = "Copied";
    } catch {
      button.textContent = "Copying failed";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  block.append(button);
}

// The clipboard needs a secure page; without one there is nothing a button could do.
if (navigator.clipboard) document.querySelectorAll("div.highlight").forEach(addButton);
