// Beside the editor: the form as a phone shows it, handed over anew after each save.
import { html, icon, cls } from "./html.js";
import { state, chosenNode, labelOf, errorCount } from "./store.js";
import { watch } from "../vendor/vue.js";

const root = document.getElementById("studio").dataset;
let frame = null;
let ready = false;
let number = 0;
let handed = null;

export function Preview() {
  if (!state.preview) { return null; }
  return html`<aside class=${cls("s-preview", state.pane === "pratinjau" && "s-now")} aria-label="Pratinjau">
    <header class="s-preview-head"><strong>Pratinjau</strong><span class="s-small" id="pratinjau-kabar" role="status" data-shown=${state.shown || 0} data-took=${state.took || ""}>${words()}</span>
      <button class="btn btn-icon" type="button" title="Mulai isian dari awal" onClick=${restart}>${icon("refresh", "Mulai isian dari awal")}</button></header>
    <div class="s-phone"><iframe title="Pratinjau formulir di ponsel" src=${root.preview} onVnodeMounted=${(vnode) => { frame = vnode.el; ready = false; handed = null; }} onVnodeUnmounted=${() => { frame = null; ready = false; }}></iframe></div>
  </aside>`;
}

function words() {
  if (state.previewFailed) { return "Formulir belum dapat ditampilkan"; }
  if (!state.sound && state.xform) { return errorCount.value + " kesalahan belum diperbaiki"; }
  return state.xform ? "Seperti di ponsel kader" : "Menunggu formulir yang lengkap";
}

function hand() {
  if (!ready || !frame || !state.xform || handed === state.xform) { return; }
  handed = state.xform;
  number += 1;
  frame.contentWindow.postMessage({ xml: state.xform, number, focus: focus() }, location.origin);
}

const focus = () => chosenNode.value ? labelOf(chosenNode.value.row.cells).replace(/\$\{.*/, "").trim() : "";

function restart() {
  if (!ready || !state.xform) { return; }
  number += 1;
  frame.contentWindow.postMessage({ restart: true, again: { xml: state.xform, number } }, location.origin);
}

addEventListener("message", function (event) {
  if (event.origin !== location.origin || !frame || event.source !== frame.contentWindow || event.data.from !== "pratinjau") { return; }
  if (event.data.ready) { ready = true; handed = null; hand(); }
  if (event.data.shown) { Object.assign(state, { shown: event.data.shown, took: event.data.took, previewFailed: false }); }
  if (event.data.failed) { state.previewFailed = true; }
});
watch(() => state.xform, hand);
watch(() => state.chosen, function () {
  if (ready && frame && focus()) { frame.contentWindow.postMessage({ lead: focus() }, location.origin); }
});
