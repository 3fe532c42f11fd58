// Holds what is being filled: a moment after each change, and when the page goes out of sight.
(function (isi) {
  "use strict";
  const PAUSE = 600; // milliseconds of rest before a change is kept
  const END = /<end>[^<]*<\/end>/; // moves with the clock, not with the answers

  isi.formOf = async function (instance) {
    const payload = await instance.root.prepareInstancePayload({ payloadType: "monolithic" });
    return payload.data[0];
  };

  // `row` tells whose draft of which form; `told` is called with the moment it was kept, or null.
  isi.Draft = class {
    constructor(row, key, told) {
      this.row = row;
      this.key = key;
      this.told = told;
      this.instance = null;
      this.last = null;
      this.parts = [];
      this.wait = null;
      this.work = Promise.resolve();
      this.closed = false;
    }

    async watch(instance) {
      this.instance = instance;
      this.last = await this.state(await isi.formOf(instance));
      for (const name of ["input", "change", "click", "keyup"]) {
        document.addEventListener(name, () => this.later(), true);
      }
      document.addEventListener("visibilitychange", () => { if (document.hidden) { this.keep(); } });
      window.addEventListener("pagehide", () => this.keep());
      document.addEventListener("isi:foto", () => this.later());
    }

    later() {
      clearTimeout(this.wait);
      this.wait = setTimeout(() => this.keep(), PAUSE);
    }

    // One after the other, so that an older state never overwrites a newer one.
    keep() {
      clearTimeout(this.wait);
      this.work = this.work.then(() => this.keepNow()).catch(() => this.told(null));
      return this.work;
    }

    async keepNow() {
      if (this.closed || !this.instance) { return; }
      const form = await isi.formOf(this.instance);
      const state = await this.state(form);
      if (state === this.last || this.closed) { return; }
      const parts = await isi.sealForm(this.key, this.row.id, form, this.parts);
      if (this.closed) { return; }
      const at = Date.now();
      await isi.put("drafts", Object.assign({}, this.row, { at: at, parts: parts }));
      this.last = state;
      this.parts = parts;
      this.told(at);
    }

    async state(form) {
      const files = [...form.entries()].map(([name, file]) => name + ":" + file.size);
      return (await form.get(isi.XML).text()).replace(END, "") + files.join();
    }

    // Nothing is kept any more; what was under way is over when this answers.
    close() {
      this.closed = true;
      clearTimeout(this.wait);
      return this.work;
    }

    // Keeping goes on: what was to follow did not succeed.
    open() {
      this.closed = false;
      return this.keep();
    }
  };
})(self.isi = self.isi || {});
