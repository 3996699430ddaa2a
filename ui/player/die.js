// The die: all tokens side by side on an axis from 0 to 1, and where the die fell.

import { h, say } from "../web/dom.js";
import { shorten, visible } from "../web/tokens.js";
import { topIds } from "./scene.js";

const LETTER = 0.65; // of a font size

export class Die {
  constructor(player) {
    this.player = player;
    this.caption = h("p", { class: "caption" });
    this.axis = h("div", { class: "axis", "aria-hidden": "true" });
    this.u = h("i", { class: "u" });
    this.segments = [];
    const end = (text) => h("span", { class: "end", "aria-hidden": "true" }, text);
    const line = h("div", { class: "line" }, end("0"), this.axis, end("1"));
    this.element = h("div", { class: "die" }, this.caption, line);
    this.observer = new ResizeObserver(([{ contentRect }]) => {
      this.width = contentRect.width;
      this.letter = LETTER * parseFloat(getComputedStyle(this.axis).fontSize);
      player.redraw();
    });
    this.observer.observe(this.axis);
  }

  show(scene) {
    const { after, u, step, run } = scene;
    if (this.segments.length !== after.length) this.build(after.length);
    const ids = topIds(run, step);
    const landed = this.landed(scene);
    this.showRare(scene);
    let below = 0;
    this.segments.forEach((segment, rank) => {
      const share = after[rank];
      const token = visible(this.player.view.tokens[ids[rank]]);
      say(segment, shorten(token, Math.floor((share * this.width) / this.letter) - 1));
      segment.style.left = `${100 * below}%`;
      segment.style.width = `${100 * share}%`;
      segment.classList.toggle("landed", rank === landed);
      below += share;
    });
    this.u.style.left = `${100 * u}%`;
    say(this.caption, this.sentence(scene));
  }

  build(count) {
    this.segments = Array.from({ length: count }, (_, rank) => {
      const segment = h("span");
      segment.style.setProperty("--rank", rank);
      return segment;
    });
    this.rare = h("span", { class: "landed" });
    this.axis.replaceChildren(...this.segments, this.rare, this.u);
  }

  /** Show the drawn token's place where it is none of the likeliest. */
  showRare({ run, step, moved, drawn, after }) {
    this.rare.hidden = moved || drawn.forced || drawn.rank < after.length;
    this.rare.style.left = `${100 * run.below.data[step]}%`;
    this.rare.style.width = `${100 * drawn.probability}%`;
  }

  /** Return the rank the die hits; where the step was drawn, the draw itself knows best. */
  landed({ moved, drawn, hit }) {
    return moved || drawn.forced ? hit : drawn.rank;
  }

  remove() {
    this.observer.disconnect();
  }

  sentence(scene) {
    const { t, view } = this.player;
    const { moved, drawn, hit, u, step, run } = scene;
    const name = (id) => visible(view.tokens[id]);
    const values = {
      u: u.toFixed(3),
      token: name(drawn.id),
      now: hit < 0 ? t("player.rare") : t("player.quoted", { token: name(topIds(run, step)[hit]) }),
    };
    if (drawn.forced) return t("player.die_forced", values);
    if (!moved) return t("player.die", values);
    const same = this.landed(scene) === drawn.rank;
    return t(same ? "player.die_still" : "player.die_now", values);
  }
}
