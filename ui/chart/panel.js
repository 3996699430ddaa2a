// What all panels share: a card with a title, a content and a line that says what it shows.

import { h, say } from "../web/dom.js";

export class Panel {
  constructor(board) {
    this.board = board;
    this.title = h("h3");
    this.note = h("p", { class: "note" });
    this.body = h("div", { class: "body" });
    this.element = h("section", { class: "card panel" }, this.title, this.body, this.note);
  }

  /** Take the server's content. */
  adopt(spec) {
    this.spec = spec;
    say(this.title, spec.title);
    this.title.hidden = !spec.title;
    this.element.setAttribute("aria-label", spec.title || spec.key);
    this.element.dataset.width = spec.width;
    this.element.dataset.key = spec.key;
    this.shown = null;
  }

  show(stop) {
    const note = at(this.spec.notes, stop);
    say(this.note, note ?? "");
    this.note.hidden = !note;
  }
}

/** Return what a list has for a stop; a list of one has the same for every stop. */
export function at(list, stop) {
  return list.length === 1 ? list[0] : list[stop];
}
