// The choices of a question: its list, which others share, choices that depend on an earlier answer, files.
import Sortable from "../vendor/sortable.js";
import { html, icon } from "./html.js";
import { state, tree, edit, cell, languages, inLanguage, findingsAt } from "./store.js";
import * as docs from "./doc.js";
import { nameFrom, freeName } from "./names.js";
import { picks } from "./tree.js";
import { titleOf } from "./outline.js";
import { freeList, listNames, withList } from "./card.js";
import { choicesOf, questionsBefore } from "./rules.js";
import { Choice, Field, Line, Wrong } from "./fields.js";
import { FilePicker } from "./media.js";

export function Choices(node) {
  if (node.kind.word.endsWith("_from_file")) { return FilePicker(node); }
  const list = node.kind.source;
  const shared = state.content.lists[list] && !listNames().has(list);
  return html`<section class="s-field s-choices"><div class="form-label">Pilihan jawaban</div>
    <div class="s-pair">${Choice({ value: list, column: "list", label: "Daftar pilihan", options: options(list), onInput: (name) => setList(node, name) })}</div>
    ${SharedNote(node, shared)}
    ${shared ? html`<ul class="s-plain">${choicesOf(list).map(([name, label]) => html`<li>${label} <span class="code">${name}</span></li>`)}</ul>` : Rows(node, list)}
    ${Cascade(node, list)}
    ${Wrong({ id: node.id, columns: ["choice_filter"] })}</section>`;
}

function options(list) {
  const own = [...listNames()];
  const shared = Object.keys(state.content.lists).filter((name) => !own.includes(name));
  const some = [...own.map((name) => [name, "Daftar: " + name]), ...shared.map((name) => [name, "Daftar bersama: " + name])];
  return [...some, ...(some.some(([name]) => name === list) ? [] : [[list, "Daftar: " + list]]), ["", "+ Daftar baru"]];
}

function setType(node, list, doc) {
  const word = node.kind.word + " " + list + (node.kind.other ? " or_other" : "");
  return docs.setCells(doc, "survey", node.id, { type: word });
}

function setList(node, name) {
  const list = name || freeList(node.row.cells.name || "pilihan");
  edit(withList(setType(node, list, state.doc), list));
}

const usersOf = (list) => tree.value.nodes.filter((node) => picks(node.kind.word) && node.kind.source === list);

function SharedNote(node, shared) {
  const others = usersOf(node.kind.source).filter((other) => other !== node);
  if (shared) { return html`<p class="s-small">Daftar ini dipakai banyak formulir dan tidak dapat diubah di sini. <button class="btn btn-small" type="button" onClick=${() => separate(node)}>${icon("copy")}Salin menjadi daftar sendiri</button></p>`; }
  return others.length > 0 && html`<p class="s-small">Dipakai juga oleh: ${others.map(titleOf).join("; ")}. Perubahan berlaku untuk semuanya. <button class="btn btn-small" type="button" onClick=${() => separate(node)}>${icon("copy")}Pisahkan</button></p>`;
}

function separate(node) {
  const list = freeList(node.row.cells.name || node.kind.source);
  const own = docs.rowsOf(state.doc, "choices").filter((row) => row.cells.list_name === node.kind.source).map((row) => row.cells);
  const cells = own.length ? own : state.content.lists[node.kind.source];
  const rows = cells.map((one) => ({ id: docs.newId(), cells: { ...one, list_name: list } }));
  edit(docs.insertRows(setType(node, list, state.doc), "choices", docs.rowsOf(state.doc, "choices").length, rows));
}

const filterOf = (node) => /^\s*([A-Za-z_][\w-]*)\s*=\s*\$\{\s*([^}\s]+)\s*\}\s*$/.exec(node.row.cells.choice_filter || "");

function Rows(node, list) {
  const rows = docs.rowsOf(state.doc, "choices").filter((row) => row.cells.list_name === list);
  const filter = filterOf(node);
  const parent = filter && questionsBefore(node).find((one) => one.name === filter[2]);
  return html`<ol class="s-rows" key=${"rows-" + list} onVnodeMounted=${(vnode) => sortable(vnode.el, list)}>${rows.map((row, at) => Row({ row, at, rows, list, filter, parents: parent ? choicesOf(parent.list) : [] }))}</ol>
    <div class="s-adds"><button class="btn btn-small" type="button" onClick=${() => addChoice(list, rows)}>${icon("plus")}Tambah pilihan</button><button class="btn btn-small" type="button" onClick=${() => { state.dialog = { kind: "tempel", list }; }}>${icon("list-details")}Tempel beberapa</button></div>`;
}

function Row({ row, at, rows, list, filter, parents }) {
  const wrong = findingsAt.value.get("choices/" + row.id);
  return html`<li key=${row.id} data-id=${row.id} class="s-choice"><span class="s-grip" title="Seret untuk memindahkan">${icon("grip-vertical")}</span>
    <div class="s-choice-in">${languages.value.map((language, place) => Line({ value: row.cells[inLanguage("label", language)], column: "pilihan-" + row.id + "-" + place, label: "Pilihan " + (at + 1) + (language ? ", " + language : ""), placeholder: language ? language.replace(/\s*\(.*\)/, "") : "", onInput: (text) => setLabel(row, language, place, text, rows) }))}
    ${filter && html`<select class="form-select" aria-label="Bila jawaban sebelumnya" value=${row.cells[filter[1]] || ""} onChange=${(event) => edit(docs.setCells(state.doc, "choices", row.id, { [filter[1]]: event.target.value }))}><option value="">bila … (belum dipilih)</option>${parents.map(([value, label]) => html`<option key=${value} value=${value} selected=${value === row.cells[filter[1]]}>bila ${label}</option>`)}</select>`}
    ${wrong && html`<ul class="s-wrong">${wrong.map((finding) => html`<li class=${finding.severity === "error" ? "s-bad" : "s-warn"}>${icon("alert-circle")}<span>${finding.message} ${finding.cure}</span></li>`)}</ul>`}</div>
    <input class="form-control s-code s-value" aria-label=${"Kode pilihan " + (at + 1)} title="Kode yang tersimpan" value=${row.cells.name || ""} onChange=${(event) => edit(docs.setCells(state.doc, "choices", row.id, { name: event.target.value.trim().replace(/\s+/g, "_") }))} />
    <button class="btn btn-icon" type="button" title="Hapus pilihan" onClick=${() => edit(docs.removeRows(state.doc, "choices", [row.id]))}>${icon("x", "Hapus pilihan " + (at + 1))}</button></li>`;
}

// The code follows the first label while nobody wrote one of their own.
function setLabel(row, language, place, text, rows) {
  const column = inLanguage("label", language);
  const cells = { [column]: text };
  const follows = /^pilihan_\d+$/.test(row.cells.name || "") || !row.cells.name || row.cells.name.replace(/_\d+$/, "") === codeFrom(row.cells[column] || "");
  if (place === 0 && follows && (!state.begunFrom || docs.fresh.has(row.id))) {
    cells.name = freeName(codeFrom(text) || row.cells.name, new Set(rows.filter((other) => other !== row).map((other) => other.cells.name)));
  }
  edit(docs.setCells(state.doc, "choices", row.id, cells), row.id + "/" + column);
}

const codeFrom = (text) => nameFrom(text).slice(0, 24);

function addChoice(list, rows) {
  const taken = new Set(rows.map((row) => row.cells.name));
  const row = { id: docs.newId(), cells: { list_name: list, name: freeName("pilihan_" + (rows.length + 1), taken) } };
  const all = docs.rowsOf(state.doc, "choices");
  const last = rows.length ? all.indexOf(rows[rows.length - 1]) + 1 : all.length;
  edit(docs.insertRows(state.doc, "choices", last, [row]));
  requestAnimationFrame(() => { const made = document.getElementById("isian-pilihan-" + row.id + "-0"); if (made) { made.focus(); } });
}

// One choice a line; "kode | Kalimat" where codes are given.
export function pasteChoices(list, text) {
  const taken = new Set(docs.rowsOf(state.doc, "choices").filter((row) => row.cells.list_name === list).map((row) => row.cells.name));
  const rows = [];
  for (const line of text.split("\n").map((one) => one.trim()).filter(Boolean)) {
    const [first, ...rest] = line.split(/\t|\|/).map((one) => one.trim());
    const label = rest.join(" ") || first;
    const name = freeName(rest.length ? first.replace(/\s+/g, "_") : codeFrom(label), taken);
    taken.add(name);
    rows.push({ id: docs.newId(), cells: { list_name: list, name, [inLanguage("label", languages.value[0])]: label } });
  }
  const all = docs.rowsOf(state.doc, "choices").filter((row) => !(row.cells.list_name === list && /^Pilihan \d+$/.test(row.cells[inLanguage("label", languages.value[0])] || "")));
  const last = all.map((row) => row.cells.list_name).lastIndexOf(list);
  const place = last < 0 ? all.length : last + 1;
  edit(docs.insertRows(docs.withRows(state.doc, "choices", all), "choices", place, rows));
}

// -- choices that depend on an earlier answer

function Cascade(node, list) {
  const before = questionsBefore(node).filter((one) => picks(one.word) && one.list !== list);
  const filter = filterOf(node);
  if (node.row.cells.choice_filter && !filter) {
    return Field({ label: "Saringan pilihan (XPath)", id: node.id, column: "choice_filter", children: Line({ value: node.row.cells.choice_filter, column: "choice_filter", code: true, onInput: (text) => cell(node.id, "choice_filter", text) }) });
  }
  if (!before.length) { return null; }
  return Field({ label: "Bergantung pada jawaban", id: node.id, column: "cascade", help: filter ? "Hanya pilihan yang ditandai untuk jawaban itu yang muncul. Rumus: " + node.row.cells.choice_filter : "Misalnya desa yang muncul menurut kecamatan yang dipilih.", children: Choice({ value: filter ? filter[2] : "", column: "cascade", options: [["", "Tidak, semua pilihan selalu muncul"], ...before.map((one) => [one.name, one.label])], onInput: (name) => cell(node.id, "choice_filter", name ? name + " = ${" + name + "}" : "", null) }) });
}

function sortable(element, list) {
  Sortable.create(element, {
    handle: ".s-grip", animation: 120, forceFallback: true, delay: 120, delayOnTouchOnly: true,
    onEnd: function (event) {
      const { item, from, oldIndex, newIndex } = event;
      const next = item.nextElementSibling ? item.nextElementSibling.dataset.id : null;
      from.insertBefore(item, from.children[oldIndex + (newIndex < oldIndex ? 1 : 0)] || null);
      if (oldIndex === newIndex) { return; }
      const staying = docs.rowsOf(state.doc, "choices").filter((row) => row.id !== item.dataset.id);
      const at = next ? staying.findIndex((row) => row.id === next) : staying.map((row) => row.cells.list_name).lastIndexOf(list) + 1;
      edit(docs.moveRows(state.doc, "choices", [item.dataset.id], at));
    },
  });
}
