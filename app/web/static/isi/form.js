// A page with one form: opens it with ODK Web Forms, keeps its draft, and puts it in the queue when sent.
(function (isi) {
  "use strict";
  const XML = isi.XML;
  const place = document.getElementById("isian");
  const page = place.dataset;
  const trying = page.mode === "coba";
  const account = Number(page.account);
  const show = (id, yes) => { document.getElementById(id).hidden = !yes; };

  function say(words, kind) {
    const state = document.getElementById("keadaan");
    state.textContent = words;
    state.dataset.kind = kind || "";
  }

  function fail(words) {
    say("", "");
    document.getElementById("galat-kata").textContent = words;
    show("galat", true);
  }

  const clock = (at) => new Date(at).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
  const day = (at) => new Date(at).toLocaleDateString("id-ID", { day: "numeric", month: "long" });

  async function get(address) {
    const reply = await fetch(address, { redirect: "manual" });
    if (reply.type === "opaqueredirect") { throw new Error("Masuk lagi dengan akun Anda, lalu buka formulir ini."); }
    if (!reply.ok) {
      const said = await reply.json().catch(() => ({}));
      throw new Error(said.message || "Server menjawab dengan kode " + reply.status + ". Coba lagi sebentar lagi.");
    }
    return reply;
  }

  // -- which draft: the one chosen on the page of forms, one of those there are, or a new one

  function choose(drafts) {
    show("pilih", true);
    say("", "");
    return new Promise(function (resolve) {
      const list = document.getElementById("pilih-isian");
      for (const draft of drafts) {
        const line = document.getElementById("pilih-baris").content.cloneNode(true);
        const button = line.querySelector("button");
        button.textContent = "Lanjutkan isian " + day(draft.at) + " pukul " + clock(draft.at);
        button.addEventListener("click", () => resolve(draft));
        list.append(line);
      }
      document.getElementById("pilih-baru").addEventListener("click", () => resolve(null));
    }).finally(() => show("pilih", false));
  }

  async function findDraft() {
    if (trying) { return null; }
    const all = (await isi.listOf("drafts", account)).filter((draft) => draft.form === page.form && draft.edits === page.edits);
    const wanted = new URLSearchParams(location.search).get("draf");
    const chosen = all.find((draft) => draft.id === wanted);
    if (chosen || !all.length) { return chosen || null; }
    return choose(all);
  }

  // -- what the engine opens: a draft, a returned submission with its answers, or an empty form

  async function input(draft, key) {
    if (draft) { return { draft: await isi.openForm(key, draft.id, draft.parts) }; }
    if (!page.edits) { return null; }
    const old = await (await get("/api/isi/kiriman/" + encodeURIComponent(page.edits))).json();
    return {
      resolveInstance: () => old.xml,
      attachmentFileNames: Object.keys(old.files),
      resolveAttachment: (name) => get(old.files[name]),
    };
  }

  function mount(engine, xml, version, editInstance, onSubmit) {
    const made = new Promise(function (resolve) {
      document.addEventListener("isi:instance", (event) => resolve(event.detail), { once: true });
    });
    const base = page.source + "/" + version + "/media/";
    const app = engine.createApp({
      render: () => engine.h(engine.OdkWebForm, {
        formXml: xml,
        fetchFormAttachment: (url) => get(base + encodeURIComponent(String(url.href || url).split("/").pop())),
        trackDevice: true,
        preloadProperties: { username: page.username },
        editInstance: editInstance,
        onSubmit: onSubmit,
      }),
    });
    app.use(engine.webFormsPlugin);
    isi.speak(app);
    app.mount(place);
    leadToErrors();
    return made;
  }

  // The submission as it is sent, with its instanceID. A correction names what it replaces: the engine
  // writes that, but forgets it when the correction was a draft in between.
  async function finished(form) {
    const text = await form.get(XML).text();
    const root = new DOMParser().parseFromString(text, "text/xml");
    const one = (name) => root.getElementsByTagNameNS("*", name)[0];
    const id = one("instanceID");
    if (!page.edits || one("deprecatedID")) { return { id: id.textContent, form: form }; }
    const old = root.createElementNS(id.namespaceURI, id.nodeName.replace("instanceID", "deprecatedID"));
    old.textContent = page.edits;
    id.after(old);
    const xml = new XMLSerializer().serializeToString(root);
    const whole = new FormData();
    whole.append(XML, new File([xml], XML, { type: "text/xml" }), XML);
    for (const [name, file] of form.entries()) { if (name !== XML) { whole.append(name, file, name); } }
    return { id: id.textContent, form: whole };
  }

  // The queue holds it before anything is sent: a line that breaks loses nothing.
  async function finish(draft, key, payload) {
    say("Menyimpan...", "");
    await draft.close();
    const ready = await finished(payload.data[0]);
    await isi.finish({
      id: ready.id, account: account, form: page.form, title: page.title, at: Date.now(),
      state: "menunggu", note: "", parts: await isi.sealForm(key, ready.id, ready.form),
    }, draft.row.id);
    await Promise.race([isi.sendAll(account).catch(() => 1), new Promise((done) => setTimeout(done, 4000))]);
    location.assign(page.back);
  }

  // After a refused "Kirim" the engine goes to the top; the first question to put right is of more use.
  function leadToErrors() {
    const first = () => place.querySelector(".question-container.highlight");
    const lead = () => first() && first().scrollIntoView({ block: "center", behavior: "smooth" });
    place.addEventListener("click", function (event) {
      if (event.target.closest(".form-error-message, .footer")) { setTimeout(lead, 300); }
    });
  }

  function tellKept(at) {
    if (at) { say("Tersimpan di perangkat ini " + clock(at), "good"); } else { say("Isian belum dapat disimpan di perangkat ini. Jangan tutup halaman ini.", "bad"); }
  }

  // What was filled to try a form goes to its channel, once for each press.
  function offer(payload) {
    const button = document.getElementById("kirim-uji");
    const words = document.getElementById("uji-kata");
    button.onclick = async function () {
      button.disabled = true;
      words.textContent = "Mengirim...";
      try {
        const reply = await fetch(page.sends, { method: "POST", body: payload.data[0], redirect: "manual", headers: { "X-CSRFToken": page.csrf } });
        if (reply.ok) { location.assign(page.back); return; }
        const said = await reply.json().catch(() => ({}));
        words.textContent = said.message ? said.message + " " + (said.cure || "") : "Belum terkirim. Masuk lagi dengan akun Anda di tab lain, lalu kirim lagi.";
      } catch (error) {
        words.textContent = "Belum terkirim: tidak ada sinyal. Coba lagi.";
      }
      button.disabled = false;
    };
  }

  async function start() {
    if (!trying && !isi.ready) {
      fail("Pengisian di peramban memerlukan alamat https dan peramban yang baru. Pakailah ODK Collect, atau hubungi admin.");
      return;
    }
    const key = trying ? null : await isi.key(account);
    if (!trying && !key) {
      fail("Masuk lagi dengan akun Anda saat ada sinyal, lalu buka formulir ini. Isian yang tersimpan tetap ada.");
      return;
    }
    const found = await findDraft();
    say("Menyiapkan formulir...", "");
    const version = found ? found.version : page.version;
    const [engine, xml, given] = await Promise.all([
      import(page.engine),
      get(page.source + "/" + version + "/xform").then((reply) => reply.text()),
      input(found, key),
    ]);
    if (trying) {
      await mount(engine, xml, version, given, function (payload, done) {
        document.getElementById("selesai-coba").showModal();
        if (page.sends) { offer(payload); }
        done();
      });
      say(page.sends ? "Uji: jawaban tidak masuk profil" : "Hanya percobaan, tidak ada yang dikirim", "");
      return;
    }
    await fill(engine, xml, version, given, key, found);
  }

  async function fill(engine, xml, version, given, key, found) {
    const row = {
      id: found ? found.id : crypto.randomUUID(), account: account, form: page.form,
      version: version, title: page.title, edits: page.edits,
    };
    const draft = new isi.Draft(row, key, tellKept);
    const instance = await mount(engine, xml, version, given, function (payload) {
      if (payload.status !== "ready") { return; }
      finish(draft, key, payload).catch(function () {
        draft.open();
        tellKept(null);
      });
    });
    if (found) { tellKept(found.at); } else { say("Isian disimpan sendiri di perangkat ini", ""); }
    await draft.watch(instance);
    document.querySelector(".f-back").addEventListener("click", function (event) {
      event.preventDefault();
      draft.keep().finally(() => location.assign(page.back));
    });
    isi.keepSending(account);
    isi.offline(page.worker, isi.loaded());
  }

  start().catch(function (error) {
    const line = error instanceof TypeError ? "Belum ada sinyal, dan formulir ini belum pernah dibuka di perangkat ini." : error.message;
    fail(line);
  });
})(self.isi = self.isi || {});
