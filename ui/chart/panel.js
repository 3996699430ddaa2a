// What all panels share: a card with a title, a content, a line that says what it shows, and a
// menu of what can be saved of it.

import { h, icon, say } from "../web/dom.js";
import { Menu } from "../web/menu.js";

const LABELS = {
  png: "board.save_png",
  svg: "board.save_svg",
  csv: "board.save_csv",
  txt: "board.save_txt",
};
const WEDGE = "M9 6l6 6-6 6z";
const ARROW = "M11 4h2v8h3l-4 5-4-5h3z M5 18h14v2H5z";

export class Panel {
  constructor(board) {
    this.board = board;
    this.title = h("h3");
    this.note = h("p", { class: "note" });
    this.body = h("div", { class: "body" });
    this.fold = h("button", { type: "button", class: "fold", onclick: () => this.unfold() }, icon(WEDGE));
    const parts = [this.title, this.fold, this.body, this.note];
    this.element = h("section", { class: "card panel" }, ...parts);
    this.addMenu(board.t);
  }

  addMenu(t) {
    const items = Object.entries(this.files()).map(([kind, { save, enabled }]) => ({
      label: t(LABELS[kind]),
      action: () => save(`${this.name}.${kind}`),
      enabled,
    }));
    this.menu = new Menu({}, icon(ARROW), items);
    this.element.append(this.menu.element);
  }

  /** Return what can be saved, by the ends of the files' names: functions that take the name. */
  files() {
    return {};
  }

  /** Show a panel of which a phone shows only the heading, or put it away again. */
  unfold() {
    const open = this.element.classList.toggle("open");
    this.fold.setAttribute("aria-expanded", open);
  }

  /** Take the server's content. */
  adopt(spec) {
    this.spec = spec;
    say(this.title, spec.title);
    this.title.hidden = !spec.title;
    const name = spec.title || spec.key;
    this.element.setAttribute("aria-label", name);
    this.element.dataset.width = spec.width;
    this.element.dataset.key = spec.key;
    this.element.classList.toggle("folds", spec.folds);
    this.element.classList.toggle("tall", spec.tall === true);
    this.fold.hidden = !spec.folds;
    this.fold.setAttribute("aria-expanded", this.element.classList.contains("open"));
    this.fold.setAttribute("aria-label", name);
    // A legend or the like has none, and a link may take it off the page.
    this.menu.element.hidden = !spec.title || !this.board.data.keeps;
    const label = this.board.t("board.save", { panel: name });
    this.menu.button.setAttribute("aria-label", label);
    this.menu.button.title = label;
    this.shown = null;
  }

  show(stop) {
    const note = at(this.spec.notes, stop);
    say(this.note, note ?? "");
    this.note.hidden = !note;
  }

  /** Name of a file: page, panel and where the slider stands. */
  get name() {
    const page = location.pathname.split("/").pop();
    const parts = [page, this.spec.key, this.board.stopText];
    const name = parts.filter(Boolean).join("-").replace(/[\s=]+/g, "");
    return name.replace(/[^\p{L}\p{N}._-]+/gu, "-");
  }
}

/** Return what a list has for a stop; a list of one has the same for every stop. */
export function at(list, stop) {
  return list.length === 1 ? list[0] : list[stop];
}
