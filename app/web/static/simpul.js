// What pages do beyond plain links and forms. Every page reads well without this file.
(function () {
  "use strict";

  function csrf() {
    var meta = document.querySelector("meta[name=csrf-token]");
    return meta ? meta.content : "";
  }

  // htmx 2 says htmx:configRequest, htmx 4 says htmx:config:request; the token goes along either way.
  function addToken(event) {
    var headers = event.detail.headers || (event.detail.ctx && event.detail.ctx.request.headers);
    if (headers) { headers["X-CSRFToken"] = csrf(); }
  }
  document.addEventListener("htmx:configRequest", addToken);
  document.addEventListener("htmx:config:request", addToken);

  // The side panel: any link with data-panel opens beside the list, so that the list is not lost.
  var opener = null;

  function parts() {
    return { panel: document.getElementById("panel"), body: document.getElementById("panel-body") };
  }

  function waiting(body) {
    var template = document.getElementById("panel-waiting");
    body.replaceChildren(template.content.cloneNode(true));
  }

  function failed(url) {
    var template = document.getElementById("panel-failed");
    var body = parts().body;
    body.replaceChildren(template.content.cloneNode(true));
    body.querySelector("a").href = url;
  }

  function openPanel(link) {
    var part = parts();
    closePanel();
    opener = link;
    link.setAttribute("aria-expanded", "true");
    waiting(part.body);
    part.panel.showModal();
    part.panel.querySelector("[data-panel-full]").href = link.href;
    fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" })
      .then(function (reply) {
        if (!reply.ok || reply.redirected) { throw new Error(String(reply.status)); }
        return reply.text();
      })
      .then(function (html) {
        if (opener !== link) { return; }
        var page = new DOMParser().parseFromString(html, "text/html");
        part.body.replaceChildren.apply(part.body, Array.from(page.body.childNodes));
        if (window.htmx) { window.htmx.process(part.body); }
      })
      .catch(function () { if (opener === link) { failed(link.href); } });
  }

  function closePanel() {
    var part = parts();
    if (part.panel && part.panel.open) { part.panel.close(); }
  }

  function onPanelClosed() {
    if (!opener) { return; }
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
    opener = null;
  }

  function plainClick(event) {
    return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  }

  document.addEventListener("click", function (event) {
    var target = event.target instanceof Element ? event.target : null;
    if (!target) { return; }
    var link = target.closest("a[data-panel]");
    if (link && plainClick(event) && parts().panel) {
      event.preventDefault();
      openPanel(link);
      return;
    }
    if (target.closest("[data-panel-close]") || target === parts().panel) { closePanel(); }
    var copy = target.closest("[data-copy]");
    if (copy) { copyText(copy); }
    var fill = target.closest("[data-fill-name]");
    if (fill) { fillLogin(fill); }
    if (target.closest("[data-print]")) { window.print(); }
    closeMenus(target);
  });

  // An open menu or question closes when something else is clicked, or with Esc.
  function closeMenus(target) {
    document.querySelectorAll("details.menu[open], details.rail-more[open], details.ask-pop[open]")
      .forEach(function (menu) { if (!target || !menu.contains(target)) { menu.open = false; } });
  }
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { closeMenus(null); }
  });

  function copyText(button) {
    var source = document.getElementById(button.getAttribute("data-copy"));
    if (!source || !navigator.clipboard) { return; }
    navigator.clipboard.writeText(source.textContent.trim()).then(function () {
      button.querySelector("[data-word]").textContent = "Tersalin";
    });
  }

  function fillLogin(button) {
    document.getElementById("nama").value = button.getAttribute("data-fill-name");
    document.getElementById("sandi").value = button.getAttribute("data-fill-word");
    document.getElementById("masuk").focus();
  }

  // Pickers send themselves; a form is sent once however often its button is pressed.
  document.addEventListener("change", function (event) {
    var form = event.target.closest ? event.target.closest("form[data-auto]") : null;
    if (form) { form.requestSubmit ? form.requestSubmit() : form.submit(); }
  });
  document.addEventListener("submit", function (event) {
    var form = event.target;
    // A form that is answered by a download stays as it is: no new page comes to set it right.
    if (form.method !== "post" || "download" in form.dataset) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("button[type=submit]").forEach(function (button) {
      button.setAttribute("aria-busy", "true");
    });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // What is filled in beside a choice chooses it; another choice empties it again.
  document.addEventListener("change", function (event) {
    var input = event.target, set = input.closest ? input.closest("fieldset") : null;
    if (!set || !set.querySelector("[data-choice]")) { return; }
    var row = input.closest("[data-choice]");
    if (input.type !== "radio" && row && input.value) { row.querySelector("input[type=radio]").checked = true; }
    set.querySelectorAll("[data-choice]").forEach(function (other) {
      if (other === row) { return; }
      other.querySelectorAll("select, input:not([type=radio])").forEach(function (field) { field.value = ""; });
    });
  });

  // The chosen file is named beside its button.
  document.addEventListener("change", function (event) {
    var input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file") { return; }
    var word = document.getElementById(input.id + "-nama");
    if (word) { word.textContent = input.files.length ? input.files[0].name : ""; }
  });

  // A row of pages longer than the screen begins where one is.
  document.querySelectorAll(".tabs a[aria-current]").forEach(function (tab) {
    tab.scrollIntoView({ block: "nearest", inline: "center" });
  });

  document.addEventListener("close", function (event) {
    if (event.target === parts().panel) { onPanelClosed(); }
  }, true);
})();
