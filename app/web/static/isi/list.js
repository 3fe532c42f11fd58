// The page of forms: what this device still holds (unfinished, waiting, sent, refused), and readiness.
(function (isi) {
  "use strict";
  const place = document.getElementById("isi-daftar");
  const account = Number(place.dataset.account);
  const SIGNS = {
    menunggu: ["s-menunggu_tinjauan", "Menunggu sinyal"],
    terkirim: ["s-lengkap", "Terkirim"],
    ditolak: ["s-terlambat", "Ditolak"],
    draf: ["s-belum_ada", "Belum selesai"],
  };
  const moment = (at) => new Date(at).toLocaleString("id-ID", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

  function line(state, title, note) {
    const item = document.getElementById("baris-antrean").content.cloneNode(true).firstElementChild;
    const chip = item.querySelector(".chip");
    chip.classList.add(SIGNS[state][0]);
    chip.textContent = SIGNS[state][1];
    item.querySelector("strong").textContent = title;
    item.querySelector(".keep-what .small").textContent = note;
    return item;
  }

  function allowDrop(item, question, act) {
    const ask = item.querySelector("details");
    ask.hidden = false;
    ask.querySelector("p").textContent = question;
    ask.querySelector("[data-act=drop]").addEventListener("click", () => act().then(show));
  }

  function sentLine(row) {
    const item = line(row.state, row.title, moment(row.at) + (row.note ? ". " + row.note : ""));
    item.dataset.state = row.state;
    if (row.url) {
      const link = item.querySelector("a");
      link.hidden = false;
      link.href = row.url;
    }
    if (row.state === "ditolak") {
      const again = item.querySelector("[data-act=again]");
      again.hidden = false;
      again.addEventListener("click", async function () {
        await isi.put("outbox", Object.assign({}, row, { state: "menunggu", note: "" }));
        await show();
        send();
      });
      allowDrop(item, "Isian ini belum diterima server dan akan hilang dari perangkat ini.", () => isi.drop("outbox", row.id));
    }
    return item;
  }

  function draftLine(draft) {
    const item = line("draf", draft.title, (draft.edits ? "Perbaikan, disimpan " : "Disimpan ") + moment(draft.at));
    const link = item.querySelector("a");
    const path = "/isi/" + encodeURIComponent(draft.form) + (draft.edits ? "/perbaiki/" + encodeURIComponent(draft.edits) : "");
    link.hidden = false;
    link.textContent = "Lanjutkan";
    link.classList.add("btn-primary");
    link.href = path + "?draf=" + draft.id;
    allowDrop(item, "Isian yang belum selesai ini akan hilang dari perangkat ini.", () => isi.drop("drafts", draft.id));
    return item;
  }

  async function show() {
    const rows = await isi.listOf("outbox", account);
    const drafts = await isi.listOf("drafts", account);
    document.getElementById("antrean-isi").replaceChildren(...rows.map(sentLine));
    document.getElementById("draf-isi").replaceChildren(...drafts.map(draftLine));
    document.getElementById("antrean").hidden = !rows.length;
    document.getElementById("kirim-sekarang").hidden = !rows.some((row) => row.state === "menunggu");
    document.getElementById("draf").hidden = !drafts.length;
    document.getElementById("isi-perangkat").hidden = !rows.length && !drafts.length;
  }

  let send = () => {};

  function tellSignal() { document.getElementById("tanpa-sinyal").hidden = navigator.onLine; }

  async function start() {
    window.addEventListener("online", tellSignal);
    window.addEventListener("offline", tellSignal);
    tellSignal();
    const words = document.getElementById("siap-kata");
    if (!isi.ready) {
      words.textContent = "Pengisian di peramban memerlukan alamat https dan peramban yang baru. Pakailah ODK Collect.";
      return;
    }
    if (navigator.storage && navigator.storage.persist) { navigator.storage.persist(); }
    await isi.forgetSent(account);
    await show();
    await isi.key(account).catch(() => null); // kept now, so that drafts can be sealed without a signal
    document.addEventListener("isi:berubah", show);
    if (window.BroadcastChannel) { new BroadcastChannel("simpul-isi").onmessage = show; }
    send = isi.keepSending(account);
    document.getElementById("kirim-sekarang").addEventListener("click", () => send());
    const addresses = isi.loaded().concat(place.dataset.keep.split(/\s+/).filter(Boolean));
    const kept = await isi.offline(place.dataset.worker, addresses);
    words.textContent = kept ? "Formulir di halaman ini dapat dibuka tanpa sinyal di perangkat ini."
      : "Formulir belum semuanya tersimpan untuk dipakai tanpa sinyal. Buka lagi halaman ini saat sinyal baik.";
  }

  start();
})(self.isi = self.isi || {});
