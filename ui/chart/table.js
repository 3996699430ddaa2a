// A table whose cells change with the slider.

import { csvFile } from "../web/csv.js";
import { h, say } from "../web/dom.js";
import { download } from "../web/files.js";
import { at, Panel } from "./panel.js";

export class Table extends Panel {
  constructor(board) {
    super(board);
    this.head = h("tr");
    this.rows = h("tbody");
    this.body.append(h("table", {}, h("thead", {}, this.head), this.rows));
  }

  files() {
    const rows = () => at(this.spec.frames, this.board.stop).map(({ cells }) => cells);
    return { csv: { save: (name) => download(name, csvFile([this.spec.columns, ...rows()])) } };
  }

  adopt(spec) {
    super.adopt(spec);
    this.head.replaceChildren(...spec.columns.map((name) => h("th", { scope: "col" }, name)));
  }

  show(stop) {
    super.show(stop);
    const rows = at(this.spec.frames, stop);
    if (rows === this.shown) return;
    this.shown = rows;
    this.resize(rows.length);
    rows.forEach((row, i) => this.write(this.rows.children[i], row, i));
  }

  resize(count) {
    while (this.rows.children.length > count) this.rows.lastChild.remove();
    while (this.rows.children.length < count) {
      const cells = this.spec.columns.map((_, i) => h(i ? "td" : "th", i ? {} : { scope: "row" }));
      this.rows.append(h("tr", {}, ...cells));
    }
  }

  write(element, { cells, mark }, i) {
    element.className = mark ?? "";
    cells.forEach((text, column) => say(element.children[column], text));
    const choose = () => this.board.send({ kind: "row", panel: this.spec.key, index: i });
    element.onclick = this.spec.clickable ? choose : null;
    element.onkeydown = this.spec.clickable ? ({ key }) => key === "Enter" && choose() : null;
    if (this.spec.clickable) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }
}
