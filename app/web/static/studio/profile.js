// "Masuk ke profil": which field an answer fills, by which rule, told by an example.
import { html, icon } from "./html.js";
import { state, edit, cell } from "./store.js";
import * as docs from "./doc.js";
import { Choice, Field, Line, Wrong } from "./fields.js";

export const RULES = {
  latest: ["Terakhir", "Nilai terbaru yang berlaku. Contoh: 3 Oktober diisi 12, 5 November diisi 15; profil menunjukkan 15."],
  revision: ["Revisi (laporan bulanan)", "Satu nilai tiap bulan; laporan perbaikan menggantikan yang lama. Contoh: laporan Oktober 40, dikirim ulang 42; profil Oktober menunjukkan 42, bukan 82."],
  sum: ["Jumlah", "Dijumlahkan dalam satu bulan. Contoh: kunjungan pertama 3, kedua 5; profil menunjukkan 8."],
  count: ["Hitung orang", "Banyaknya orang atau barang yang berbeda. Contoh: anak yang sama ditimbang dua kali dihitung 1."],
  max: ["Terbesar", "Nilai paling besar dalam satu bulan. Contoh: 12, 17, 9; profil menunjukkan 17."],
  min: ["Terkecil", "Nilai paling kecil dalam satu bulan. Contoh: 12, 17, 9; profil menunjukkan 9."],
  union: ["Gabungan", "Semua pilihan yang pernah disebut. Contoh: kader A memilih timbangan, kader B tensimeter; profil menunjukkan keduanya."],
  event: ["Peristiwa", "Setiap kejadian dicatat dengan tanggalnya, tidak digabung."],
  agree: ["Sepakat", "Nilai yang seharusnya satu. Bila dua isian berbeda, petugas ditanya. Contoh: tahun berdiri 1998 dan 1999."],
  attachment: ["Lampiran", "Foto atau berkas disimpan bersama asalnya."],
};

const SUITED = { image: ["attachment"], audio: ["attachment"], video: ["attachment"], file: ["attachment"] };

const pairsOf = (row) => {
  const fields = (row.cells.profile_field || "").split(/\s+/).filter(Boolean);
  const rules = (row.cells.merge_rule || "").split(/\s+/).filter(Boolean);
  return fields.map((field, at) => ({ field, rule: rules[at] || "" }));
};

function write(row, pairs, more) {
  edit(docs.setCells(state.doc, "survey", row.id, { profile_field: pairs.map((pair) => pair.field).join(" "), merge_rule: pairs.map((pair) => pair.rule || "latest").join(" "), ...more }));
}

const ownPrefix = () => state.content.prefixes[docs.settingsOf(state.doc).bidang] || "";
const known = (field) => state.content.fields.find((one) => one.field === field);

export function Profile({ row, kind }) {
  const pairs = pairsOf(row);
  const bidang = docs.settingsOf(state.doc).bidang;
  const fields = state.content.fields.filter((one) => one.bidang === bidang && !pairs.some((pair) => pair.field === one.field));
  return html`<div class="s-profile">
    ${pairs.map((pair, at) => Pair({ row, kind, pair, pairs, at }))}
    <div class="s-field"><label class="form-label" for="isian-profil">${pairs.length ? "Isi juga" : "Isian profil"}</label>
      ${html`<select class="form-select" id="isian-profil" value="" onChange=${(event) => { const name = event.target.value; event.target.value = ""; if (name) { choose(row, kind, pairs, name); } }}><option value="">${pairs.length ? "Tidak ada lagi" : "Pilih isian profil bidang ini"}</option>${sections(fields).map(([section, some]) => html`<optgroup key=${section} label=${section}>${some.map((one) => html`<option key=${one.field} value=${one.field}>${one.label}${one.unit ? " (" + one.unit + ")" : ""}</option>`)}</optgroup>`)}<option value="+">+ Isian profil baru</option></select>`}
      ${!pairs.length && html`<div class="form-hint">Jawaban yang masuk ke profil digabung antarkader dan antarbulan; yang lain hanya tersimpan di kirimannya.</div>`}</div>
    ${pairs.length > 0 && Field({ label: "Satuan", id: row.id, column: "unit", help: fixedUnit(pairs) ? "Satuan isian ini dipakai bersama formulir lain." : "Misalnya orang, anak, kg. Boleh kosong.", children: Line({ value: row.cells.unit, column: "unit", onInput: (text) => cell(row.id, "unit", text) }) })}
    ${Wrong({ id: row.id, columns: ["profile_field", "merge_rule"] })}</div>`;
}

const fixedUnit = (pairs) => pairs.some((pair) => known(pair.field));

function sections(fields) {
  const found = new Map();
  for (const one of fields) { found.set(one.section, [...(found.get(one.section) || []), one]); }
  return [...found];
}

function choose(row, kind, pairs, name) {
  if (name === "+") {
    const field = ownPrefix() + "." + (row.cells.name || "isian").replace(/[^a-z0-9_]/g, "_");
    const rule = (SUITED[kind.word] || ["latest"])[0];
    write(row, [...pairs, { field, rule }], { privacy: row.cells.privacy || "umum" });
    return;
  }
  const one = known(name);
  write(row, [...pairs, { field: name, rule: one.rule }], { unit: row.cells.unit || one.unit, privacy: row.cells.privacy || one.privacy });
}

function Pair({ row, kind, pair, pairs, at }) {
  const field = known(pair.field);
  const rules = Object.entries(RULES).filter(([rule]) => (rule === "attachment") === Boolean(SUITED[kind.word])).map(([rule, words]) => [rule, words[0]]);
  const change = (next) => write(row, pairs.map((one, place) => place === at ? { ...one, ...next } : one));
  return html`<div class="s-into" key=${pair.field}>
    <div class="s-into-head">${icon("database")}<span><strong>${field ? field.label : "Isian baru"}</strong><span class="s-small">${field ? field.section : "belum ada di profil"}</span></span><button class="btn btn-icon" type="button" title="Jangan masukkan ke isian ini" onClick=${() => (pairs.length > 1 ? write(row, pairs.filter((_, place) => place !== at)) : edit(docs.setCells(state.doc, "survey", row.id, { profile_field: "", merge_rule: "", unit: "" })))}>${icon("x", "Jangan masukkan ke isian ini")}</button></div>
    ${!field && html`<label class="s-small">Nama isian ${Line({ value: pair.field, column: "field-" + at, code: true, onChange: (text) => change({ field: text.trim() || pair.field }) })}</label>`}
    <label class="s-small">Cara menggabung ${Choice({ value: pair.rule, column: "rule-" + at, options: rules, onInput: (rule) => change({ rule }) })}</label>
    <p class="s-example">${(RULES[pair.rule] || ["", "Pilih cara menggabung."])[1]}</p></div>`;
}
