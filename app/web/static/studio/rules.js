// When a question is asked, and which answers it takes: by clicking, with the XPath beside it.
import { html, icon } from "./html.js";
import { state, tree, cell, labelOf, languages, inLanguage } from "./store.js";
import * as docs from "./doc.js";
import { parseCondition, writeCondition, operatorsFor, OPERATORS, parseBounds, writeBounds } from "./conditions.js";
import { kindOf, picks } from "./tree.js";
import { ANSWERLESS } from "./types.js";
import { Area, Choice, Line, Spoken, Wrong } from "./fields.js";

// Every question that may be referred to before a node: [name, label, word, list].
export function questionsBefore(node) {
  const found = [];
  for (const other of tree.value.nodes) {
    if (other.first >= node.first) { break; }
    const { cells } = other.row;
    if (other.kind.word === "include") {
      const block = state.content.blocks.find((one) => one.key === cells.name);
      for (const one of block ? block.questions : []) {
        const kind = kindOf(one.type);
        if (one.name && !ANSWERLESS.has(kind.word)) { found.push({ name: one.name, label: one.label || one.name, word: kind.word, list: kind.source }); }
      }
    } else if (cells.name && !ANSWERLESS.has(other.kind.word)) {
      found.push({ name: cells.name, label: labelOf(cells) || cells.name, word: other.kind.word, list: other.kind.source });
    }
  }
  return found;
}

// The choices of a list, the form's own or shared: [value, label].
export function choicesOf(list) {
  const first = inLanguage("label", languages.value[0]);
  const own = docs.rowsOf(state.doc, "choices").filter((row) => row.cells.list_name === list).map((row) => row.cells);
  const cells = own.length ? own : state.content.lists[list] || blockChoices(list);
  return cells.map((one) => [one.name || "", one[first] || one.label || one[Object.keys(one).find((column) => column.startsWith("label"))] || one.name || ""]);
}

function blockChoices(list) {
  return state.content.blocks.flatMap((block) => block.choices || []).filter((cells) => cells.list_name === list);
}

export function Relevance(node) {
  const { row } = node;
  const write = (text) => cell(row.id, "relevant", text, null);
  return html`${Builder({ node, text: row.cells.relevant || "", write, lead: "Ditanyakan bila" })}
    ${Formula({ row, column: "relevant" })}`;
}

function Formula({ row, column }) {
  return html`<div class="s-formula"><label class="s-small" for=${"isian-" + column}>Rumus (XPath)</label>${Area({ value: row.cells[column], column, code: true, onInput: (text) => cell(row.id, column, text) })}${Wrong({ id: row.id, columns: [column] })}</div>`;
}

function Builder({ node, text, write, lead }) {
  const condition = parseCondition(text);
  const questions = questionsBefore(node);
  const wordOf = (name) => (questions.find((one) => one.name === name) || {}).word;
  const rewrite = (clauses, join) => write(writeCondition({ join: join || condition.join, clauses }, wordOf));
  if (!condition) { return html`<p class="s-small">Kondisi ini hanya dapat diubah sebagai rumus. <button class="btn btn-small" type="button" onClick=${() => write("")}>Ganti dengan kondisi baru</button></p>`; }
  if (!questions.length) { return html`<p class="s-small">Belum ada pertanyaan sebelum ini yang dapat dijadikan syarat.</p>`; }
  const add = function () {
    const last = questions[questions.length - 1];
    rewrite([...condition.clauses, fresh(last)]);
  };
  return html`<div class="s-builder">
    ${condition.clauses.length > 1 && html`<div class="s-join">${lead} ${Choice({ value: condition.join, label: "Gabungan syarat", column: "join", options: [["and", "semua syarat terpenuhi"], ["or", "salah satu terpenuhi"]], onInput: (join) => rewrite(condition.clauses, join) })}</div>`}
    ${condition.clauses.map((clause, at) => Clause({ clause, questions, first: at === 0 && condition.clauses.length === 1 ? lead : "", change: (next) => rewrite(condition.clauses.map((one, place) => place === at ? next : one)), remove: () => rewrite(condition.clauses.filter((_, place) => place !== at)) }))}
    <button class="btn btn-small" type="button" onClick=${add}>${icon("plus")}Tambah syarat</button></div>`;
}

function fresh(question) {
  const operator = operatorsFor(question.word)[0];
  const first = picks(question.word) ? (choicesOf(question.list)[0] || [""])[0] : "";
  return first || !["=", "has"].includes(operator) ? { question: question.name, operator, value: first } : { question: question.name, operator: "filled", value: "" };
}

function Clause({ clause, questions, first, change, remove }) {
  const question = questions.find((one) => one.name === clause.question);
  const operators = operatorsFor(question ? question.word : "text");
  const all = operators.includes(clause.operator) ? operators : [clause.operator, ...operators];
  const names = questions.map((one) => [one.name, one.label.length > 60 ? one.label.slice(0, 58) + "…" : one.label]);
  return html`<div class="s-clause">${first && html`<span class="s-small s-lead">${first}</span>`}
    ${Choice({ value: clause.question, label: "Pertanyaan", column: "clause-question", options: names, onInput: (name) => change(fresh(questions.find((one) => one.name === name))) })}
    ${Choice({ value: clause.operator, label: "Perbandingan", column: "clause-operator", options: all.map((operator) => [operator, OPERATORS[operator]]), onInput: (operator) => change(withOperator(clause, operator, question)) })}
    ${!["filled", "empty"].includes(clause.operator) && Value({ clause, question, change })}
    <button class="btn btn-icon" type="button" title="Hapus syarat" onClick=${remove}>${icon("x", "Hapus syarat")}</button></div>`;
}

function withOperator(clause, operator, question) {
  if (["filled", "empty"].includes(operator)) { return { ...clause, operator, value: "" }; }
  const value = clause.value || (question && picks(question.word) ? (choicesOf(question.list)[0] || [""])[0] : question && question.word === "text" ? "…" : "0");
  return { ...clause, operator, value: question && question.word === "date" && !clause.value ? "today()" : value };
}

function Value({ clause, question, change }) {
  const options = question && picks(question.word) ? choicesOf(question.list) : [];
  if (options.length) { return Choice({ value: clause.value, label: "Jawaban", column: "clause-value", options, onInput: (value) => change({ ...clause, value }) }); }
  if (question && question.word === "date") { return html`${Choice({ value: clause.value === "today()" ? "today()" : "hari", label: "Tanggal", column: "clause-day", options: [["today()", "hari pengisian"], ["hari", "tanggal tertentu"]], onInput: (value) => change({ ...clause, value: value === "hari" ? new Date().toISOString().slice(0, 10) : value }) })}${clause.value !== "today()" && Line({ value: clause.value, type: "date", label: "Tanggal", column: "clause-value", onChange: (value) => value && change({ ...clause, value }) })}`; }
  return Line({ value: clause.value, label: "Nilai", column: "clause-value", onChange: (value) => value !== "" && change({ ...clause, value }) });
}

// -- bounds of an answer

const SHAPES = [
  ["regex(., '^[0-9]{16}$')", "NIK atau nomor KK: 16 angka", "Isi 16 angka."],
  ["regex(., '^0[0-9]{8,13}$')", "Nomor telepon", "Isi nomor telepon, misalnya 081234567890."],
  ["regex(., '^[0-9]{5}$')", "Kode pos: 5 angka", "Isi 5 angka."],
];
const DAYS = [["", "Bebas"], [". <= today()", "Tidak sesudah hari pengisian"], [". >= today()", "Tidak sebelum hari pengisian"]];

export function Bounds(node) {
  const { row, kind } = node;
  const write = (text) => cell(row.id, "constraint", text, null);
  return html`${/^(integer|decimal|range)$/.test(kind.word) && Numbers({ row, write })}
    ${kind.word === "date" && Choice({ value: row.cells.constraint, label: "Batas tanggal", column: "days", options: DAYS, onInput: write })}
    ${kind.word === "text" && Choice({ value: row.cells.constraint, label: "Bentuk isian", column: "shape", options: [["", "Bebas"], ...SHAPES], onInput: (text) => shape(row, text) })}
    ${Formula({ row, column: "constraint" })}
    ${row.cells.constraint && Spoken({ row, column: "constraint_message", label: "Bila tidak sesuai, kader membaca", first: "Contoh: Isi angka 0 sampai 100." })}`;
}

function Numbers({ row, write }) {
  const bounds = parseBounds(row.cells.constraint);
  if (!bounds) { return html`<p class="s-small">Batas ini hanya dapat diubah sebagai rumus. <button class="btn btn-small" type="button" onClick=${() => write("")}>Ganti dengan batas angka</button></p>`; }
  const set = (more) => cell(row.id, "constraint", writeBounds({ ...bounds, ...more }));
  return html`<div class="s-two"><label class="s-small">Paling sedikit ${Line({ value: bounds.least, column: "least", type: "number", onInput: (text) => set({ least: text }) })}</label><label class="s-small">Paling banyak ${Line({ value: bounds.most, column: "most", type: "number", onInput: (text) => set({ most: text }) })}</label></div>`;
}

function shape(row, text) {
  const found = SHAPES.find(([constraint]) => constraint === text);
  cell(row.id, "constraint", text, null);
  const column = inLanguage("constraint_message", languages.value[0]);
  if (found && !row.cells[column]) { cell(row.id, column, found[2], null); }
}
