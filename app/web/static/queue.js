// One key for each act of the queue: what carries data-key is pressed, a question is opened to be typed in.
(function () {
  "use strict";

  function typing(target) {
    return target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
  }

  function bearer(key) {
    var found = Array.from(document.querySelectorAll("[data-key]"));
    return found.find(function (one) { return one.dataset.key.split(" ").includes(key); });
  }

  function toggle(details) {
    var open = !details.open;
    document.querySelectorAll("details[data-key][open]").forEach(function (one) { one.open = false; });
    details.open = open;
    var box = open && details.querySelector("textarea, input:not([type=hidden])");
    if (box) { box.focus(); }
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      document.querySelectorAll("details[data-key][open]").forEach(function (one) { one.open = false; });
      if (typing(event.target)) { event.target.blur(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) { return; }
    var one = bearer(event.key);
    // Enter presses what has the focus, as everywhere.
    if (!one || (event.key === "Enter" && document.activeElement !== document.body)) { return; }
    event.preventDefault();
    if (one instanceof HTMLDetailsElement) { toggle(one); } else { one.click(); }
  });
})();
