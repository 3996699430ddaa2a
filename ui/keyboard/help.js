// The help: which keys the open page has, and a switch that turns single keys off.

import { h } from "../web/dom.js";
import { live, setSingleKeys, singleKeys } from "./listener.js";
import { NAMES, UNTOLD } from "./table.js";

export class Help {
  constructor(t) {
    this.t = t;
    this.rows = h("dl");
    this.single = h("input", {
      type: "checkbox",
      onchange: () => setSingleKeys(this.single.checked),
    });
    this.dialog = h(
      "dialog",
      { "aria-labelledby": "keys", onclick: (event) => this.clicked(event) },
      h(
        "div",
        { class: "sheet" },
        h(
          "header",
          {},
          h("h2", { id: "keys" }, t("keys.title")),
          h("button", { type: "button", onclick: () => this.dialog.close() }, t("keys.done")),
        ),
        this.rows,
        h("label", {}, this.single, h("span", {}, t("keys.single"))),
        h("p", { class: "note" }, t("keys.single_note")),
      ),
    );
    this.dialog.onkeydown = (event) => {
      if (event.key === "?") this.dialog.close();
    };
  }

  /** Open, over everything; a dialog of the browser keeps the focus inside and gives it back. */
  open() {
    this.single.checked = singleKeys();
    this.rows.replaceChildren(...live().map((row) => this.describe(row)));
    this.dialog.showModal();
  }

  describe({ keys, says, each }) {
    const told = keys.filter((key) => !UNTOLD.includes(key)).map((key) => this.nameOf(key));
    const names = each && told.length > 1 ? [told[0], "\u2026", told.at(-1)] : told;
    const parts = names.map((name) => (name === "\u2026" ? name : h("kbd", {}, name)));
    return h("div", {}, h("dt", {}, ...parts), h("dd", {}, this.t(says)));
  }

  nameOf(key) {
    const name = NAMES[key] ?? key;
    return name.startsWith("keys.") ? this.t(name) : name.length === 1 ? name.toUpperCase() : name;
  }

  /** A click beside the sheet closes it. */
  clicked({ target }) {
    if (target === this.dialog) this.dialog.close();
  }

  remove() {
    this.dialog.remove();
  }
}
