// The button that lets an axis end at the largest bar instead of at 100 %.

import { h, icon, say } from "../web/dom.js";

export const LENS =
  "M10 4a6 6 0 1 0 3.5 10.9l4.8 4.8 1.4-1.4-4.8-4.8A6 6 0 0 0 10 4z" +
  "m0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z";
const WHOLE = "0\u2013100%";

export class Zoom {
  /** @param {function} turned Called when the visitor zooms in or out. */
  constructor(turned) {
    this.axis = h("span");
    this.element = h(
      "button",
      { type: "button", class: "quiet zoom", "aria-pressed": "false", hidden: true },
      icon(LENS),
      this.axis,
    );
    this.element.onclick = () => {
      this.on = !this.on;
      this.element.setAttribute("aria-pressed", this.on);
      turned();
    };
  }

  /** Say where the axis ends; return what is laid over the figure, if anything. */
  show(zoom, t) {
    this.element.hidden = !zoom;
    if (!zoom) return undefined;
    say(this.axis, this.on ? zoom.axis : WHOLE);
    this.element.title = this.on ? t("board.zoomed") : t("board.zoom");
    return this.on ? zoom.figure : undefined;
  }
}
