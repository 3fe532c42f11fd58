// On the login page nobody is logged in: the keys of drafts and the pages kept for offline use go away,
// before anyone else logs in. What is sealed stays, and opens again for the account it belongs to.
(function () {
  "use strict";
  const PATIENCE = 2000; // milliseconds a login waits for it at most
  if (!("indexedDB" in window)) { return; }

  function forgetKeys() {
    return new Promise(function (resolve) {
      const request = indexedDB.open("simpul-isi", 1);
      request.onupgradeneeded = function () { request.transaction.abort(); }; // never used here
      request.onsuccess = function () {
        const clearing = request.result.transaction(["keys"], "readwrite");
        clearing.objectStore("keys").clear();
        clearing.oncomplete = clearing.onabort = resolve;
        request.result.close(); // once the clearing is over
      };
      request.onerror = function (event) { event.preventDefault(); resolve(); };
    });
  }

  // The worker answers when its pages are gone and none that is under way will be kept.
  async function forgetPages() {
    const registration = "serviceWorker" in navigator && await navigator.serviceWorker.getRegistration("/isi");
    if (!registration || !registration.active) { return; }
    await new Promise(function (resolve) {
      const channel = new MessageChannel();
      channel.port1.onmessage = resolve;
      registration.active.postMessage({ lupakan: true }, [channel.port2]);
    });
  }

  let over = false;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const forgotten = Promise.race([Promise.allSettled([forgetKeys(), forgetPages()]), late])
    .then(function () { over = true; });
  document.addEventListener("submit", function (event) {
    if (over) { return; }
    event.preventDefault();
    forgotten.then(() => event.target.requestSubmit(event.submitter));
  });
})();
