// Tagged templates for Vue's render functions: nothing is compiled from text while the page runs.
import { h } from "../vendor/vue.js";
import htm from "../vendor/htm.js";

export const html = htm.bind(h);

const sprite = document.getElementById("studio").dataset.icons;

export function icon(name, label) {
  const said = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return html`<svg class="icon" viewBox="0 0 24 24" ...${said}><use href=${sprite + "#" + name}></use></svg>`;
}

export const cls = (...names) => names.filter(Boolean).join(" ");

let counted = 0;
export const nextNumber = () => { counted += 1; return counted; };
