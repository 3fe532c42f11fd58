// Beside the card: what the form is, and everything that is wrong with it.
import { html, icon, cls } from "./html.js";
import { state, setting, edit, languages, choose, errorCount } from "./store.js";
import * as docs from "./doc.js";
import { Choice, Field, Line, Tick } from "./fields.js";
import { focusChosen } from "./outline.js";
import { columnName } from "./types.js";

const EVERY = [["bulanan", "Satu kali tiap bulan"], ["kejadian", "Setiap ada kejadian atau kunjungan"], ["sekali", "Satu kali saja"]];
const ABOUT = [["", "Posyandu atau kegiatan"], ["orang", "Orang"], ["keluarga", "Keluarga"], ["rumah", "Rumah"], ["sarana", "Sarana"]];
const WRITTEN = new Set("form_title form_id version bidang frekuensi tenggat subjek default_language instance_name".split(" "));

export function Settings() {
  const cells = docs.settingsOf(state.doc);
  const id = (docs.rowsOf(state.doc, "settings")[0] || { id: "r1" }).id;
  const field = (column, label, help, children) => Field({ sheet: "settings", id, column, label, help, children });
  const line = (column, code) => Line({ value: cells[column], column, code, onInput: (text) => setting(column, text) });
  return html`<section class="s-card" aria-label="Pengaturan formulir"><header class="s-card-head"><h2>Pengaturan formulir</h2></header>
    ${field("form_title", "Judul yang dibaca kader", "", line("form_title"))}
    ${field("form_id", "Kode formulir", state.begunFrom ? "Kode formulir yang sudah terbit tidak diganti: jawaban lama tersimpan di bawahnya." : "Huruf kecil dan garis bawah, diawali bidangnya, misalnya kes_posbindu. Tidak dapat diganti sesudah terbit.", Line({ value: cells.form_id, column: "form_id", code: true, readonly: Boolean(state.begunFrom), onInput: (text) => setting("form_id", text.trim().replace(/\s+/g, "_")) }))}
    ${field("bidang", "Bidang", "", Choice({ value: cells.bidang, column: "bidang", options: state.content.bidang.map((one) => [one.key, one.name]), onInput: (text) => setting("bidang", text) }))}
    ${field("frekuensi", "Seberapa sering diisi", "", Choice({ value: cells.frekuensi, column: "frekuensi", options: EVERY, onInput: (text) => edit(docs.setSettings(state.doc, { frekuensi: text, tenggat: text === "bulanan" ? cells.tenggat || "10" : "" })) }))}
    ${cells.frekuensi === "bulanan" && field("tenggat", "Tenggat", "Tanggal pada bulan berikutnya, 1 sampai 28.", Line({ value: cells.tenggat, column: "tenggat", type: "number", onInput: (text) => setting("tenggat", text) }))}
    ${field("subjek", "Tentang siapa atau apa", "", Choice({ value: cells.subjek, column: "subjek", options: ABOUT, onInput: (text) => setting("subjek", text) }))}
    ${field("version", "Nomor versi", "Naik sendiri bila nomor ini sudah terbit.", line("version", true))}
    ${field("instance_name", "Nama kiriman di ponsel", "Contoh: concat('Laporan ', ${periode}). Boleh kosong.", line("instance_name", true))}
    ${Languages()}
    ${Others(id, cells)}</section>`;
}

// A language is a column of each sentence; taking one away takes its sentences away, and can be undone.
function Languages() {
  return html`<div class="s-field"><div class="form-label">Bahasa</div><ul class="s-plain">${languages.value.map((language) => html`<li key=${language}>${icon("language")}<span>${language || "Tanpa nama bahasa"}</span>${languages.value.length > 1 && html`<button class="btn btn-small" type="button" onClick=${() => remove(language)}>Hapus bahasa</button>`}</li>`)}</ul>
    ${languages.value[0] !== "" && html`<form class="s-pair" onSubmit=${(event) => { event.preventDefault(); addLanguage(event.target.elements.bahasa.value); event.target.reset(); }}><input class="form-control" name="bahasa" list="bahasa-lain" placeholder="Tambah bahasa, misalnya English (en)" aria-label="Bahasa baru" /><datalist id="bahasa-lain"><option value="English (en)"></option><option value="Kutai (vkt)"></option><option value="Banjar (bjn)"></option></datalist><button class="btn" type="submit">Tambah</button></form>`}</div>`;
}

function addLanguage(text) {
  const language = text.trim();
  if (!language || languages.value.includes(language)) { return; }
  const survey = docs.sheetOf(state.doc, "survey"), choices = docs.sheetOf(state.doc, "choices");
  let doc = docs.withRows(state.doc, "survey", survey.rows, [...survey.columns, "label::" + language, "hint::" + language]);
  doc = docs.withRows(doc, "choices", choices.rows, [...choices.columns, "label::" + language]);
  const first = Object.fromEntries(["label"].map((column) => [column + "::" + language, ""]));
  edit(docs.setCells(doc, "survey", (survey.rows[0] || {}).id, first));
}

function remove(language) {
  let doc = state.doc;
  for (const sheet of ["survey", "choices"]) {
    doc = docs.dropColumns(doc, sheet, docs.sheetOf(doc, sheet).columns.filter((column) => column.endsWith("::" + language)));
  }
  if (docs.settingsOf(doc).default_language === language) { doc = docs.setSettings(doc, { default_language: languages.value.find((one) => one !== language) || "" }); }
  edit(doc);
}

function Others(id, cells) {
  const columns = docs.sheetOf(state.doc, "settings").columns.filter((column) => !WRITTEN.has(column));
  return columns.map((column) => Field({ sheet: "settings", id, column, label: column, children: Line({ value: cells[column], column, code: true, onInput: (text) => setting(column, text) }) }));
}

// -- findings

export function Findings() {
  const found = state.findings;
  const warnings = found.length - errorCount.value;
  return html`<section class="s-card" aria-label="Temuan"><header class="s-card-head"><h2>${found.length ? errorCount.value + " kesalahan, " + warnings + " peringatan" : "Tidak ada temuan"}</h2></header>
    ${!found.length && html`<p class="s-none">${icon("circle-check")} Formulir ini lolos semua pemeriksaan.</p>`}
    <ol class="s-findings">${found.map((finding) => html`<li><button type="button" class=${cls("s-finding", finding.severity === "error" ? "s-bad" : "s-warn")} onClick=${() => goTo(finding)}>${icon(finding.severity === "error" ? "alert-circle" : "alert-triangle", finding.severity === "error" ? "Kesalahan" : "Peringatan")}<span><strong>${finding.message}</strong><span>${finding.cure}</span><span class="s-small">${placeOf(finding)}</span></span></button></li>`)}</ol></section>`;
}

function placeOf(finding) {
  const row = finding.id && docs.rowOf(state.doc, finding.sheet, finding.id);
  const name = row && (row.cells.name || row.cells.list_name);
  return { survey: "Pertanyaan", choices: "Pilihan", settings: "Pengaturan" }[finding.sheet] + (name ? " “" + name + "”" : "") + (finding.column ? ", " + columnName(finding.column) : "");
}

// Leads to the question, the question whose choice it is, or the settings.
function goTo(finding) {
  if (finding.sheet === "settings") { state.tab = "pengaturan"; state.pane = "isi"; return; }
  let id = finding.id;
  if (finding.sheet === "choices") {
    const row = docs.rowOf(state.doc, "choices", id);
    const user = row && docs.rowsOf(state.doc, "survey").find((one) => (one.cells.type || "").split(/\s+/)[1] === row.cells.list_name);
    id = user ? user.id : "";
  }
  if (!id) { return; }
  const parts = { ...state.parts };
  for (const part of [finding.column, "look", "others"]) { if (part) { parts[id + "/" + part] = true; } }
  state.parts = parts;
  state.search = "";
  choose(id);
  focusChosen();
}
