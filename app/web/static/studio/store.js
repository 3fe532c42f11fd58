// The state of the editor: the form, what is chosen, undoing, saving by itself, and what others write.
import { shallowReactive, computed } from "../vendor/vue.js";
import * as api from "./api.js";
import * as docs from "./doc.js";
import { treeOf } from "./tree.js";
import { META } from "./types.js";

const PAUSE = 200; // milliseconds of rest before a change is saved
const AGAIN = 5000; // before a save that failed is tried anew
const LISTEN = 8000; // between two looks whether another officer wrote
const TOGETHER = 1200; // within which changes of one cell are undone together
const MOST_STEPS = 300;

const root = document.getElementById("studio").dataset;
const KEPT = "simpul-naskah-" + root.id;

export const state = shallowReactive({
  doc: null, content: null, tab: "pertanyaan", chosen: "", folded: new Set(), search: "", pane: "susunan",
  saving: "tersimpan", words: "", revision: 0, savedAt: "", savedBy: "", drafted: "", begunFrom: "",
  findings: [], xform: null, sound: false, conflicts: null, merged: null, notice: null, dialog: null,
  undo: 0, redo: 0, parts: {}, preview: innerWidth >= 1180,
});

export const tree = computed(() => treeOf(docs.rowsOf(state.doc, "survey")));
export const chosenNode = computed(() => tree.value.byId.get(state.chosen) || null);
export const findingsAt = computed(function () {
  const found = new Map();
  for (const finding of state.findings) {
    const key = finding.sheet + "/" + (finding.id || "");
    found.set(key, [...(found.get(key) || []), finding]);
  }
  return found;
});
export const errorCount = computed(() => state.findings.filter((finding) => finding.severity === "error").length);
export const languages = computed(function () {
  const columns = docs.sheetOf(state.doc, "survey").columns;
  const found = columns.filter((column) => column.split("::")[0] === "label").map((column) => column.split("::")[1] || "");
  return found.length ? found : [""];
});
export const inLanguage = (column, language) => language ? column + "::" + language : column;
export const labelOf = (cells) => languages.value.map((language) => cells[inLanguage("label", language)]).find(Boolean) || "";

let base = null; // the document as the server has it
let timer = null;
let busy = false;
let steps = [], undone = [];

export async function open() {
  const told = await api.read();
  base = docs.fromJson(told.document);
  state.content = { ...told.content, blocks: told.content.blocks.map((block) => ({ ...block, forms: [] })) };
  take(told);
  state.doc = restored(base);
  if (state.doc !== base) { later(0); }
  const shown = tree.value.nodes.filter((node) => !META[node.kind.word]);
  state.chosen = (shown.find((node) => node.kind.word !== "include") || shown[0] || { id: "" }).id;
  api.blockUses().then(function (found) {
    state.content = { ...state.content, blocks: state.content.blocks.map((block) => ({ ...block, forms: found.uses[block.key] || [] })) };
  }).catch(() => null); // only told beside a block
  if (root.notice) { notify(root.notice); }
  setInterval(listen, LISTEN);
  addEventListener("beforeunload", (event) => { if (!docs.isEmpty(docs.difference(base, state.doc))) { event.preventDefault(); } });
}

function take(told) {
  Object.assign(state, {
    revision: told.revision, savedAt: told.savedAt, savedBy: told.savedBy, drafted: told.drafted, begunFrom: told.begunFrom,
  });
  if (told.findings) { state.findings = told.findings; }
  if ("xform" in told) { state.sound = told.sound; if (told.xform) { state.xform = told.xform; } }
}

// What a closed page could not save any more lies in the browser.
function restored(doc) {
  const kept = localStorage.getItem(KEPT);
  if (!kept) { return doc; }
  localStorage.removeItem(KEPT);
  notify("Tulisan yang belum tersimpan di peramban ini dipulihkan.");
  return docs.applied(doc, JSON.parse(kept));
}

function keepHere(change) {
  try {
    if (docs.isEmpty(change)) { localStorage.removeItem(KEPT); } else { localStorage.setItem(KEPT, JSON.stringify(change)); }
  } catch { /* a full store: the server still has all but the last seconds */ }
}

// -- changing, undoing

// `key` names what is being typed in: what follows within a moment is undone with it.
export function edit(next, key) {
  if (next === state.doc) { return; }
  const last = steps[steps.length - 1];
  const now = performance.now();
  if (key && last && last.key === key && now - last.at < TOGETHER && last.after === state.doc) {
    last.after = next;
    last.at = now;
  } else {
    steps.push({ before: state.doc, after: next, key, at: now, chosen: state.chosen });
    if (steps.length > MOST_STEPS) { steps.shift(); }
  }
  undone = [];
  state.doc = next;
  counted();
  later(PAUSE);
}

function counted() { state.undo = steps.length; state.redo = undone.length; }

export function undo() {
  const step = steps.pop();
  if (!step) { return; }
  undone.push(step);
  goTo(step.after, step.before, step.chosen);
}

export function redo() {
  const step = undone.pop();
  if (!step) { return; }
  steps.push(step);
  goTo(step.before, step.after, step.chosen);
}

// Where another officer wrote meanwhile, only what the step touched goes back.
function goTo(from, to, chosen) {
  state.doc = state.doc === from ? to : docs.applied(state.doc, docs.difference(from, to));
  if (docs.rowOf(state.doc, "survey", chosen)) { state.chosen = chosen; }
  counted();
  later(PAUSE);
}

// -- saving

function later(pause) {
  clearTimeout(timer);
  if (state.saving !== "galat") { state.saving = "mengubah"; }
  timer = setTimeout(saveNow, pause);
}

export async function saveNow() {
  clearTimeout(timer);
  if (busy || state.conflicts) { return; }
  const sent = state.doc;
  const change = docs.difference(base, sent);
  keepHere(change);
  if (docs.isEmpty(change)) { state.saving = "tersimpan"; return; }
  busy = true;
  state.saving = "menyimpan";
  try {
    const told = await api.save(state.revision, change);
    base = told.document ? docs.fromJson(told.document) : sent;
    const meanwhile = docs.difference(sent, state.doc);
    const next = docs.isEmpty(meanwhile) ? base : docs.applied(base, meanwhile);
    if (told.document) { notify((told.savedBy === root.account ? "Petugas lain" : told.savedBy) + " juga menulis di naskah ini; perubahannya sudah digabung."); }
    if (told.document || state.doc === sent) { state.doc = told.document ? next : state.doc; }
    take(told);
    state.saving = "tersimpan";
    state.words = "";
    keepHere(docs.difference(base, state.doc));
  } catch (error) {
    refused(error, sent);
  } finally {
    busy = false;
  }
  if (!state.conflicts && !docs.isEmpty(docs.difference(base, state.doc))) { later(state.saving === "galat" ? AGAIN : PAUSE); }
}

function refused(error, sent) {
  if (error.status === 409 && error.data.conflicts) {
    const meanwhile = docs.difference(sent, state.doc);
    base = docs.fromJson(error.data.base);
    state.merged = docs.applied(docs.fromJson(error.data.document), meanwhile);
    state.conflicts = error.data.conflicts;
    state.savedBy = error.data.savedBy;
    state.revision = error.data.revision;
  }
  state.saving = "galat";
  state.words = state.conflicts ? "Belum tersimpan: pilih tulisan yang berlaku" : error.message;
}

// `mine` are the conflicts in which the officer's own text is to stand.
export function settle(mine) {
  let next = state.merged;
  for (const one of mine) {
    if (one.column) { next = docs.setCells(next, one.sheet, one.id, { [one.column]: one.mine }); }
    else if (docs.rowOf(next, one.sheet, one.id)) { next = docs.removeRows(next, one.sheet, [one.id]); }
    else { next = putBack(next, one); }
  }
  state.conflicts = null;
  state.merged = null;
  state.doc = next;
  state.saving = "mengubah";
  state.words = "";
  later(0);
}

// A row the other officer removed comes back behind the row it stood behind.
function putBack(doc, one) {
  const mine = docs.rowsOf(state.doc, one.sheet);
  const at = mine.findIndex((row) => row.id === one.id);
  if (at < 0) { return doc; }
  const there = docs.rowsOf(doc, one.sheet);
  const place = mine.slice(0, at).reverse().map((row) => there.findIndex((other) => other.id === row.id)).find((found) => found >= 0);
  return docs.insertRows(doc, one.sheet, place === undefined ? 0 : place + 1, [mine[at]]);
}

async function listen() {
  if (document.hidden || busy || state.conflicts || !docs.isEmpty(docs.difference(base, state.doc))) { return; }
  const told = await api.news(state.revision).catch(() => null);
  if (!told || !told.document || busy || !docs.isEmpty(docs.difference(base, state.doc))) { return; }
  base = docs.fromJson(told.document);
  state.doc = base;
  take(told);
  notify(told.savedBy + " baru saja mengubah naskah ini.");
}

// Waits until all that was written is saved; false when it could not be.
async function settled() {
  for (let tries = 0; tries < 40 && !docs.isEmpty(docs.difference(base, state.doc)); tries += 1) {
    await saveNow();
    if (state.saving === "galat") { return false; }
    if (busy) { await new Promise((done) => setTimeout(done, 150)); }
  }
  return !state.conflicts;
}

export async function makeDraft() {
  if (!await settled()) { return; }
  try {
    const told = await api.makeDraft();
    location.assign(told.url);
  } catch (error) {
    if (error.status === 422 && error.data.findings) {
      take(error.data);
      state.tab = "temuan";
      notify("Belum dapat disimpan sebagai draf: " + errorCount.value + " kesalahan perlu diperbaiki dulu.", "bad");
    } else { notify(error.message, "bad"); }
  }
}

export async function sendFiles(files) {
  try {
    const told = await api.sendFiles(files);
    state.content = { ...state.content, files: told.files };
    notify(files.length + " berkas tersimpan.");
  } catch (error) { notify(error.message, "bad"); }
}

let noticeTimer = null;
export function notify(words, kind, act) {
  clearTimeout(noticeTimer);
  state.notice = { words, kind: kind || "info", act };
  noticeTimer = setTimeout(() => { state.notice = null; }, 8000);
}

// -- choosing

export function choose(id, tab) {
  state.chosen = id;
  state.tab = tab || "pertanyaan";
  if (id && state.pane === "susunan" && innerWidth < 700) { state.pane = "isi"; }
}

export const cell = (id, column, text, key) => edit(docs.setCells(state.doc, "survey", id, { [column]: text }), key === undefined ? id + "/" + column : key);
export const setting = (column, text) => edit(docs.setSettings(state.doc, { [column]: text }), "settings/" + column);
