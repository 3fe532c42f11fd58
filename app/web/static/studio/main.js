// The editor of a form: its bar, the outline, the card, the preview, and the keys that work everywhere.
import { createApp } from "../vendor/vue.js";
import { html, icon, cls } from "./html.js";
import { state, open, undo, redo, saveNow, makeDraft, errorCount } from "./store.js";
import * as docs from "./doc.js";
import { Outline, duplicateChosen, focusChosen } from "./outline.js";
import { Card } from "./card.js";
import { Settings, Findings } from "./panels.js";
import { Media } from "./media.js";
import { Preview } from "./preview.js";
import { Dialogs } from "./dialogs.js";

const place = document.getElementById("studio");
const root = place.dataset;

function Bar() {
  return html`<header class="s-bar"><a class="s-back" href=${root.back} title="Kembali ke formulir">${icon("arrow-left", "Kembali")}</a>
    <div class="s-title"><h1>${docs.settingsOf(state.doc).form_title || "Formulir tanpa judul"}</h1>${Saved()}</div>
    <div class="s-tools">
      <button class="btn btn-icon" type="button" id="urungkan" title="Urungkan (Ctrl+Z)" disabled=${!state.undo} onClick=${undo}>${icon("arrow-back-up", "Urungkan")}</button>
      <button class="btn btn-icon" type="button" id="ulangi" title="Ulangi (Ctrl+Y)" disabled=${!state.redo} onClick=${redo}>${icon("arrow-forward-up", "Ulangi")}</button>
      <button class=${cls("btn btn-icon s-toggle", state.preview && "s-on")} type="button" title="Pratinjau" aria-pressed=${String(state.preview)} onClick=${() => { state.preview = !state.preview; }}>${icon("device-mobile", "Pratinjau")}</button>
      <a class="btn btn-icon s-wide-only" href=${root.xlsx} title="Unduh sebagai XLSX">${icon("download", "Unduh sebagai XLSX")}</a>
      <button class="btn btn-icon s-wide-only" type="button" title="Tombol papan ketik" onClick=${() => { state.dialog = { kind: "tombol" }; }}>${icon("keyboard", "Tombol papan ketik")}</button>
      <button class="btn btn-primary" type="button" id="draf" onClick=${draft} aria-busy=${state.drafting ? "true" : null}>${icon("device-floppy")}<span>Simpan sebagai draf</span></button>
    </div></header>`;
}

async function draft() {
  if (state.drafting) { return; }
  state.drafting = true;
  await makeDraft();
  state.drafting = false;
}

function Saved() {
  const words = { tersimpan: "Tersimpan " + state.savedAt, mengubah: "Mengubah…", menyimpan: "Menyimpan…", galat: state.words || "Belum tersimpan" }[state.saving];
  return html`<p class=${cls("s-saved", state.saving === "galat" && "s-bad")} id="keadaan" role="status" data-state=${state.saving}>${words}</p>`;
}

const TABS = [["pertanyaan", "Pertanyaan"], ["pengaturan", "Pengaturan"], ["berkas", "Berkas"], ["temuan", "Temuan"]];

function Middle() {
  const shown = { pertanyaan: Card, pengaturan: Settings, berkas: Media, temuan: Findings }[state.tab];
  return html`<main class=${cls("s-middle", state.pane === "isi" && "s-now")} id="isi">
    <nav class="s-tabs" aria-label="Bagian">${TABS.map(([key, words]) => html`<button key=${key} type="button" class=${cls("s-tab", state.tab === key && "s-on")} aria-current=${state.tab === key ? "true" : null} onClick=${() => { state.tab = key; }}>${words}${key === "temuan" && state.findings.length > 0 && html`<span class=${cls("s-count", errorCount.value ? "s-count-bad" : "s-count-warn")}>${state.findings.length}</span>`}</button>`)}</nav>
    <div class="s-scroll" key=${state.tab + state.chosen}>${shown()}</div></main>`;
}

const PANES = [["susunan", "Susunan", "list-details"], ["isi", "Pertanyaan", "edit"], ["pratinjau", "Pratinjau", "device-mobile"]];

function App() {
  if (!state.doc) { return html`<p class="s-none" role="status">${state.words || "Membuka naskah..."}</p>`; }
  return html`<div class=${cls("s-app", state.preview && "s-with-preview")}>
    ${Bar()}<div class="s-body">${Outline()}${Middle()}${Preview()}</div>
    <nav class="s-panes" aria-label="Bagian layar">${PANES.map(([key, words, sign]) => html`<button key=${key} type="button" class=${cls("s-pane", state.pane === key && "s-on")} onClick=${() => { state.pane = key; if (key === "pratinjau") { state.preview = true; } }}>${icon(sign)}${words}</button>`)}</nav>
    ${state.notice && html`<div class=${cls("s-notice", state.notice.kind === "bad" && "s-notice-bad")} role="status">${state.notice.words}${state.notice.act && html`<button class="btn btn-small" type="button" onClick=${() => { state.notice.act.run(); state.notice = null; }}>${state.notice.act.words}</button>`}<button class="btn btn-icon btn-small" type="button" onClick=${() => { state.notice = null; }}>${icon("x", "Tutup")}</button></div>`}
    ${Dialogs()}</div>`;
}

// -- keys that work wherever one is

const KEYS = {
  z: (event) => (event.shiftKey ? redo() : undo()), y: redo, s: saveNow, d: duplicateChosen,
  k: () => { state.pane = "susunan"; requestAnimationFrame(() => document.getElementById("cari").focus()); },
  Enter: () => { state.dialog = { kind: "tambah" }; },
};

addEventListener("keydown", function (event) {
  if (!state.doc || state.conflicts || (state.dialog && event.key !== "z")) { return; }
  const act = (event.ctrlKey || event.metaKey) && !event.altKey && KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act) { event.preventDefault(); act(event); return; }
  if (event.key === "Escape" && event.target.closest && event.target.closest(".s-middle")) { state.pane = "susunan"; focusChosen(); }
});

createApp({ render: App }).mount(place);
open().catch((error) => { state.words = error.message; });
