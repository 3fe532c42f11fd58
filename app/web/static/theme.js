// Runs before the first paint: marks that scripts work and follows the system's light or dark.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function follow() { root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light"); }
  root.classList.add("js");
  follow();
  if (dark.addEventListener) { dark.addEventListener("change", follow); }
})();
