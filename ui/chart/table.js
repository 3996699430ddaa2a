// A table whose cells change with the slider. Where its columns do not fit, rows become cards.

import { csvFile } from "../web/csv.js";
import { h, say } from "../web/dom.js";
import { download } from "../web/files.js";
import { widthOf } from "../web/tokens.js";
import { at, Panel } from "./panel.js";

const PROSE = 16; // letters from which on a cell may be broken into lines

export class Table extends Panel {
  constructor(board) {
    super(board);
    // Said in words: a row that is laid out as a card would no longer be one to a screen reader.
    this.head = h("tr", { role: "row" });
    this.rows = h("tbody", { role: "rowgroup" });
    const head = h("thead", { role: "rowgroup" }, this.head);
    this.table = h("table", { role: "table" }, head, this.rows);
    this.body.append(this.table);
    this.observer = new ResizeObserver(([{ contentRect: { width } }]) => {
      if (width !== this.width) this.lay();
      this.width = width;
    });
    this.observer.observe(this.body);
  }

  files() {
    const rows = () => at(this.spec.frames, this.board.stop).map(({ cells }) => cells);
    return { csv: { save: (name) => download(name, csvFile([this.spec.columns, ...rows()])) } };
  }

  adopt(spec) {
    super.adopt(spec);
    const heading = (name) => h("th", { scope: "col", role: "columnheader" }, name);
    this.head.replaceChildren(...spec.columns.map(heading));
    this.rows.replaceChildren();
    this.lay();
  }

  show(stop) {
    super.show(stop);
    const rows = at(this.spec.frames, stop);
    if (rows === this.shown) return;
    this.shown = rows;
    this.resize(rows.length);
    rows.forEach((row, i) => this.write(this.rows.children[i], row, i));
    this.fit();
  }

  /** Begin with columns side by side. */
  lay() {
    this.table.classList.remove("stacked");
    this.fit();
  }

  /** Stack the cells of a row if they do not fit; they stay so, or the slider would shake them. */
  fit() {
    if (this.body.scrollWidth > this.body.clientWidth) this.table.classList.add("stacked");
  }

  resize(count) {
    while (this.rows.children.length > count) this.rows.lastChild.remove();
    while (this.rows.children.length < count) {
      const [first, ...others] = this.spec.columns;
      const cells = others.map((name) => h("td", { role: "cell", "data-label": name }));
      const head = h("th", { scope: "row", role: "rowheader", "data-label": first });
      this.rows.append(h("tr", { role: "row" }, head, ...cells));
    }
  }

  write(element, { cells, mark }, i) {
    element.className = mark ?? "";
    cells.forEach((text, column) => this.tell(element.children[column], text));
    const choose = () => this.board.send({ kind: "row", panel: this.spec.key, index: i });
    element.onclick = this.spec.clickable ? choose : null;
    element.onkeydown = this.spec.clickable ? ({ key }) => key === "Enter" && choose() : null;
    if (this.spec.clickable) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }

  tell(cell, text) {
    say(cell, text);
    cell.classList.toggle("prose", widthOf(text) > PROSE);
  }

  remove() {
    this.observer.disconnect();
  }
}
