// The figures over the chart.

import { h, say } from "../web/dom.js";
import { choicesText, percent, shorten, visible } from "../web/tokens.js";

export class Readout {
  constructor(player) {
    const { t } = player;
    this.player = player;
    this.entropy = h("b");
    this.choices = h("b");
    this.drawn = h("b");
    this.drawnCaption = h("span");
    this.element = h(
      "div",
      { class: "readout" },
      h("div", {}, this.entropy, h("span", {}, t("player.entropy"))),
      h("div", {}, this.choices, h("span", {}, t("player.choices"))),
      h("div", { class: "drawn" }, this.drawn, this.drawnCaption),
    );
  }

  show({ bits, choices, drawn }) {
    const { t, view } = this.player;
    const token = shorten(visible(view.tokens[drawn.id]), 12);
    say(this.entropy, t("player.bits", { bits: bits.toFixed(2) }));
    say(this.choices, choicesText(choices, view.lang));
    say(this.drawn, `${token} \u00b7 ${percent(drawn.probability)}`);
    say(this.drawnCaption, drawn.forced ? t("player.forced") : t("player.drawn"));
  }
}
