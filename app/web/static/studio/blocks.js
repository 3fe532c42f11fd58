// Shared blocks: what one asks and who uses it; taken in as one row, or written out to be changed.
import { html, icon } from "./html.js";
import { state, edit } from "./store.js";
import * as docs from "./doc.js";
import { kindOf } from "./tree.js";
import { typeIcon } from "./types.js";
import { Wrong } from "./fields.js";

const OF_PROFILE = ["profile_field", "merge_rule", "unit"];

export function BlockCard(node) {
  const block = state.content.blocks.find((one) => one.key === node.row.cells.name);
  if (!block) { return html`<p class="s-none">Blok “${node.row.cells.name}” tidak dikenal.</p>${Wrong({ id: node.id, columns: ["type", "name"] })}`; }
  return html`<p class="s-block-name">${block.name}</p>
    ${Questions(block)}
    <p class="s-small">Dipakai ${block.forms.length ? "oleh " + block.forms.join("; ") : "belum oleh formulir lain"}. Blok diubah di satu tempat untuk semua formulir, jadi isinya tidak dapat diubah di sini.</p>
    <button class="btn" type="button" onClick=${() => writeOut(node, block)}>${icon("unlink")}Lepas dari blok dan ubah sendiri</button>
    ${Wrong({ id: node.id, columns: ["type", "name", "label", "profile_field", "relevant", "calculation", "constraint", null] })}`;
}

export function Questions(block) {
  const shown = block.questions.filter((one) => one.label);
  return html`<ul class="s-plain">${shown.map((one) => html`<li key=${one.name}><span class="s-type">${icon(typeIcon(kindOf(one.type).word))}</span>${one.label}</li>`)}</ul>`;
}

// The block's rows take the place of its row; what only a block may write into the profile stays out.
function writeOut(node, block) {
  const prefix = state.content.prefixes[docs.settingsOf(state.doc).bidang] + ".";
  const spoken = new Set(docs.sheetOf(state.doc, "survey").columns.map((column) => column.split("::")[1]).filter(Boolean));
  const fits = (column) => !column.includes("::") || !spoken.size || spoken.has(column.split("::")[1]);
  const rows = block.rows.map(function (cells) {
    const foreign = (cells.profile_field || "").split(/\s+/).some((field) => field && !field.startsWith(prefix));
    const own = Object.fromEntries(Object.entries(cells).filter(([column]) => fits(column) && !(foreign && OF_PROFILE.includes(column))));
    return { id: docs.newId(), cells: own };
  });
  let doc = docs.removeRows(state.doc, "survey", [node.id]);
  doc = docs.insertRows(doc, "survey", node.first, rows);
  const have = new Set(docs.rowsOf(doc, "choices").map((row) => row.cells.list_name));
  const more = block.choices.filter((cells) => !have.has(cells.list_name) && !state.content.lists[cells.list_name])
    .map((cells) => ({ id: docs.newId(), cells: Object.fromEntries(Object.entries(cells).filter(([column]) => fits(column))) }));
  edit(docs.insertRows(doc, "choices", docs.rowsOf(doc, "choices").length, more));
  state.chosen = rows[0].id;
}
