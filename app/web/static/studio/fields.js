// The inputs the cards are made of: each writes one cell and shows what is wrong with it.
import { html, icon, cls } from "./html.js";
import { state, findingsAt, languages, inLanguage, cell } from "./store.js";

export const findingsOf = (sheet, id, columns) => (findingsAt.value.get(sheet + "/" + id) || []).filter((finding) => columns.includes(finding.column));

export function Wrong({ sheet, id, columns }) {
  const found = findingsOf(sheet || "survey", id, columns);
  return found.length ? html`<ul class="s-wrong">${found.map((finding) => html`<li class=${finding.severity === "error" ? "s-bad" : "s-warn"}>${icon(finding.severity === "error" ? "alert-circle" : "alert-triangle")}<span>${finding.message} <span class="s-cure">${finding.cure}</span></span></li>`)}</ul>` : null;
}

export function Field({ label, help, id, column, sheet, children }) {
  return html`<div class="s-field"><label class="form-label" for=${"isian-" + column}>${label}</label>${children}${help && html`<div class="form-hint">${help}</div>`}${Wrong({ sheet, id, columns: [column] })}</div>`;
}

// A browser that does not size fields by their content is helped.
const sizes = CSS.supports("field-sizing", "content");
const grown = (element) => { if (element && !sizes) { element.style.height = "auto"; element.style.height = Math.min(element.scrollHeight + 2, 240) + "px"; } };

export function Area({ value, column, onInput, placeholder, rows, code, label }) {
  return html`<textarea class=${cls("form-control", code && "s-code")} id=${"isian-" + column} aria-label=${label || null} rows=${rows || 1} placeholder=${placeholder || ""} spellcheck=${code ? "false" : null} value=${value || ""} onInput=${(event) => { grown(event.target); onInput(event.target.value); }} onVnodeMounted=${(vnode) => grown(vnode.el)} onVnodeUpdated=${(vnode) => grown(vnode.el)}></textarea>`;
}

export function Line({ value, column, onInput, onChange, placeholder, type, code, list, label, readonly }) {
  return html`<input class=${cls("form-control", code && "s-code")} id=${"isian-" + column} aria-label=${label || null} type=${type || "text"} list=${list || null} readonly=${readonly || null} placeholder=${placeholder || ""} autocomplete="off" spellcheck=${code ? "false" : null} value=${value || ""} onInput=${onInput && ((event) => onInput(event.target.value))} onChange=${onChange && ((event) => onChange(event.target.value))} />`;
}

export function Choice({ value, column, options, onInput, label }) {
  const known = options.some(([key]) => key === (value || ""));
  return html`<select class="form-select" id=${"isian-" + column} aria-label=${label || null} value=${value || ""} onChange=${(event) => onInput(event.target.value)}>${options.map(([key, words]) => html`<option key=${key} value=${key} selected=${key === (value || "")}>${words}</option>`)}${!known && html`<option value=${value} selected>${value}</option>`}</select>`;
}

export function Tick({ value, words, onInput, name }) {
  return html`<label class="form-check s-tick"><input class="form-check-input" type="checkbox" name=${name || null} checked=${Boolean(value)} onChange=${(event) => onInput(event.target.checked)} /><span class="form-check-label">${words}</span></label>`;
}

// A text in each language of the form, one below the other.
export function Spoken({ row, column, label, help, onInput, rows, first }) {
  return html`<div class="s-field"><div class="form-label">${label}</div>${languages.value.map((language, at) => {
    const own = inLanguage(column, language);
    return html`<div class="s-spoken" key=${own}>${languages.value.length > 1 && html`<span class="s-language">${(language || "Utama").replace(/\s*\(.*\)/, "")}</span>`}${Area({ value: row.cells[own], column: own, rows, label: label + (language ? ", " + language : ""), placeholder: at === 0 ? first : "", onInput: (text) => (onInput ? onInput(own, text, at) : cell(row.id, own, text)) })}</div>`;
  })}${help && html`<div class="form-hint">${help}</div>`}${Wrong({ id: row.id, columns: [column, ...languages.value.map((language) => inLanguage(column, language))] })}</div>`;
}

// A part of a card that opens; open by itself where something stands in it.
export function Part({ title, about, open, children, name }) {
  const key = state.chosen + "/" + (name || title);
  const shown = state.parts && key in state.parts ? state.parts[key] : Boolean(open);
  return html`<details class="s-part" key=${key} open=${shown} onToggle=${(event) => { if (event.target.open !== shown) { state.parts = { ...state.parts, [key]: event.target.open }; } }}><summary><span class="s-part-title">${title}</span>${about && html`<span class="s-about">${about}</span>`}${icon("chevron-down")}</summary><div class="s-part-in">${children}</div></details>`;
}
