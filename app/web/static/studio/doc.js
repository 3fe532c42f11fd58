// The form as the editor holds it: sheets of rows with ids, never changed in place. Pure.

const EMPTY = { columns: [], rows: [] };

export function fromJson(json) {
  const sheets = {};
  for (const sheet of json.sheets) { sheets[sheet.name] = { columns: sheet.columns, rows: sheet.rows }; }
  return { sheets };
}

export const sheetOf = (doc, name) => doc.sheets[name] || EMPTY;
export const rowsOf = (doc, name) => sheetOf(doc, name).rows;
export const rowOf = (doc, name, id) => rowsOf(doc, name).find((row) => row.id === id) || null;
export const settingsOf = (doc) => (rowsOf(doc, "settings")[0] || { cells: {} }).cells;

// The rows made since the page was opened: their names are nobody's yet.
export const fresh = new Set();

export function newId() {
  const numbers = crypto.getRandomValues(new Uint32Array(2));
  const id = "n" + [...numbers].map((number) => number.toString(36)).join("").slice(0, 11);
  fresh.add(id);
  return id;
}

export function withRows(doc, name, rows, columns) {
  const sheet = sheetOf(doc, name);
  return { sheets: { ...doc.sheets, [name]: { columns: columns || columnsFor(sheet.columns, rows), rows } } };
}

function columnsFor(columns, rows) {
  const known = new Set(columns);
  const more = [];
  for (const row of rows) {
    for (const column in row.cells) {
      if (!known.has(column)) { known.add(column); more.push(column); }
    }
  }
  return more.length ? [...columns, ...more] : columns;
}

// A text of nothing takes the cell away.
export function mergeCells(cells, more) {
  const next = { ...cells };
  for (const column in more) {
    if (more[column]) { next[column] = more[column]; } else { delete next[column]; }
  }
  return next;
}

export function setCells(doc, name, id, more) {
  return withRows(doc, name, rowsOf(doc, name).map((row) => row.id === id ? { id, cells: mergeCells(row.cells, more) } : row));
}

export function setSettings(doc, more) {
  const rows = rowsOf(doc, "settings");
  if (rows.length) { return setCells(doc, "settings", rows[0].id, more); }
  return withRows(doc, "settings", [{ id: newId(), cells: mergeCells({}, more) }]);
}

export function insertRows(doc, name, at, rows) {
  const all = [...rowsOf(doc, name)];
  all.splice(at, 0, ...rows);
  return withRows(doc, name, all);
}

export function removeRows(doc, name, ids) {
  const gone = new Set(ids);
  return withRows(doc, name, rowsOf(doc, name).filter((row) => !gone.has(row.id)));
}

// `at` counts the rows that stay.
export function moveRows(doc, name, ids, at) {
  const moved = new Set(ids);
  const rows = rowsOf(doc, name);
  const staying = rows.filter((row) => !moved.has(row.id));
  staying.splice(at, 0, ...rows.filter((row) => moved.has(row.id)));
  return withRows(doc, name, staying);
}

export function dropColumns(doc, name, columns) {
  const gone = new Set(columns);
  const sheet = sheetOf(doc, name);
  const rows = sheet.rows.map((row) => ({ id: row.id, cells: mergeCells(row.cells, Object.fromEntries(columns.map((column) => [column, ""]))) }));
  return withRows(doc, name, rows, sheet.columns.filter((column) => !gone.has(column)));
}

// What a block asks of the form that takes it in; what the form has already stays as it is.
export function askedRows(doc, asks) {
  const have = new Set(rowsOf(doc, "survey").map((row) => row.cells.name));
  return asks.rows.filter((cells) => !have.has(cells.name)).map((cells) => ({ id: newId(), cells }));
}

export function withAsked(doc, asks) {
  const own = settingsOf(doc);
  const missing = Object.entries(asks.settings).filter(([name]) => !own[name]);
  const next = missing.length ? setSettings(doc, Object.fromEntries(missing)) : doc;
  const needs = Object.keys(asks.entity).length > 0 && rowsOf(next, "entities").length === 0;
  return needs ? insertRows(next, "entities", 0, [{ id: newId(), cells: asks.entity }]) : next;
}

// -- what changed between two documents, as the server reads it: each cell as it was and shall be

export function difference(before, after) {
  const change = {};
  for (const name of new Set([...Object.keys(before.sheets), ...Object.keys(after.sheets)])) {
    const was = sheetOf(before, name), now = sheetOf(after, name);
    const one = was === now ? null : sheetDifference(was, now);
    if (one) { change[name] = one; }
  }
  return change;
}

function sheetDifference(before, after) {
  const old = new Map(before.rows.map((row) => [row.id, row]));
  const one = { was: {}, now: {}, added: {}, removed: {}, orderWas: [], orderNow: [], columnsGone: [] };
  let some = false;
  for (const row of after.rows) {
    const there = old.get(row.id);
    old.delete(row.id);
    if (!there) { one.added[row.id] = row.cells; some = true; continue; }
    if (there === row || there.cells === row.cells) { continue; }
    for (const column of new Set([...Object.keys(there.cells), ...Object.keys(row.cells)])) {
      const [a, b] = [there.cells[column] || "", row.cells[column] || ""];
      if (a === b) { continue; }
      (one.was[row.id] ||= {})[column] = a;
      (one.now[row.id] ||= {})[column] = b;
      some = true;
    }
  }
  for (const [id, row] of old) { one.removed[id] = row.cells; some = true; }
  const [a, b] = [before.rows.map((row) => row.id), after.rows.map((row) => row.id)];
  if (a.length !== b.length || a.some((id, at) => id !== b[at])) { one.orderWas = a; one.orderNow = b; some = true; }
  one.columnsGone = before.columns.filter((column) => !after.columns.includes(column));
  return some || one.columnsGone.length ? one : null;
}

// A change made in a document that others changed meanwhile: what it touches is made so, the rest stays.
export function applied(doc, change) {
  let next = doc;
  for (const name in change) { next = appliedSheet(next, name, change[name]); }
  return next;
}

function appliedSheet(doc, name, one) {
  const removed = new Set(Object.keys(one.removed));
  let rows = rowsOf(doc, name).filter((row) => !removed.has(row.id))
    .map((row) => one.now[row.id] ? { id: row.id, cells: mergeCells(row.cells, one.now[row.id]) } : row);
  const have = new Map(rows.map((row) => [row.id, row]));
  const stood = new Map(one.orderWas.map((id, at) => [id, one.orderWas[at - 1]]));
  one.orderNow.forEach(function (id, at) {
    const before = one.orderNow[at - 1];
    if (stood.has(id) && stood.get(id) === before) { return; }
    const row = have.get(id) || (one.added[id] && { id, cells: one.added[id] });
    if (!row) { return; }
    rows = rows.filter((other) => other.id !== id);
    rows.splice(rows.findIndex((other) => other.id === before) + 1, 0, row);
    have.set(id, row);
  });
  const columns = sheetOf(doc, name).columns.filter((column) => !one.columnsGone.includes(column));
  return withRows(doc, name, rows, columnsFor(columns, rows));
}

export const isEmpty = (change) => Object.keys(change).length === 0;
