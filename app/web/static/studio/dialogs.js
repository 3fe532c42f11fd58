// What opens over the editor: kinds of questions, blocks, choices to paste, two texts to choose from, keys.
import { html, icon, cls } from "./html.js";
import { state, settle, inLanguage, languages } from "./store.js";
import * as docs from "./doc.js";
import { TYPES, columnName } from "./types.js";
import { add } from "./outline.js";
import { freeName } from "./names.js";
import { freeList, withList } from "./card.js";
import { pasteChoices } from "./choices.js";
import { Questions } from "./blocks.js";

const close = () => { state.dialog = null; };

export function Dialogs() {
  if (state.conflicts) { return Conflicts(); }
  const shown = state.dialog && { tambah: AddQuestion, blok: AddBlock, tempel: Paste, tombol: Keys }[state.dialog.kind];
  return shown ? shown(state.dialog) : null;
}

function Box({ title, children, wide, kind, closing }) {
  return html`<dialog class=${cls("s-dialog", wide && "s-wide")} key=${kind} aria-label=${title} onVnodeMounted=${(vnode) => { vnode.el.showModal(); const first = vnode.el.querySelector("[data-first]"); if (first) { first.focus(); } }} onCancel=${(event) => { event.preventDefault(); if (closing !== false) { close(); } }} onClick=${(event) => { if (closing !== false && event.target.nodeName === "DIALOG") { close(); } }}>
    <header class="s-card-head"><h2>${title}</h2>${closing !== false && html`<button class="btn btn-icon" type="button" onClick=${close}>${icon("x", "Tutup")}</button>`}</header>${children}</dialog>`;
}

function AddQuestion() {
  return Box({ kind: "tambah", title: "Tambah pertanyaan", wide: true, children: html`<div class="s-kinds">${TYPES.map(([group, types], at) => html`<section key=${group}><h3>${group}</h3><div class="s-kind-list">${types.map(([word, name, sign, help], place) => html`<button class="s-kind" type="button" key=${word} data-type=${word} data-first=${at === 0 && place === 0 ? "" : null} onClick=${() => begin(word)}>${icon(sign)}<span><strong>${name}</strong><span>${help}</span></span></button>`)}</div></section>`)}</div>` });
}

function begin(word) {
  close();
  const taken = new Set(docs.rowsOf(state.doc, "survey").map((row) => row.cells.name));
  const cells = { type: word, name: freeName("pertanyaan", taken) };
  if (word.startsWith("begin_")) { Object.assign(cells, { type: word.replace("_", " "), name: freeName(word === "begin_group" ? "grup" : "perulangan", taken) }, word === "begin_group" ? { appearance: "field-list" } : {}); }
  if (word === "image") { cells.parameters = "max-pixels=1600"; }
  if (word === "range") { cells.parameters = "start=0 end=10 step=1"; }
  if (/^(select_one|select_multiple|rank)$/.test(word)) {
    const list = freeList("pilihan");
    cells.type = word + " " + list;
    add(cells, withList(state.doc, list));
    return;
  }
  if (word === "select_one_from_file") { cells.type = word + " posyandu.csv"; }
  add(cells);
}

function AddBlock() {
  const used = new Set(docs.rowsOf(state.doc, "survey").filter((row) => row.cells.type === "include").map((row) => row.cells.name));
  return Box({ kind: "blok", title: "Blok bersama", wide: true, children: html`<p class="s-small">Pertanyaan yang sama di banyak formulir. Bila blok berubah, semua formulir yang memakainya ikut pada versi berikutnya.</p><ul class="s-blocks">${state.content.blocks.map((block) => html`<li key=${block.key}><details><summary><strong>${block.name}</strong><span class="s-small">${block.questions.filter((one) => one.label).length} pertanyaan; ${block.forms.length ? "dipakai formulir lain" : "belum dipakai"}</span></summary>${Questions(block)}${block.forms.length > 0 && html`<p class="s-small">Dipakai: ${block.forms.join("; ")}</p>`}</details><button class="btn" type="button" disabled=${used.has(block.key)} onClick=${() => takeIn(block)}>${used.has(block.key) ? "Sudah ada" : "Pakai"}</button></li>`)}</ul>` });
}

function takeIn(block) {
  close();
  add({ type: "include", name: block.key }, docs.withAsked(state.doc, block.asks), docs.askedRows(state.doc, block.asks));
}

function Paste({ list }) {
  return Box({ kind: "tempel", title: "Tempel beberapa pilihan", children: html`<form method="dialog" onSubmit=${(event) => { event.preventDefault(); pasteChoices(list, event.target.elements.baris.value); close(); }}><label class="form-label" for="baris">Satu pilihan tiap baris</label><textarea class="form-control" id="baris" name="baris" rows="9" data-first="" placeholder=${"Ya\nTidak\nTidak tahu"}></textarea><div class="form-hint">Dari Excel boleh dua kolom: kode, lalu kalimatnya.</div><button class="btn btn-primary mt-3" type="submit">Tambahkan</button></form>` });
}

// -- two officers wrote in the same place

function Conflicts() {
  const picked = state.picked || {};
  const keyOf = (one) => one.sheet + "/" + one.id + "/" + one.column;
  const pick = (one, mine) => { state.picked = { ...picked, [keyOf(one)]: mine }; };
  const open = state.conflicts.filter((one) => !(keyOf(one) in picked)).length;
  return Box({ kind: "bentrok", closing: false, wide: true, title: state.savedBy + " menulis di tempat yang sama", children: html`<p>Tulisan Anda belum tersimpan. Pilih yang berlaku; yang lain sudah digabung.</p>
    <ol class="s-conflicts">${state.conflicts.map((one) => html`<li key=${keyOf(one)}><p class="s-small">${placeOf(one)}${one.was ? ". Semula: “" + one.was + "”" : ""}</p><div class="s-two">${[[false, state.savedBy, one.theirs], [true, "Anda", one.mine]].map(([mine, who, text]) => html`<button type="button" class=${cls("s-text", picked[keyOf(one)] === mine && "s-picked")} aria-pressed=${picked[keyOf(one)] === mine ? "true" : "false"} onClick=${() => pick(one, mine)}><span class="s-small">${who}</span><span>${text || "(kosong)"}</span></button>`)}</div></li>`)}</ol>
    <button class="btn btn-primary" type="button" disabled=${open > 0} onClick=${() => { const mine = state.conflicts.filter((one) => picked[keyOf(one)]); state.picked = {}; settle(mine); }}>${open ? open + " belum dipilih" : "Simpan pilihan ini"}</button>` });
}

function placeOf(one) {
  const row = docs.rowOf(state.doc, one.sheet, one.id) || docs.rowOf(state.merged, one.sheet, one.id);
  const cells = row ? row.cells : {};
  const name = cells[inLanguage("label", languages.value[0])] || cells.name || "";
  return ({ survey: "Pertanyaan", choices: "Pilihan", settings: "Pengaturan" }[one.sheet] || one.sheet) + (name ? " “" + name + "”" : "") + (one.column ? ", " + columnName(one.column) : "");
}

const KEYS = [
  ["↑ ↓", "Pertanyaan sebelum dan sesudahnya"], ["← →", "Lipat dan buka grup"], ["Alt + ↑ ↓", "Pindahkan naik atau turun"], ["Alt + → ←", "Masukkan ke grup di atasnya, keluarkan dari grup"],
  ["Enter", "Ubah pertanyaan"], ["Esc", "Kembali ke susunan"], ["Ctrl + Enter", "Tambah pertanyaan"], ["Ctrl + D", "Gandakan"], ["Delete", "Hapus (dapat diurungkan)"],
  ["Ctrl + Z, Ctrl + Y", "Urungkan, ulangi"], ["Ctrl + S", "Simpan sekarang"], ["Ctrl + K", "Cari pertanyaan"],
];

function Keys() {
  return Box({ kind: "tombol", title: "Tombol papan ketik", children: html`<dl class="s-keys">${KEYS.map(([key, words]) => html`<dt>${key}</dt><dd>${words}</dd>`)}</dl>` });
}

