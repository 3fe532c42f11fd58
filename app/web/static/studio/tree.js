// The survey sheet as a tree: groups and repeats with what stands in them. Pure.
import { newId, rowsOf, moveRows, insertRows, removeRows, mergeCells } from "./doc.js";

const SELECT = /^(select_one|select_multiple|rank|select_one_from_file|select_multiple_from_file)\s+(\S+)(\s+or_other)?$/;

// The word of a type, and its list or file.
export function kindOf(cell) {
  const text = (cell || "").trim().replace(/\s+/g, " ");
  const control = /^(begin|end)[ _](group|repeat)$/.exec(text);
  if (control) { return { word: control[1] + "_" + control[2], source: "" }; }
  const select = SELECT.exec(text);
  if (select) {
    const file = /\.(csv|xml|geojson)$/.test(select[2]) && !select[1].endsWith("_from_file") ? "_from_file" : "";
    return { word: select[1] + file, source: select[2], other: Boolean(select[3]) };
  }
  return { word: text, source: "" };
}

export const opens = (word) => word === "begin_group" || word === "begin_repeat";
export const closes = (word) => word === "end_group" || word === "end_repeat";
export const picks = (word) => /^(select_|rank)/.test(word);

// Nodes in order; each knows its row, its place, where it ends, its parent and its depth.
export function treeOf(rows) {
  const roots = [], nodes = [], open = [];
  rows.forEach(function (row, at) {
    const kind = kindOf(row.cells.type);
    if (closes(kind.word) && open.length && open[open.length - 1].kind.word === kind.word.replace("end", "begin")) {
      const node = open.pop();
      node.last = at;
      node.endId = row.id;
      return;
    }
    const parent = open[open.length - 1] || null;
    const node = { id: row.id, row, kind, first: at, last: at, endId: null, parent, depth: open.length, children: [], stray: closes(kind.word) };
    (parent ? parent.children : roots).push(node);
    nodes.push(node);
    if (opens(kind.word)) { open.push(node); }
  });
  for (const node of open) { node.last = rows.length - 1; node.unclosed = true; }
  return { roots, nodes, byId: new Map(nodes.map((node) => [node.id, node])) };
}

export const siblingsOf = (tree, node) => node.parent ? node.parent.children : tree.roots;

// The rows of a node with all inside it.
const idsOf = (rows, node) => rows.slice(node.first, node.last + 1).map((row) => row.id);

// Moves a node before a sibling, or to the end of a parent (null: of the form).
export function moveNode(doc, id, parentId, beforeId) {
  const rows = rowsOf(doc, "survey");
  const tree = treeOf(rows);
  const node = tree.byId.get(id);
  const parent = parentId ? tree.byId.get(parentId) : null;
  for (let above = parent; above; above = above.parent) { if (above === node) { return doc; } }
  if (parent && parent.unclosed) { return doc; }
  const ids = idsOf(rows, node);
  const staying = rows.filter((row) => !ids.includes(row.id));
  const mark = beforeId || (parent ? parent.endId : null);
  const at = mark ? staying.findIndex((row) => row.id === mark) : staying.length;
  return moveRows(doc, "survey", ids, at);
}

// One step up or down among its siblings.
export function shiftNode(doc, id, step) {
  const tree = treeOf(rowsOf(doc, "survey"));
  const node = tree.byId.get(id);
  const siblings = siblingsOf(tree, node);
  const at = siblings.indexOf(node);
  if (step < 0) { return at > 0 ? moveNode(doc, id, parentId(node), siblings[at - 1].id) : doc; }
  if (at + 1 >= siblings.length) { return doc; }
  return moveNode(doc, id, parentId(node), siblings[at + 2] ? siblings[at + 2].id : null);
}

const parentId = (node) => node.parent ? node.parent.id : null;

// Into the group before it, or out of the group it stands in.
export function nestNode(doc, id) {
  const tree = treeOf(rowsOf(doc, "survey"));
  const node = tree.byId.get(id);
  const siblings = siblingsOf(tree, node);
  const before = siblings[siblings.indexOf(node) - 1];
  return before && opens(before.kind.word) && !before.unclosed ? moveNode(doc, id, before.id, null) : doc;
}

export function unnestNode(doc, id) {
  const tree = treeOf(rowsOf(doc, "survey"));
  const node = tree.byId.get(id);
  if (!node.parent) { return doc; }
  const siblings = siblingsOf(tree, node.parent);
  const after = siblings[siblings.indexOf(node.parent) + 1];
  return moveNode(doc, id, parentId(node.parent), after ? after.id : null);
}

// With the lists of choices that nothing else uses.
export function removeNode(doc, id) {
  const rows = rowsOf(doc, "survey");
  const gone = new Set(idsOf(rows, treeOf(rows).byId.get(id)));
  const listsOf = (some) => new Set(some.map((row) => kindOf(row.cells.type)).filter((kind) => picks(kind.word)).map((kind) => kind.source));
  const used = listsOf(rows.filter((row) => !gone.has(row.id)));
  const needless = [...listsOf(rows.filter((row) => gone.has(row.id)))].filter((list) => !used.has(list));
  const choices = rowsOf(doc, "choices").filter((row) => needless.includes(row.cells.list_name)).map((row) => row.id);
  const next = removeRows(doc, "survey", [...gone]);
  return choices.length ? removeRows(next, "choices", choices) : next;
}

// Behind the node that is chosen (inside it, when it is an open group), or at the end of the form.
export function placeAfter(doc, id, inside) {
  const rows = rowsOf(doc, "survey");
  const node = id ? treeOf(rows).byId.get(id) : null;
  if (!node) { return rows.length; }
  if (inside && opens(node.kind.word)) { return node.unclosed ? rows.length : node.last; }
  return node.last + 1;
}

export function insertNode(doc, at, cells) {
  const row = { id: newId(), cells };
  const word = kindOf(cells.type).word;
  const rows = opens(word) ? [row, { id: newId(), cells: { type: word.replace("begin_", "end ").replace("_", " "), name: cells.name } }] : [row];
  return { doc: insertRows(doc, "survey", at, rows), id: row.id };
}

// A copy right behind, with names of its own; inside the copy, questions refer to each other.
export function duplicateNode(doc, id, freeName) {
  const rows = rowsOf(doc, "survey");
  const node = treeOf(rows).byId.get(id);
  const span = rows.slice(node.first, node.last + 1);
  const names = new Map();
  const taken = new Set(rows.map((row) => row.cells.name).filter(Boolean));
  for (const row of span) {
    const name = row.cells.name;
    if (name && row.cells.type !== "include" && !names.has(name)) { names.set(name, freeName(name, taken)); taken.add(names.get(name)); }
  }
  const refer = (text) => text.replace(/\$\{([^}]+)\}/g, (whole, name) => names.has(name.trim()) ? "${" + names.get(name.trim()) + "}" : whole);
  const copies = span.map(function (row) {
    const cells = Object.fromEntries(Object.entries(row.cells).map(([column, text]) => [column, refer(text)]));
    return { id: newId(), cells: mergeCells(cells, names.has(row.cells.name) ? { name: names.get(row.cells.name) } : {}) };
  });
  return { doc: insertRows(doc, "survey", node.last + 1, copies), id: copies[0].id };
}
