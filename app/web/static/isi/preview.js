// The preview beside the editor: shows each form the page around it hands over, in place of the one before.
// What was answered stays, as far as the new form still asks it; nothing is kept or sent.
(function (isi) {
  "use strict";
  const PATIENCE = 10000; // milliseconds one form may take to appear
  const place = document.getElementById("isian");
  const news = document.getElementById("kabar");
  const page = place.dataset;
  let stage = null; // the one app; its forms are the one that is shown and the one that is coming
  let shown = null; // { key, instance }
  let wanted = null;
  let busy = false;
  let touched = false;
  let counted = 0;

  async function get(address) {
    const reply = await fetch(address);
    if (!reply.ok) { throw new Error(String(reply.status)); }
    return reply;
  }

  function tell(message) { parent.postMessage(Object.assign({ from: "pratinjau" }, message), location.origin); }

  // One app for all forms: the engine's styles are put in once.
  async function open() {
    const engine = await import(page.engine);
    isi.h = engine.h;
    const forms = engine.shallowRef([]);
    const fetchFormAttachment = (url) => get(page.source + "/" + encodeURIComponent(String(url.href || url).split("/").pop()));
    const preloadProperties = { username: page.username };
    const onSubmit = (_payload, done) => { document.getElementById("selesai-coba").showModal(); done(); };
    const app = engine.createApp({
      render: () => forms.value.map((form) => engine.h("div", { key: form.key, id: "bentuk-" + form.key, hidden: form.waits }, [
        engine.h(engine.OdkWebForm, { formXml: form.xml, fetchFormAttachment, trackDevice: false, preloadProperties, editInstance: form.draft ? { draft: form.draft } : null, onSubmit }),
      ])),
    });
    app.use(engine.webFormsPlugin);
    isi.speak(app);
    const here = { forms, failed: null };
    app.config.errorHandler = (error) => { if (here.failed) { here.failed(String(error)); } else { console.warn(error); } };
    app.mount(place);
    return here;
  }

  // A question is drawn once it comes near: of 200 that appear anew at each change, ten are in sight.
  const near = new IntersectionObserver(function (seen) {
    for (const one of seen) {
      if (one.isIntersecting) { near.unobserve(one.target); one.target.dispatchEvent(new Event("dekat")); }
    }
  }, { rootMargin: "600px 0px" });
  let Later = null;

  isi.later = function (Question) {
    Later = Later || {
      props: ["question"],
      data: () => ({ near: false }),
      mounted() {
        this.$el.addEventListener("dekat", () => { this.near = true; }, { once: true });
        near.observe(this.$el);
      },
      beforeUnmount() { near.unobserve(this.$el); },
      render() {
        if (this.near) { return isi.h(Question, { question: this.question }); }
        const label = this.question.currentState.label;
        return isi.h("div", { class: "question-container f-later", id: this.question.nodeId + "_container" }, isi.h("div", { class: "control-text" }, label ? label.asString : ""));
      },
    };
    return Later;
  };

  async function answersSoFar() {
    if (!shown || !touched) { return null; }
    const payload = await shown.instance.root.prepareInstancePayload({ payloadType: "monolithic" });
    return payload.data[0];
  }

  // Puts a form behind the one that is shown; answers once the engine holds its instance.
  function bring(xml, draft) {
    counted += 1;
    const form = { key: counted, xml, draft, waits: true };
    return new Promise(function (resolve, reject) {
      const end = (settle, value) => { clearTimeout(late); failed.disconnect(); stage.failed = null; document.removeEventListener("isi:instance", come); settle(value); };
      const come = (event) => end(resolve, { form, instance: event.detail });
      const stop = function (why) {
        end(reject, new Error(why));
        stage.forms.value = stage.forms.value.filter((other) => other !== form);
      };
      const late = setTimeout(() => stop("lama"), PATIENCE);
      const failed = new MutationObserver(() => { if (document.querySelector(".form-load-failure-dialog")) { stop("galat"); } });
      failed.observe(document.body, { childList: true, subtree: true });
      document.addEventListener("isi:instance", come);
      stage.failed = stop;
      stage.forms.value = [...stage.forms.value, form];
    });
  }

  const frame = () => new Promise((done) => requestAnimationFrame(done));

  // Until what is in sight stands there.
  async function drawn(host) {
    await frame();
    for (let frames = 0; frames < 30; frames += 1) {
      await frame();
      const open = [...host.querySelectorAll(".f-later")].slice(0, 400).find((one) => { const box = one.getBoundingClientRect(); return box.bottom > 0 && box.top < window.innerHeight; });
      if (!open) { return; }
    }
  }

  async function show(order) {
    stage = stage || await open();
    const from = performance.now();
    const draft = await answersSoFar().catch(() => null);
    const next = await bring(order.xml, draft).catch(function (error) {
      if (!draft) { throw error; }
      return bring(order.xml, null); // the answers no longer fit the form
    });
    const top = window.scrollY;
    const before = stage.forms.value.filter((form) => form !== next.form);
    next.form.waits = false;
    stage.forms.value = [...before.map((form) => Object.assign(form, { waits: true })), next.form];
    shown = next;
    news.hidden = true;
    await frame();
    window.scrollTo(0, top);
    if (order.focus) { lead(order.focus); }
    const host = document.getElementById("bentuk-" + next.form.key);
    await drawn(host);
    tell({ shown: order.number, took: Math.round(performance.now() - from), questions: host.querySelectorAll(".question-container").length });
    setTimeout(() => { stage.forms.value = stage.forms.value.filter((form) => !before.includes(form)); }, 50);
  }

  // The question that is being written is brought into sight.
  function lead(words) {
    const host = shown && document.getElementById("bentuk-" + shown.form.key);
    const labels = host ? [...host.querySelectorAll(".control-text")] : [];
    const found = labels.find((label) => label.textContent.replace(/^\s*\*?\s*/, "").startsWith(words));
    const question = found && found.closest(".question-container");
    if (!question) { return; }
    const seen = question.getBoundingClientRect();
    if (seen.top < 0 || seen.bottom > window.innerHeight) { question.scrollIntoView({ block: "center" }); }
    for (const old of place.querySelectorAll(".f-written")) { old.classList.remove("f-written"); }
    question.classList.add("f-written");
  }

  // One after the other; of those that come meanwhile only the last is shown.
  async function work() {
    if (busy) { return; }
    busy = true;
    while (wanted) {
      const order = wanted;
      wanted = null;
      await show(order).catch((error) => tell({ failed: order.number, why: error.message }));
    }
    busy = false;
  }

  window.addEventListener("message", function (event) {
    if (event.origin !== location.origin || event.source !== parent || !event.data) { return; }
    if (event.data.restart) { touched = false; }
    const order = event.data.again || event.data;
    if (order.xml) { wanted = order; work(); }
    if (event.data.lead) { lead(event.data.lead); }
  });
  for (const name of ["input", "change", "click"]) {
    place.addEventListener(name, () => { touched = true; }, true);
  }
  tell({ ready: true });
})(self.isi = self.isi || {});
