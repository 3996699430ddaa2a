// A button with a menu of things to do: arrows move in it, Escape and leaving close it.

import { h } from "./dom.js";

export class Menu {
  /**
   * @param {object} properties Of the button.
   * @param {Node | string} content Of the button.
   * @param {{label: string, action: Function, enabled: Function}[]} items `enabled` is asked each
   *   time the menu opens and at `refresh`; without it an item always can be chosen.
   */
  constructor(properties, content, items) {
    this.button = h(
      "button",
      {
        type: "button",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => this.open(this.menu.hidden),
        ...properties,
      },
      content,
    );
    this.items = items;
    const buttons = items.map(({ label, action }) =>
      h("button", { type: "button", role: "menuitem", onclick: () => this.choose(action) }, label),
    );
    this.menu = h("div", { class: "menu", role: "menu", hidden: true }, ...buttons);
    this.element = h(
      "div",
      {
        class: "saver",
        onkeydown: (event) => this.key(event),
        onfocusout: (event) => this.left(event),
      },
      this.button,
      this.menu,
    );
  }

  open(open) {
    this.menu.hidden = !open;
    this.refresh();
    this.button.setAttribute("aria-expanded", open);
    if (open) this.choices[0]?.focus();
  }

  /** Ask anew what can be chosen: it may change while the menu is open. */
  refresh() {
    this.items.forEach(({ enabled }, i) => {
      this.menu.children[i].disabled = enabled !== undefined && !enabled();
    });
  }

  get choices() {
    return [...this.menu.children].filter((item) => !item.disabled);
  }

  key(event) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (this.menu.hidden || (!move && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (move) {
      const { choices } = this;
      const now = choices.indexOf(event.target);
      choices[(now + move + choices.length) % choices.length].focus();
    } else {
      this.open(false);
      this.button.focus();
    }
  }

  left(event) {
    if (!this.element.contains(event.relatedTarget)) this.open(false);
  }

  choose(action) {
    this.open(false);
    this.button.focus();
    action();
  }
}
