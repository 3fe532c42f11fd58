// Lets these pages come up again without a signal, and starts sending when it is back.
(function (isi) {
  "use strict";
  const EVERY = 30000; // milliseconds between two tries while something waits

  isi.ready = window.isSecureContext && "indexedDB" in window && !!(crypto && crypto.subtle)
    && "locks" in navigator;

  isi.offline = async function (script, addresses) {
    if (!("serviceWorker" in navigator)) { return false; }
    try {
      await navigator.serviceWorker.register(script, { scope: "/isi" });
      const worker = (await navigator.serviceWorker.ready).active;
      return await new Promise(function (resolve) {
        const channel = new MessageChannel();
        channel.port1.onmessage = (event) => resolve(event.data === "siap");
        worker.postMessage({ simpan: addresses }, [channel.port2]);
      });
    } catch (error) {
      return false; // a browser that forbids it: filling works, only not after a reload without signal
    }
  };

  // Everything this page has loaded that it needs to come up again.
  isi.loaded = function () {
    const own = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const kept = own.filter((url) => url.origin === location.origin
      && (url.pathname.startsWith("/static/") || url.pathname.startsWith("/api/isi/formulir/")));
    return [location.pathname].concat(kept.map((url) => url.pathname + url.search));
  };

  isi.keepSending = function (account) {
    let wait = null;
    async function attempt() {
      clearTimeout(wait);
      const left = await isi.sendAll(account).catch(() => 1);
      if (left) {
        wait = setTimeout(attempt, EVERY);
        askWorker();
      }
    }
    window.addEventListener("online", attempt);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { attempt(); } });
    attempt();
    return attempt;
  };

  // Where the browser can (Chromium), the worker sends even after the page was closed.
  async function askWorker() {
    const registration = navigator.serviceWorker && await navigator.serviceWorker.getRegistration("/isi");
    if (registration && registration.sync) { registration.sync.register("isi-kirim").catch(() => {}); }
  }
})(self.isi = self.isi || {});
