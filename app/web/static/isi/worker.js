// Brings /isi, its forms, their lists and the engine up without a signal; sends what waits when the
// browser says that the line is back. It keeps nothing else: no other page, no answers, no photo.
"use strict";
const MARK = new URL(self.location.href).search;
const FILES = "isi-berkas-" + MARK;
const PAGES = "isi-halaman-" + MARK;
const XFORM = /^\/api\/isi\/formulir\/[^/]+\/[^/]+\/xform$/;
const MEDIA = /^\/api\/isi\/formulir\/[^/]+\/[^/]+\/media\/[^/]+$/;
const PATIENCE = 6000; // milliseconds to wait for the line when there is a kept copy
const AT_ONCE = 4; // addresses fetched side by side; the rest of the line is for whoever fills in a form
let turn = 0; // rises when somebody logs out: what is being fetched then is not kept
const PAGE = /^\/isi(\/(?!pekerja\.js)[^?]*)?$/;

importScripts("/static/isi/keep.js" + MARK, "/static/isi/send.js" + MARK);

// Which cache an address belongs to, and whether what lies there never changes.
function placeOf(url) {
  if (url.origin !== self.location.origin) { return null; }
  if (url.pathname.startsWith("/static/")) { return { cache: FILES, fixed: true, key: url.href }; }
  const key = url.origin + url.pathname; // area and month of the frame are not part of a page
  if (XFORM.test(url.pathname)) { return { cache: PAGES, fixed: true, key: key }; }
  if (MEDIA.test(url.pathname) || PAGE.test(url.pathname)) { return { cache: PAGES, fixed: false, key: key }; }
  return null;
}

async function answer(request, place) {
  const kept = await caches.match(place.key, { cacheName: place.cache });
  if (place.fixed && kept) { return kept; }
  const fresh = renew(request, place);
  if (!kept) { return fresh; }
  // A line that is there but hardly moves is no better than none.
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fresh.catch(() => kept), patience]);
}

async function renew(request, place) {
  const mine = turn;
  const reply = await fetch(request);
  // A redirect leads to the login page: that is nobody's form.
  if (reply.status === 200 && reply.type === "basic" && !reply.redirected && mine === turn) {
    await (await caches.open(place.cache)).put(place.key, reply.clone());
  }
  return reply;
}

// Several at once: on a weak line most of the time goes by waiting for the first byte.
async function keep(addresses) {
  const mine = turn, left = Array.from(addresses);
  let all = true;
  async function keepNext() {
    while (left.length && mine === turn) {
      const url = new URL(left.shift(), self.location.origin);
      const place = placeOf(url);
      if (place) {
        const reply = await answer(new Request(url.href), place).catch(() => null);
        all = all && !!reply && reply.ok && !reply.redirected;
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, keepNext));
  return all && mine === turn;
}

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil((async function () {
  const old = (await caches.keys()).filter((name) => name.startsWith("isi-") && ![FILES, PAGES].includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

self.addEventListener("fetch", function (event) {
  const place = event.request.method === "GET" ? placeOf(new URL(event.request.url)) : null;
  if (place) { event.respondWith(answer(event.request, place)); }
});

async function forget() {
  turn += 1;
  const own = (await caches.keys()).filter((name) => name.startsWith("isi-"));
  await Promise.all(own.map((name) => caches.delete(name)));
}

self.addEventListener("message", function (event) {
  if (event.data && event.data.lupakan) {
    event.waitUntil(forget().then(forget).then(() => event.ports[0].postMessage("lupa")));
  }
  const addresses = event.data && event.data.simpan;
  if (Array.isArray(addresses)) {
    event.waitUntil(keep(addresses).then((all) => event.ports[0].postMessage(all ? "siap" : "belum")));
  }
});

self.addEventListener("sync", function (event) {
  if (event.tag !== "isi-kirim") { return; }
  event.waitUntil((async function () {
    const session = await isi.session();
    const left = session.account ? await isi.sendAll(session.account) : 1;
    if (left) { throw new Error("masih menunggu"); } // the browser tries again later
  })());
});
