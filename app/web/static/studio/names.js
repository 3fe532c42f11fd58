// Names of questions: proposed from the label, free in the form, followed everywhere when they change. Pure.
import { rowsOf, withRows } from "./doc.js";

const ASKING = new Set("apa apakah berapa siapa kapan di mana dimana ke yang dan atau dari untuk pada dengan ini itu anda tolong tuliskan sebutkan pilih jumlah_total nomor".split(" "));
const LONGEST = 32;

// "Berapa balita yang ditimbang?" -> balita_ditimbang
export function nameFrom(label) {
  const plain = label.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/\$\{[^}]*\}/g, " ").replace(/\([^)]*\)/g, " ");
  const words = plain.replace(/[^a-z0-9]+/g, " ").trim().split(" ").filter(Boolean);
  const telling = words.filter((word) => !ASKING.has(word));
  let name = "";
  for (const word of telling.length ? telling : words) {
    const longer = name ? name + "_" + word : word;
    if (longer.length > LONGEST) { break; }
    name = longer;
  }
  name = name || (words[0] || "").slice(0, LONGEST);
  return /^[a-z_]/.test(name) ? name : name && "n_" + name;
}

export function freeName(wanted, taken) {
  if (wanted && !taken.has(wanted)) { return wanted; }
  const base = (wanted || "pertanyaan").replace(/_\d+$/, "");
  let at = 2;
  while (taken.has(base + "_" + at)) { at += 1; }
  return base + "_" + at;
}

export const namesIn = (doc, exceptId) => new Set(rowsOf(doc, "survey").filter((row) => row.id !== exceptId).map((row) => row.cells.name).filter(Boolean));

// Every ${old} becomes ${new}, in every sheet.
export function renameReferences(doc, before, after) {
  if (!before || !after || before === after) { return doc; }
  const pattern = new RegExp("\\$\\{\\s*" + before.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + "\\s*\\}", "g");
  let next = doc;
  for (const name in doc.sheets) {
    let some = false;
    const rows = rowsOf(doc, name).map(function (row) {
      let cells = row.cells;
      for (const column in row.cells) {
        if (row.cells[column].includes("${")) {
          const text = row.cells[column].replace(pattern, () => "${" + after + "}");
          if (text !== row.cells[column]) { cells = { ...cells, [column]: text }; some = true; }
        }
      }
      return cells === row.cells ? row : { id: row.id, cells };
    });
    if (some) { next = withRows(next, name, rows); }
  }
  return next;
}
