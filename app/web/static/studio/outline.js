// The outline: the form as a tree, by mouse, by touch and by keys.
import Sortable from "../vendor/sortable.js";
import { html, icon, cls } from "./html.js";
import { state, tree, labelOf, findingsAt, edit, choose, notify, undo } from "./store.js";
import * as docs from "./doc.js";
import * as trees from "./tree.js";
import { freeName } from "./names.js";
import { typeIcon, typeName, META } from "./types.js";

const QUIET = new Set(Object.keys(META));

export function titleOf(node) {
  const cells = node.row.cells;
  if (node.kind.word === "include") { return (state.content.blocks.find((block) => block.key === cells.name) || { name: cells.name }).name; }
  return labelOf(cells) || (QUIET.has(node.kind.word) ? META[node.kind.word] : cells.name) || "Tanpa kalimat";
}

export function Outline() {
  const found = matching();
  return html`<section class=${cls("s-outline", state.pane === "susunan" && "s-now")} aria-label="Susunan formulir">
    <div class="s-seek"><input class="form-control" type="search" id="cari" placeholder="Cari pertanyaan" aria-label="Cari pertanyaan" value=${state.search} onInput=${(event) => { state.search = event.target.value; }} onKeydown=${leaveSearch} /></div>
    <div class="s-tree" role="tree" aria-label="Pertanyaan" onKeydown=${onKey}>
      ${found ? html`<ol class="s-list">${found.map((node) => Item(node, true))}</ol>` : List(tree.value.roots, "")}
      ${found && !found.length && html`<p class="s-none">Tidak ada pertanyaan yang memuat “${state.search}”.</p>`}
      ${!tree.value.roots.some((node) => !QUIET.has(node.kind.word)) && html`<p class="s-none">Belum ada pertanyaan. Tekan <strong>Tambah pertanyaan</strong> untuk mulai.</p>`}
    </div>
    <div class="s-adds">
      <button class="btn btn-primary" type="button" id="tambah" onClick=${() => { state.dialog = { kind: "tambah" }; }}>${icon("plus")}Tambah pertanyaan</button>
      <button class="btn" type="button" onClick=${() => addGroup("begin_group")}>${icon("folder")}Grup</button>
      <button class="btn" type="button" onClick=${() => addGroup("begin_repeat")}>${icon("repeat")}Perulangan</button>
      <button class="btn" type="button" onClick=${() => { state.dialog = { kind: "blok" }; }}>${icon("puzzle")}Blok</button>
    </div>
  </section>`;
}

function matching() {
  const words = state.search.trim().toLowerCase();
  if (!words) { return null; }
  return tree.value.nodes.filter((node) => (titleOf(node) + " " + (node.row.cells.name || "") + " " + (node.row.cells.profile_field || "")).toLowerCase().includes(words));
}

function leaveSearch(event) {
  if (event.key === "Escape") { state.search = ""; focusChosen(); }
  if (event.key === "ArrowDown" || event.key === "Enter") {
    const found = matching();
    if (found && found.length) { event.preventDefault(); choose(found[0].id); focusChosen(); }
  }
}

function List(nodes, parentId) {
  return html`<ol class="s-list" role=${parentId ? "group" : "presentation"} data-parent=${parentId} key=${"in-" + parentId} onVnodeMounted=${(vnode) => sortable(vnode.el)}>${nodes.map((node) => Item(node, false))}</ol>`;
}

function Item(node, flat) {
  const { id, kind, row } = node;
  const branch = trees.opens(kind.word);
  const folded = state.folded.has(id);
  const chosen = state.chosen === id;
  return html`<li key=${id} data-id=${id} class=${cls("s-item", branch && "s-branch")}>
    <div class=${cls("s-line", chosen && "s-chosen")} role="treeitem" aria-level=${node.depth + 1} aria-selected=${chosen ? "true" : "false"} aria-expanded=${branch && !flat ? String(!folded) : null} tabindex=${chosen ? 0 : -1} id=${"baris-" + id} onClick=${() => choose(id)}>
      <span class="s-grip" title="Seret untuk memindahkan">${icon("grip-vertical")}</span>
      ${branch && !flat ? html`<button class="s-fold" type="button" tabindex="-1" aria-label=${folded ? "Buka" : "Lipat"} onClick=${(event) => { event.stopPropagation(); fold(id); }}>${icon(folded ? "chevron-right" : "chevron-down")}</button>` : null}
      <span class="s-type" title=${typeName(kind.word)}>${icon(typeIcon(kind.word))}</span>
      <span class=${cls("s-words", !labelOf(row.cells) && "s-faint")}>${titleOf(node)}</span>
      <span class="s-marks">${row.cells.required && row.cells.required !== "no" && icon("asterisk", "wajib diisi")}${row.cells.relevant && icon("filter", "ditanyakan bila")}${row.cells.profile_field && icon("database", "masuk ke profil")}${Sign(id)}</span>
    </div>
    ${branch && !flat && !folded ? List(node.children, id) : null}
  </li>`;
}

function Sign(id) {
  const found = findingsAt.value.get("survey/" + id);
  if (!found) { return null; }
  const bad = found.some((finding) => finding.severity === "error");
  return html`<span class=${bad ? "s-bad" : "s-warn"}>${icon(bad ? "alert-circle" : "alert-triangle", bad ? "ada kesalahan" : "ada peringatan")}</span>`;
}

export function fold(id) {
  const folded = new Set(state.folded);
  if (!folded.delete(id)) { folded.add(id); }
  state.folded = folded;
}

// The library moves the element; it is put back, and the form is moved instead.
function sortable(element) {
  Sortable.create(element, {
    group: "susunan", handle: ".s-grip", animation: 120, forceFallback: true, fallbackOnBody: true, swapThreshold: 0.6, delay: 120, delayOnTouchOnly: true,
    emptyInsertThreshold: 12,
    onEnd: function (event) {
      const { item, from, to, oldIndex } = event;
      const before = item.nextElementSibling ? item.nextElementSibling.dataset.id : null;
      const moved = from !== to || event.newIndex !== oldIndex;
      from.insertBefore(item, from.children[oldIndex + (from === to && event.newIndex < oldIndex ? 1 : 0)] || null);
      if (moved) { edit(trees.moveNode(state.doc, item.dataset.id, to.dataset.parent || null, before)); }
    },
  });
}

// -- by keys

const visible = () => tree.value.nodes.filter(function (node) {
  for (let above = node.parent; above; above = above.parent) { if (state.folded.has(above.id)) { return false; } }
  return true;
});

export function focusChosen() {
  requestAnimationFrame(function () {
    const line = document.getElementById("baris-" + state.chosen);
    if (line) { line.focus({ preventScroll: true }); line.scrollIntoView({ block: "nearest" }); }
  });
}

function walk(step) {
  const nodes = visible();
  const next = nodes[nodes.findIndex((node) => node.id === state.chosen) + step];
  if (next) { state.chosen = next.id; state.tab = "pertanyaan"; focusChosen(); }
}

const KEYS = {
  ArrowDown: () => walk(1), ArrowUp: () => walk(-1),
  ArrowRight: () => { if (state.folded.has(state.chosen)) { fold(state.chosen); } },
  ArrowLeft: function () {
    const node = tree.value.byId.get(state.chosen);
    if (trees.opens(node.kind.word) && !state.folded.has(node.id)) { fold(node.id); }
    else if (node.parent) { state.chosen = node.parent.id; focusChosen(); }
  },
  Enter: () => { state.pane = "isi"; requestAnimationFrame(() => { const first = document.querySelector(".s-card textarea, .s-card input, .s-card select"); if (first) { first.focus(); } }); },
  Delete: () => removeChosen(),
};
const WITH_ALT = {
  ArrowUp: () => edit(trees.shiftNode(state.doc, state.chosen, -1)), ArrowDown: () => edit(trees.shiftNode(state.doc, state.chosen, 1)),
  ArrowRight: () => edit(trees.nestNode(state.doc, state.chosen)), ArrowLeft: () => edit(trees.unnestNode(state.doc, state.chosen)),
};

function onKey(event) {
  if (!tree.value.byId.has(state.chosen) || event.ctrlKey || event.metaKey || event.target.closest("button")) { return; }
  const act = (event.altKey ? WITH_ALT : KEYS)[event.key];
  if (act) { event.preventDefault(); act(); if (event.altKey) { focusChosen(); } }
}

// -- what is done to the chosen question

export function removeChosen() {
  const node = tree.value.byId.get(state.chosen);
  if (!node) { return; }
  const nodes = visible();
  const at = nodes.indexOf(node);
  const inside = node.last - node.first > 1 ? " dan isinya" : "";
  const next = nodes.slice(at + 1).find((other) => other.first > node.last) || nodes[at - 1];
  edit(trees.removeNode(state.doc, node.id));
  state.chosen = next ? next.id : "";
  notify("“" + titleOf(node) + "”" + inside + " dihapus.", "info", { words: "Urungkan", run: undo });
  focusChosen();
}

export function duplicateChosen() {
  if (!state.chosen) { return; }
  const made = trees.duplicateNode(state.doc, state.chosen, freeName);
  edit(made.doc);
  state.chosen = made.id;
  focusChosen();
}

// `doc` already holds what the new question needs, as its list of choices: undone with it. Rows `before`
// stand right before it.
export function add(cells, doc, before = []) {
  const at = trees.placeAfter(state.doc, state.chosen, true);
  const made = trees.insertNode(doc || state.doc, at, cells);
  edit(before.length ? docs.insertRows(made.doc, "survey", at, before) : made.doc);
  choose(made.id);
  state.search = "";
  requestAnimationFrame(function () {
    const line = document.getElementById("baris-" + made.id);
    if (line) { line.scrollIntoView({ block: "nearest" }); }
    const first = document.querySelector(".s-card textarea");
    if (first) { first.focus(); }
  });
}

function addGroup(word) {
  const taken = new Set(docs.rowsOf(state.doc, "survey").map((row) => row.cells.name));
  const name = freeName(word === "begin_group" ? "grup" : "perulangan", taken);
  add({ type: word.replace("_", " "), name, ...(word === "begin_group" ? { appearance: "field-list" } : {}) });
}
