// Files of the form: lists of places and sasaran, and what the author gave.
import { html, icon } from "./html.js";
import { state, tree, edit, sendFiles, cell } from "./store.js";
import * as docs from "./doc.js";
import { Choice, Field, Line } from "./fields.js";
import { questionsBefore } from "./rules.js";

const size = (bytes) => bytes < 1024 * 1024 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1024 / 1024).toFixed(1).replace(".", ",") + " MB";

export function FilePicker(node) {
  const { row, kind } = node;
  const files = state.content.files.filter((file) => /\.(csv|xml|geojson)$/.test(file.name));
  const known = files.find((file) => file.name === kind.source);
  return html`<section class="s-field"><label class="form-label" for="isian-file">Pilihan dari berkas</label>
    <div class="s-pair">${Choice({ value: kind.source, column: "file", options: files.map((file) => [file.name, file.words ? file.words + " (" + file.name + ")" : file.name]), onInput: (name) => setFile(node, name) })}${Upload("Unggah CSV")}</div>
    <div class="form-hint">Berkas CSV dengan kolom name dan label. Daftar wilayah dan sasaran dibuat server menurut hak tiap ponsel.</div>
    ${!known && html`<p class="s-wrong"><span class="s-warn">${icon("alert-triangle")} Berkas ${kind.source} belum diunggah.</span></p>`}
    ${Filter(node, known)}</section>`;
}

function setFile(node, name) { edit(docs.setCells(state.doc, "survey", node.id, { type: node.kind.word + " " + name })); }

// Lists of places know what they lie in: desa of the kecamatan that was chosen.
function Filter(node, file) {
  const above = file && file.columns.length > 2 ? file.columns.slice(2) : [];
  const before = questionsBefore(node).filter((one) => /^select_one/.test(one.word));
  const text = node.row.cells.choice_filter || "";
  return html`${above.length > 0 && before.length > 0 && html`<div class="s-small">Saring menurut ${above.map((column) => Choice({ value: (new RegExp("^" + column + " = \\$\\{(.+)\\}$").exec(text) || [])[1] || "", label: column, column: "filter-" + column, options: [["", column + ": semua"], ...before.map((one) => [one.name, one.label])], onInput: (name) => cell(node.id, "choice_filter", name ? column + " = ${" + name + "}" : "", null) }))}</div>`}
    ${Field({ label: "Saringan pilihan (XPath)", id: node.id, column: "choice_filter", children: Line({ value: text, column: "choice_filter", code: true, onInput: (more) => cell(node.id, "choice_filter", more) }) })}`;
}

export function Upload(words) {
  return html`<label class="btn s-upload">${icon("paperclip")}${words}<input class="visually-hidden" type="file" multiple onChange=${(event) => { const files = [...event.target.files]; event.target.value = ""; if (files.length) { sendFiles(files); } }} /></label>`;
}

export function Media() {
  const given = state.content.files.filter((file) => file.given);
  return html`<section class="s-card"><header class="s-card-head"><h2>Berkas formulir</h2><div class="s-acts">${Upload("Unggah berkas")}</div></header>
    ${given.length ? html`<ul class="s-files">${given.map((file) => html`<li key=${file.name}>${icon(/\.(png|jpe?g|webp|gif)$/i.test(file.name) ? "photo" : "file")}<span><strong>${file.name}</strong><span class="s-small">${size(file.size)}; ${usedIn(file.name) || "belum dipakai"}</span></span></li>`)}</ul>` : html`<p class="s-none">Belum ada berkas. Unggah gambar, suara, atau daftar CSV yang dipakai formulir ini.</p>`}
    <p class="form-hint">Gambar dipilih pada pertanyaan di <strong>Tampilan dan nilai awal</strong>; daftar CSV dipilih pada pertanyaan jenis “Pilih satu dari berkas”. Berkas ikut ke ponsel bersama versi yang terbit.</p></section>`;
}

function usedIn(name) {
  const node = tree.value.nodes.find((one) => Object.values(one.row.cells).some((text) => text === name || text.endsWith(" " + name)));
  return node ? "dipakai “" + (node.row.cells.name || "") + "”" : "";
}
