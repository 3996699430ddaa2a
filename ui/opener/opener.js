// Open a file: chosen with the button, or dropped anywhere on the page.

import { h, say } from "../web/dom.js";
import { dress } from "../web/theme.js";
import { translator } from "../web/translate.js";

export class Opener {
  constructor(place) {
    this.place = place;
    this.input = h("input", {
      type: "file",
      accept: ".json,application/json",
      hidden: true,
      onchange: () => this.chosen(),
    });
    this.button = h("button", { type: "button", onclick: () => this.input.click() });
    this.drop = h("span", { class: "drop" });
    this.told = h("span", { role: "status" });
    this.root = h("div", { class: "lab opener" }, this.button, this.input, this.drop, this.told);
    this.place.replaceChildren(this.root);
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("dragover", (event) => this.dragged(event), { signal });
    document.addEventListener("dragleave", () => this.mark(false), { signal });
    document.addEventListener("drop", (event) => this.dropped(event), { signal });
  }

  update(component) {
    this.send = (text) => component.setTriggerValue("file", text);
    const { lang, strings, limit, present } = component.data;
    this.t = translator(strings);
    this.limit = limit;
    this.root.lang = lang;
    this.root.classList.toggle("present", present);
    say(this.button, this.t("opener.open"));
    say(this.drop, this.t("opener.drop"));
    say(this.told, this.t("opener.made"));
    dress(this.root);
  }

  chosen() {
    this.open(this.input.files);
    this.input.value = ""; // the same file may be chosen again
  }

  dragged(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault(); // else the browser would leave for the file
    this.mark(true);
  }

  dropped(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.mark(false);
    this.open(event.dataTransfer.files);
  }

  mark(over) {
    this.root.classList.toggle("over", over);
  }

  async open([file]) {
    if (!file) return;
    if (file.size > this.limit) {
      const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1);
      const values = { size: megabytes(file.size), limit: megabytes(this.limit) };
      say(this.told, this.t("opener.too_large", values));
      return;
    }
    try {
      const text = await file.text();
      say(this.told, this.t("opener.sent"));
      this.send(text);
    } catch {
      say(this.told, this.t("opener.unreadable")); // a folder, or a file that is gone
    }
  }

  remove() {
    this.listening.abort();
  }
}
