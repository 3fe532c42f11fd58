// Conditions by clicking: what simple XPath says, and how it is written. Pure.

export const OPERATORS = {
  "=": "sama dengan", "!=": "tidak sama dengan", "<": "kurang dari", "<=": "paling banyak",
  ">": "lebih dari", ">=": "paling sedikit", has: "memuat", hasnot: "tidak memuat", filled: "sudah diisi", empty: "masih kosong",
};

const NAME = "\\$\\{\\s*([^}\\s]+)\\s*\\}";
const VALUE = "('[^']*'|\"[^\"]*\"|-?\\d+(?:\\.\\d+)?|today\\(\\))";
const COMPARED = new RegExp("^" + NAME + "\\s*(=|!=|<=|>=|<|>)\\s*" + VALUE + "$");
const CHOSEN = new RegExp("^(not\\(\\s*)?selected\\(\\s*" + NAME + "\\s*,\\s*('[^']*'|\"[^\"]*\")\\s*\\)(\\s*\\))?$");

// The operators an answer of a type may be compared by.
export function operatorsFor(word) {
  if (/^select_multiple|^rank/.test(word)) { return ["has", "hasnot", "filled", "empty"]; }
  if (/^select_one|^acknowledge/.test(word)) { return ["=", "!=", "filled", "empty"]; }
  if (/^(integer|decimal|range|calculate)$/.test(word)) { return ["=", "!=", "<", "<=", ">", ">=", "filled", "empty"]; }
  if (/^(date|dateTime|time)$/.test(word)) { return ["=", "<", "<=", ">", ">=", "filled", "empty"]; }
  if (/^(text|barcode|hidden)$/.test(word)) { return ["=", "!=", "filled", "empty"]; }
  return ["filled", "empty"];
}

// { join: "and" | "or", clauses: [{ question, operator, value }] }, or null for what is more than that.
export function parseCondition(text) {
  const trimmed = (text || "").trim();
  if (!trimmed) { return { join: "and", clauses: [] }; }
  const parts = splitTop(trimmed);
  if (!parts) { return null; }
  const clauses = parts.texts.map(parseClause);
  return clauses.every(Boolean) ? { join: parts.join || "and", clauses } : null;
}

// Cuts at "and" or "or" outside quotes and brackets; null where both stand.
function splitTop(text) {
  const texts = [];
  let depth = 0, quote = "", from = 0, join = "";
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quote) { if (sign === quote) { quote = ""; } continue; }
    if (sign === "'" || sign === '"') { quote = sign; continue; }
    if (sign === "(" || sign === "{") { depth += 1; }
    if (sign === ")" || sign === "}") { depth -= 1; }
    const word = depth === 0 && /^\s(and|or)\s/.exec(text.slice(at, at + 5));
    if (word) {
      if (join && join !== word[1]) { return null; }
      join = word[1];
      texts.push(text.slice(from, at).trim());
      at += word[0].length - 1;
      from = at;
    }
  }
  texts.push(text.slice(from).trim());
  return { texts, join };
}

function parseClause(text) {
  const compared = COMPARED.exec(text);
  if (compared) {
    const [, question, operator, written] = compared;
    const value = bare(written);
    if (value === "" && operator === "=") { return { question, operator: "empty", value: "" }; }
    if (value === "" && operator === "!=") { return { question, operator: "filled", value: "" }; }
    return { question, operator, value };
  }
  const chosen = CHOSEN.exec(text);
  if (!chosen || Boolean(chosen[1]) !== Boolean(chosen[4])) { return null; }
  return { question: chosen[2], operator: chosen[1] ? "hasnot" : "has", value: bare(chosen[3]) };
}

const bare = (text) => /^['"]/.test(text) ? text.slice(1, -1) : text;

// `wordOf` tells the type of a question by its name: numbers are written bare, dates as the day they are.
export function writeCondition(condition, wordOf) {
  return condition.clauses.map((clause) => writeClause(clause, wordOf(clause.question) || "")).join(" " + condition.join + " ");
}

function writeClause(clause, word) {
  const name = "${" + clause.question + "}";
  if (clause.operator === "filled") { return name + " != ''"; }
  if (clause.operator === "empty") { return name + " = ''"; }
  if (clause.operator === "has") { return "selected(" + name + ", " + quoted(clause.value) + ")"; }
  if (clause.operator === "hasnot") { return "not(selected(" + name + ", " + quoted(clause.value) + "))"; }
  const number = /^(integer|decimal|range|calculate)$/.test(word) && /^-?\d+(\.\d+)?$/.test(clause.value);
  return name + " " + clause.operator + " " + (number || clause.value === "today()" ? clause.value : quoted(clause.value));
}

const quoted = (text) => text.includes("'") ? '"' + text.replace(/"/g, "") + '"' : "'" + text + "'";

// -- bounds of a number: . >= 0 and . <= 10

const BOUNDS = /^(?:\.\s*>=\s*(-?\d+(?:\.\d+)?))?(?:\s*and\s*)?(?:\.\s*<=\s*(-?\d+(?:\.\d+)?))?$/;

export function parseBounds(text) {
  const found = BOUNDS.exec((text || "").trim());
  if (!found || /^\s*and|and\s*$/.test(text || "")) { return null; }
  return { least: found[1] || "", most: found[2] || "" };
}

export function writeBounds(bounds) {
  return [bounds.least !== "" && ". >= " + bounds.least, bounds.most !== "" && ". <= " + bounds.most].filter(Boolean).join(" and ");
}
