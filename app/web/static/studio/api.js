// What the editor asks of its server. A refusal is an Error with the server's words.

const root = document.getElementById("studio").dataset;
const token = document.querySelector("meta[name=csrf-token]").content;

export class Refused extends Error {
  constructor(message, status, data) {
    super(message);
    this.status = status;
    this.data = data || {};
  }
}

async function call(path, options) {
  let reply;
  try {
    reply = await fetch((path.startsWith("/api/") ? "" : root.api) + path, { credentials: "same-origin", redirect: "manual", ...options });
  } catch {
    throw new Refused("Sambungan terputus. Tulisan Anda tetap di sini dan dicoba disimpan lagi.", 0);
  }
  if (reply.type === "opaqueredirect") { throw new Refused("Masuk lagi dengan akun Anda di tab lain; tulisan Anda tetap di sini.", 401); }
  const data = await reply.json().catch(() => null);
  if (reply.ok && data) { return data; }
  const words = data && data.message ? [data.message, data.cure].filter(Boolean).join(" ") : "Server menjawab dengan kode " + reply.status + ". Dicoba lagi sebentar lagi.";
  throw new Refused(words, reply.status, data);
}

const post = (path, body, headers) => call(path, { method: "POST", body, headers: { "X-CSRFToken": token, ...headers } });

export const read = () => call("", {});
export const blockUses = () => call("/api/naskah/blok", {});
export const news = (revision) => call("/kabar?revisi=" + revision, {});
export const save = (revision, change) => post("/simpan", JSON.stringify({ revision, change }), { "Content-Type": "application/json" });
export const makeDraft = () => post("/draf", null, {});

export function sendFiles(files) {
  const form = new FormData();
  for (const file of files) { form.append("berkas", file, file.name); }
  return post("/berkas", form, {});
}
