// The temperature: a slider that reweights while it moves and commits when it is let go.

import { h, say } from "../web/dom.js";
import { temperatureText } from "../web/tokens.js";

const KEY_PAUSE = 500; // ms without a key press before the server is asked

export class Temperature {
  constructor(player) {
    const { t, view } = player;
    this.player = player;
    this.held = false;
    this.timer = null;
    this.value = h("output", { class: "value", "aria-live": "off" }); // the slider says it
    this.note = h("span", { class: "note" });
    this.range = h("input", {
      type: "range",
      ...view.slider,
      "aria-label": t("player.temperature"),
      oninput: () => this.moved(),
      onchange: () => this.released(),
      onpointerdown: () => (this.held = true),
      onpointerup: () => (this.held = false),
      onpointercancel: () => (this.held = false),
    });
    this.was = h("i", { class: "was", hidden: true });
    this.element = h(
      "section",
      { class: "card temperature", "aria-label": t("player.temperature") },
      h("div", { class: "reading" }, this.value, this.note),
      h(
        "div",
        { class: "scale" },
        h("div", { class: "track" }, h("i", { class: "neutral" }), this.was, this.range),
        h(
          "div",
          { class: "marks", "aria-hidden": "true" },
          h("span", {}, t("player.cold")),
          h("span", {}, t("player.neutral")),
          h("span", {}, t("player.hot")),
        ),
      ),
    );
  }

  moved() {
    this.forget();
    this.player.tryTemperature(Number(this.range.value));
  }

  released() {
    // The arrow keys release at every press: wait for the last one.
    if (this.held) this.commitAfter(0);
    else this.commitAfter(KEY_PAUSE);
    this.held = false;
  }

  /** Move by a number of stops, from the keyboard. */
  nudge(stops) {
    const { min, max, step } = this.player.view.slider;
    const now = Math.round(Math.min(max, this.player.shownTemperature) / step);
    const next = Math.max(min, Math.min(max, (now + stops) * step));
    this.player.tryTemperature(Number(next.toFixed(4)));
    this.commitAfter(KEY_PAUSE);
  }

  commitAfter(pause) {
    this.forget();
    this.timer = setTimeout(() => {
      this.timer = null;
      this.player.commitTemperature();
    }, pause);
  }

  forget() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  /** Tell whether the visitor is still choosing. */
  get busy() {
    return this.held || this.timer !== null;
  }

  show({ temperature, drawnAt, moved }) {
    const { t, view } = this.player;
    const text = temperatureText(temperature);
    const reachable = temperature <= view.slider.max && (temperature === 0 || temperature >= 1e-3);
    say(this.value, t("player.t", { value: text }));
    this.value.classList.toggle("long", text.length > 5);
    const place = Math.min(temperature, view.slider.max); // a range takes no infinity
    if (Number(this.range.value) !== place) this.range.value = place;
    this.range.setAttribute("aria-valuetext", text);
    this.was.hidden = !moved || drawnAt > view.slider.max;
    this.was.style.setProperty("--at", drawnAt / view.slider.max);
    if (moved) say(this.note, t("player.was", { value: temperatureText(drawnAt) }));
    else say(this.note, reachable ? t("player.temperature") : t("player.off_slider"));
  }
}
