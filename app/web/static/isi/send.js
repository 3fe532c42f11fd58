// Sends what waits, once for all open pages, and says in words what became of it.
(function (isi) {
  "use strict";
  const WORDS = {
    signal: "Belum ada sinyal. Dikirim sendiri begitu tersambung.",
    login: "Masuk lagi dengan akun Anda, lalu kiriman ini berangkat sendiri.",
    other: "Disimpan oleh akun lain. Masuk dengan akun itu untuk mengirimnya.",
    denied: "Akun Anda sekarang tidak berhak mengirim. Hubungi admin; isian tetap tersimpan di sini.",
  };
  // Answers that say "not now": the same sending may succeed later. Anything else below 500 is final.
  const LATER = new Set([401, 403, 408, 425, 429]);

  isi.changed = function () {
    if (self.BroadcastChannel) {
      const channel = new BroadcastChannel("simpul-isi");
      channel.postMessage("berubah");
      channel.close();
    }
    if (self.document) { document.dispatchEvent(new CustomEvent("isi:berubah")); }
  };

  // Answers how many still wait. One sender at a time: two pages and the worker share the queue.
  isi.sendAll = function (account) {
    return navigator.locks.request("simpul-isi-kirim", async function () {
      const waiting = (await isi.listOf("outbox", account)).filter((row) => row.state === "menunggu");
      if (!waiting.length) { return 0; }
      const session = await isi.session();
      if (session.problem || session.account !== account) {
        await noteAll(waiting, WORDS[session.problem || "other"]);
        return waiting.length;
      }
      const key = await isi.key(account);
      let left = waiting.length;
      for (const row of waiting.reverse()) {
        const state = key ? await sendOne(row, key, session.csrf) : "menunggu";
        if (state === "menunggu") { break; }
        left -= 1;
      }
      return left;
    });
  };

  async function noteAll(rows, words) {
    for (const row of rows) { await isi.put("outbox", Object.assign({}, row, { note: words })); }
    isi.changed();
  }

  async function sendOne(row, key, csrf) {
    const body = await isi.openForm(key, row.id, row.parts);
    let outcome;
    try {
      const reply = await fetch("/api/isi/submission", {
        method: "POST", body: body, redirect: "manual", headers: { "X-CSRFToken": csrf },
      });
      outcome = await read(reply);
    } catch (error) {
      outcome = { state: "menunggu", note: WORDS.signal };
    }
    const next = Object.assign({}, row, outcome);
    // What the server has is not kept here.
    if (next.state === "terkirim") { next.parts = []; next.at = Date.now(); }
    await isi.put("outbox", next);
    isi.changed();
    return next.state;
  }

  async function read(reply) {
    if (reply.type === "opaqueredirect") { return { state: "menunggu", note: WORDS.login }; }
    const said = await reply.json().catch(() => ({}));
    if (reply.status === 201 || reply.status === 202) {
      return { state: "terkirim", note: said.message || "Diterima.", url: said.url };
    }
    const note = said.message || "Server menjawab dengan kode " + reply.status + ".";
    const final = reply.status >= 400 && reply.status < 500 && !LATER.has(reply.status)
      && said.code && said.code !== "web.csrf";
    return { state: final ? "ditolak" : "menunggu", note: note };
  }
})(self.isi = self.isi || {});
