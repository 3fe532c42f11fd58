// The card of what is chosen in the outline: a question, a group, a repeat or a block.
import { html, icon } from "./html.js";
import { state, chosenNode, edit, cell, inLanguage, languages } from "./store.js";
import * as docs from "./doc.js";
import { nameFrom, freeName, namesIn, renameReferences } from "./names.js";
import { kindOf, picks, opens } from "./tree.js";
import { typeName, typeIcon, changeable, TYPED, ANSWERLESS, LABELLESS, APPEARANCES, META } from "./types.js";
import { Field, Line, Area, Choice, Tick, Spoken, Part, Wrong } from "./fields.js";
import { Relevance, Bounds } from "./rules.js";
import { Choices } from "./choices.js";
import { Profile } from "./profile.js";
import { BlockCard } from "./blocks.js";
import { duplicateChosen, removeChosen } from "./outline.js";

export function Card() {
  const node = chosenNode.value;
  if (!node) { return html`<div class="s-none"><p>Pilih pertanyaan di susunan, atau tambahkan yang baru.</p></div>`; }
  const word = node.kind.word;
  return html`<article class="s-card" key=${node.id} aria-label="Pertanyaan yang dipilih">
    <header class="s-card-head"><span class="s-type s-type-big">${icon(typeIcon(word))}</span><h2>${word === "include" ? "Blok bersama" : opens(word) ? typeName(word) : "Pertanyaan"}</h2>
      <div class="s-acts"><button class="btn btn-icon" type="button" title="Gandakan (Ctrl+D)" onClick=${duplicateChosen}>${icon("copy", "Gandakan")}</button><button class="btn btn-icon" type="button" title="Hapus (Delete)" onClick=${removeChosen}>${icon("trash", "Hapus")}</button></div></header>
    ${word === "include" ? BlockCard(node) : opens(word) ? GroupCard(node) : QuestionCard(node)}
  </article>`;
}

function QuestionCard(node) {
  const { row, kind } = node;
  const word = kind.word;
  const spoken = !LABELLESS.has(word);
  const answered = !ANSWERLESS.has(word) && !META[word];
  return html`
    ${TypeField(node)}
    ${spoken && Spoken({ row, column: "label", label: word === "note" ? "Kalimat yang dibaca kader" : "Pertanyaan kepada kader", rows: 2, first: "Contoh: Berapa balita yang ditimbang?", onInput: (column, text, at) => setLabel(row, column, text, at) })}
    ${NameField(node)}
    ${spoken && Spoken({ row, column: "hint", label: "Petunjuk", help: "Tulisan kecil di bawah pertanyaan. Boleh kosong." })}
    ${picks(word) && Choices(node)}
    ${(word === "calculate" || row.cells.calculation) && Calculation(row)}
    ${answered && word !== "calculate" && Required(row)}
    ${spoken && Part({ title: "Kapan ditanyakan", name: "relevant", about: row.cells.relevant ? "" : "selalu", open: row.cells.relevant, children: Relevance(node) })}
    ${TYPED.has(word) && Part({ title: "Batas isian", name: "constraint", about: row.cells.constraint ? "" : "bebas", open: row.cells.constraint, children: Bounds(node) })}
    ${answered && Part({ title: "Masuk ke profil Posyandu", name: "profile_field", about: row.cells.profile_field ? "" : "tidak", open: row.cells.profile_field, children: Profile(node) })}
    ${Part({ title: "Tampilan dan nilai awal", name: "look", children: Look(node) })}
    ${Others(node)}`;
}

function GroupCard(node) {
  const { row, kind } = node;
  return html`
    ${Spoken({ row, column: "label", label: kind.word === "begin_repeat" ? "Judul perulangan" : "Judul grup", rows: 1, first: "Contoh: Penimbangan balita", onInput: (column, text, at) => setLabel(row, column, text, at) })}
    ${NameField(node)}
    ${Part({ title: "Kapan ditanyakan", name: "relevant", about: row.cells.relevant ? "" : "selalu", open: row.cells.relevant, children: Relevance(node) })}
    ${kind.word === "begin_repeat" && Field({ label: "Banyaknya pengulangan", id: row.id, column: "repeat_count", help: "Kosong: kader menambah sendiri. Boleh angka, atau jawaban lain, misalnya ${jumlah_anak}.", children: Line({ value: row.cells.repeat_count, column: "repeat_count", code: true, onInput: (text) => cell(row.id, "repeat_count", text) }) })}
    ${Tick({ value: /\bfield-list\b/.test(row.cells.appearance || ""), words: "Tampilkan semua pertanyaannya dalam satu layar ponsel", onInput: (yes) => cell(row.id, "appearance", yes ? "field-list" : "", null) })}
    ${node.unclosed && html`<p class="s-wrong"><span class="s-bad">${icon("alert-circle")} Grup ini belum ditutup.</span></p>`}
    ${Part({ title: "Tampilan dan nilai awal", name: "look", children: Look(node) })}
    ${Others(node)}`;
}

function TypeField(node) {
  const { row, kind } = node;
  return html`<div class="s-field"><label class="form-label" for="isian-type">Jenis jawaban</label><div class="s-pair">${Choice({ value: kind.word, column: "type", options: [...changeable(kind.word).map((type) => [type[0], type[1]]), ...(changeable(kind.word).some((type) => type[0] === kind.word) ? [] : [[kind.word, typeName(kind.word)]])], onInput: (word) => setType(node, word) })}</div>${Wrong({ id: row.id, columns: ["type"] })}</div>`;
}

export function setType(node, word) {
  const { row, kind } = node;
  const cells = { type: word };
  let doc = state.doc;
  if (picks(word)) {
    let source = word.endsWith("_from_file") === kind.word.endsWith("_from_file") ? kind.source : "";
    if (!source) { source = word.endsWith("_from_file") ? "posyandu.csv" : freeList(row.cells.name || "pilihan"); }
    cells.type = word + " " + source;
  }
  if (word === "image" && !row.cells.parameters) { cells.parameters = "max-pixels=1600"; }
  if (word === "range" && !/start=/.test(row.cells.parameters || "")) { cells.parameters = "start=0 end=10 step=1"; }
  if (kind.word === "range" || (kind.word === "image" && word !== "image")) { cells.parameters = cells.parameters || ""; }
  doc = docs.setCells(doc, "survey", row.id, cells);
  if (picks(word) && !word.endsWith("_from_file")) { doc = withList(doc, cells.type.split(" ")[1]); }
  edit(doc);
}

export const listNames = () => new Set(docs.rowsOf(state.doc, "choices").map((row) => row.cells.list_name).filter(Boolean));
export const freeList = (wanted) => freeName(wanted, new Set([...listNames(), ...Object.keys(state.content.lists)]));

// A new list begins with two empty choices to write in.
export function withList(doc, name) {
  if (state.content.lists[name] || docs.rowsOf(doc, "choices").some((row) => row.cells.list_name === name)) { return doc; }
  const rows = [1, 2].map((number) => ({ id: docs.newId(), cells: { list_name: name, name: "pilihan_" + number, [inLanguage("label", languages.value[0])]: "Pilihan " + number } }));
  return docs.insertRows(doc, "choices", docs.rowsOf(doc, "choices").length, rows);
}

// The name follows the first label until somebody writes one, or a version with it is out.
function setLabel(row, column, text, at) {
  let doc = docs.setCells(state.doc, "survey", row.id, { [column]: text });
  if (at === 0 && followsLabel(row)) { doc = renamed(doc, row, freeName(nameFrom(text), namesIn(state.doc, row.id))); }
  edit(doc, row.id + "/" + column);
}

function followsLabel(row) {
  const name = row.cells.name || "";
  if (!name || /^(pertanyaan|grup|perulangan)(_\d+)?$/.test(name)) { return true; }
  const proposed = nameFrom(row.cells[inLanguage("label", languages.value[0])] || "");
  return (!state.begunFrom || docs.fresh.has(row.id)) && proposed !== "" && (name === proposed || name.replace(/_\d+$/, "") === proposed);
}

export function renamed(doc, row, name) {
  const before = row.cells.name || "";
  if (before === name) { return doc; }
  let next = docs.setCells(doc, "survey", row.id, { name });
  const node = chosenNode.value;
  if (node && node.endId && node.id === row.id) { next = docs.setCells(next, "survey", node.endId, { name }); }
  return renameReferences(withOwnList(next, row, before, name), before, name);
}

// A list only this question uses, and nobody named, is called as the question is.
function withOwnList(doc, row, before, name) {
  const { word, source, other } = kindOf(row.cells.type);
  const unnamed = /^pilihan(_\d+)?$/.test(source) || (source && source.replace(/_\d+$/, "") === before.replace(/_\d+$/, ""));
  const users = docs.rowsOf(doc, "survey").filter((one) => kindOf(one.cells.type).source === source);
  if (!picks(word) || word.endsWith("_from_file") || !unnamed || users.length > 1 || !listNames().has(source)) { return doc; }
  const taken = new Set([...listNames(), ...Object.keys(state.content.lists)]);
  taken.delete(source);
  const list = freeName(name, taken);
  const rows = docs.rowsOf(doc, "choices").map((one) => one.cells.list_name === source ? { id: one.id, cells: { ...one.cells, list_name: list } } : one);
  return docs.setCells(docs.withRows(doc, "choices", rows), "survey", row.id, { type: word + " " + list + (other ? " or_other" : "") });
}

function NameField({ row }) {
  const help = state.begunFrom ? "Mengganti nama pertanyaan yang sudah terbit memutusnya dari jawaban lama." : "Nama kolom jawaban. Diusulkan dari kalimatnya; rumus yang memakainya ikut berganti.";
  return Field({ label: "Nama", id: row.id, column: "name", help, children: Line({ value: row.cells.name, column: "name", code: true, onChange: (text) => edit(renamed(state.doc, row, text.trim().replace(/\s+/g, "_"))) }) });
}

function Required(row) {
  const yes = Boolean(row.cells.required) && row.cells.required !== "no";
  return html`<div class="s-field">${Tick({ name: "wajib", value: yes, words: "Wajib diisi", onInput: (on) => cell(row.id, "required", on ? "yes" : "", null) })}${yes && Spoken({ row, column: "required_message", label: "Bila kosong, kader membaca", first: "Wajib diisi." })}${Wrong({ id: row.id, columns: ["required"] })}</div>`;
}

function Calculation(row) {
  return Field({ label: "Rumus hitungan", id: row.id, column: "calculation", help: "Contoh: ${berat} div (${tinggi} * ${tinggi}). Ketik ${ untuk memakai jawaban lain.", children: Area({ value: row.cells.calculation, column: "calculation", code: true, rows: 2, onInput: (text) => cell(row.id, "calculation", text) }) });
}

function Look({ row, kind }) {
  const looks = APPEARANCES[kind.word] || [];
  const write = (column, text) => cell(row.id, column, text);
  return html`
    ${looks.length > 0 && Field({ label: "Tampilan", id: row.id, column: "look", children: Choice({ value: row.cells.appearance, column: "look", options: [["", "Biasa"], ...looks], onInput: (text) => write("appearance", text) }) })}
    ${Field({ label: "Tampilan (kata XLSForm)", id: row.id, column: "appearance", children: Line({ value: row.cells.appearance, column: "appearance", code: true, onInput: (text) => write("appearance", text) }) })}
    ${asked(kind.word) && Picture(row)}
    ${!opens(kind.word) && html`${Field({ label: "Nilai awal", id: row.id, column: "default", help: "Sudah terisi ketika formulir dibuka; kader dapat mengubahnya.", children: Line({ value: row.cells.default, column: "default", onInput: (text) => write("default", text) }) })}
    ${Tick({ value: row.cells.readonly && row.cells.readonly !== "no", words: "Hanya dibaca, tidak dapat diubah kader", onInput: (yes) => cell(row.id, "readonly", yes ? "yes" : "", null) })}
    ${Field({ label: "Parameter", id: row.id, column: "parameters", help: kind.word === "image" ? "max-pixels=1600 memperkecil foto sebelum dikirim." : "", children: Line({ value: row.cells.parameters, column: "parameters", code: true, onInput: (text) => write("parameters", text) }) })}
    ${Field({ label: "Kerahasiaan", id: row.id, column: "privacy", help: PRIVACY_HELP[row.cells.privacy || ""], children: Choice({ value: row.cells.privacy, column: "privacy", options: [["", "Mengikuti grupnya (umum)"], ["umum", "Umum"], ["identitas", "Identitas orang"], ["spesifik", "Data pribadi spesifik"]], onInput: (text) => write("privacy", text) }) })}`}`;
}

const asked = (word) => !LABELLESS.has(word) && !opens(word);

// A picture above the question, in every language of the form.
function Picture(row) {
  const files = state.content.files.filter((file) => /\.(png|jpe?g|webp|gif)$/i.test(file.name));
  const columns = languages.value.map((language) => inLanguage("image", language));
  if (!files.length && !row.cells[columns[0]]) { return null; }
  const write = (name) => edit(docs.setCells(state.doc, "survey", row.id, Object.fromEntries(columns.map((column) => [column, name]))));
  return Field({ label: "Gambar di pertanyaan", id: row.id, column: columns[0], help: "Gambar diunggah di bagian Berkas.", children: Choice({ value: row.cells[columns[0]], column: columns[0], options: [["", "Tanpa gambar"], ...files.map((file) => [file.name, file.name])], onInput: write }) });
}

const PRIVACY_HELP = {
  "": "Umum boleh dilihat semua yang berhak atas formulir ini.", umum: "Boleh dilihat semua yang berhak atas formulir ini.",
  identitas: "Nama, alamat, tanggal lahir: disamarkan, dibuka dengan alasan.", spesifik: "Kesehatan, keuangan, anak: disamarkan dan dicatat siapa membukanya.",
};

const WRITTEN = new Set("type name image label hint required required_message relevant constraint constraint_message calculation appearance default readonly parameters privacy profile_field merge_rule unit choice_filter repeat_count".split(" "));

// What the form says of a question and no field above shows: kept as it is, and open to experts.
function Others({ row }) {
  const columns = docs.sheetOf(state.doc, "survey").columns.filter((column) => !WRITTEN.has(column.split("::")[0]));
  const used = columns.filter((column) => row.cells[column]);
  if (!columns.length) { return null; }
  return Part({ title: "Kolom lain", name: "others", about: used.length ? used.length + " terisi" : "kosong", children: columns.map((column) => Field({ label: column, id: row.id, column, children: Area({ value: row.cells[column], column, code: true, onInput: (text) => cell(row.id, column, text) }) })) });
}

