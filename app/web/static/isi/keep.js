// What a browser keeps of a kader's filling: drafts and what waits to be sent, sealed with the key of
// her account. Shared by the pages and by the worker, so it touches no document.
(function (isi) {
  "use strict";
  const NAME = "simpul-isi";
  const SENT_KEPT = 30 * 24 * 3600 * 1000; // how long the list still names what was sent
  let opened = null;

  isi.XML = "xml_submission_file"; // the part of a submission that is its answers

  function openDatabase() {
    opened = opened || new Promise(function (resolve, reject) {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = function () {
        request.result.createObjectStore("keys", { keyPath: "account" });
        request.result.createObjectStore("drafts", { keyPath: "id" });
        request.result.createObjectStore("outbox", { keyPath: "id" });
      };
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { opened = null; reject(request.error); };
    });
    return opened;
  }

  // One transaction; what `work` answers (a request, or nothing) is known once it is durable.
  async function run(mode, names, work) {
    const database = await openDatabase();
    return new Promise(function (resolve, reject) {
      const transaction = database.transaction(names, mode, { durability: "strict" });
      const request = work.apply(null, names.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = function () { resolve(request ? request.result : undefined); };
      transaction.onabort = transaction.onerror = function () { reject(transaction.error); };
    });
  }

  isi.get = (store, id) => run("readonly", [store], (rows) => rows.get(id));
  isi.put = (store, row) => run("readwrite", [store], (rows) => { rows.put(row); });
  isi.drop = (store, id) => run("readwrite", [store], (rows) => { rows.delete(id); });
  isi.listOf = async function (store, account) {
    const rows = await run("readonly", [store], (all) => all.getAll());
    return rows.filter((row) => row.account === account).sort((a, b) => b.at - a.at);
  };

  // -- the key: from the server while there is a signal, and kept here, not to be read out, until logout

  isi.session = async function () {
    let reply;
    try {
      reply = await fetch("/api/isi/sesi", { redirect: "manual", cache: "no-store" });
    } catch (error) {
      return { problem: "signal" };
    }
    // Whoever is not logged in is led to the login page.
    if (reply.type === "opaqueredirect" || reply.status === 401) { return { problem: "login" }; }
    if (reply.status === 403) { return { problem: "denied" }; }
    if (!reply.ok) { return { problem: "signal" }; }
    return reply.json();
  };

  isi.key = async function (account) {
    const kept = await isi.get("keys", account);
    if (kept) { return kept.key; }
    const session = await isi.session();
    if (session.account !== account) { return null; }
    const raw = Uint8Array.from(atob(session.key), (letter) => letter.charCodeAt(0));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    await isi.put("keys", { account: account, key: key });
    return key;
  };

  // -- sealing: each part on its own, bound to the row and the name it stands under

  const bytesOf = (text) => new TextEncoder().encode(text);

  async function seal(key, context, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv: iv, additionalData: bytesOf(context) };
    return { iv: iv, data: await crypto.subtle.encrypt(how, key, bytes) };
  }

  function unseal(key, context, sealed) {
    const how = { name: "AES-GCM", iv: sealed.iv, additionalData: bytesOf(context) };
    return crypto.subtle.decrypt(how, key, sealed.data);
  }

  // `known`: parts sealed before; a photo's name is of its moment, so the same name is the same photo.
  isi.sealForm = async function (key, id, form, known) {
    const parts = [];
    for (const [name, file] of form.entries()) {
      const same = (known || []).find((part) => part.name === name && part.size === file.size);
      if (same && name !== isi.XML) { parts.push(same); continue; }
      const sealed = await seal(key, id + "/" + name, await file.arrayBuffer());
      parts.push({ name: name, type: file.type, size: file.size, sealed: sealed });
    }
    return parts;
  };

  isi.openForm = async function (key, id, parts) {
    const form = new FormData();
    for (const part of parts) {
      const bytes = await unseal(key, id + "/" + part.name, part.sealed);
      form.append(part.name, new File([bytes], part.name, { type: part.type }), part.name);
    }
    return form;
  };

  // -- what is finished moves from the drafts to the queue in one step

  isi.finish = function (row, draftId) {
    return run("readwrite", ["outbox", "drafts"], function (outbox, drafts) {
      outbox.put(row);
      drafts.delete(draftId);
    });
  };

  isi.forgetSent = async function (account) {
    const old = (await isi.listOf("outbox", account)).filter(
      (row) => row.state === "terkirim" && row.at < Date.now() - SENT_KEPT);
    for (const row of old) { await isi.drop("outbox", row.id); }
  };
})(self.isi = self.isi || {});
