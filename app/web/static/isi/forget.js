// On the login page nobody is logged in: the keys of drafts and the pages kept for offline use go away.
// What is sealed stays, and opens again for the account it belongs to.
(function () {
  "use strict";
  if (!("indexedDB" in window)) { return; }
  const request = indexedDB.open("simpul-isi", 1);
  request.onupgradeneeded = function () { request.transaction.abort(); }; // never used here
  request.onsuccess = function () {
    const keys = request.result.transaction(["keys"], "readwrite").objectStore("keys");
    keys.clear();
    request.result.close();
  };
  request.onerror = function (event) { event.preventDefault(); };
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.getRegistration("/isi").then(function (registration) {
      if (registration && registration.active) { registration.active.postMessage({ lupakan: true }); }
    });
  }
})();
