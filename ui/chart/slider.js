// The board's slider: it turns the panels while it moves and tells the server when let go.

import { join } from "../keyboard/listener.js";
import { h, say } from "../web/dom.js";

const KEY_PAUSE = 500; // ms without a key press before the server is told
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Slider {
  constructor(board) {
    this.board = board;
    this.held = false;
    this.timer = null;
    this.value = h("output", { class: "value", "aria-live": "off" }); // the slider says it
    this.caption = h("span", { class: "note" });
    this.range = h("input", {
      type: "range",
      min: 0,
      step: 1,
      oninput: () => this.moved(),
      onchange: () => this.released(),
      onpointerdown: () => (this.held = true),
      onpointerup: () => (this.held = false),
      onpointercancel: () => (this.held = false),
    });
    this.button = h("button", { type: "button", class: "play", onclick: () => this.toggle() });
    this.ends = [h("span"), h("span")];
    this.element = h(
      "section",
      { class: "card slider" },
      h("div", { class: "reading" }, this.value, this.caption),
      this.button,
      h(
        "div",
        { class: "scale" },
        h("div", { class: "track" }, this.range),
        h("div", { class: "marks", "aria-hidden": "true" }, ...this.ends),
      ),
    );
  }

  /** Take the server's slider; `turned` says that it is another one than before. */
  adopt(slider, turned) {
    this.slider = slider;
    this.range.max = slider.stops.length - 1;
    this.range.setAttribute("aria-label", slider.label);
    this.element.setAttribute("aria-label", slider.label);
    say(this.caption, slider.label);
    this.ends.forEach((end, i) => say(end, slider.ends[i]));
    this.button.hidden = !slider.pace;
    this.element.classList.toggle("playable", Boolean(slider.pace));
    this.listen();
    if (!turned) return;
    this.playing = slider.play && !calm.matches;
    if (slider.play && calm.matches) this.board.stop = slider.stops.length - 1;
    this.clock = null;
  }

  /** Hear the page's keys. */
  listen() {
    this.leave?.();
    const turns = { back: () => this.step(-1), forward: () => this.step(1) };
    const plays = {
      play: () => this.toggle(),
      first: () => this.goTo(0),
      last: () => this.goTo(this.slider.stops.length - 1),
    };
    this.leave = this.slider.pace
      ? join("playable", { ...turns, ...plays })
      : join("turnable", turns);
  }

  step(stops) {
    this.goTo(this.board.stop + stops);
  }

  /** Turn to a stop, from the keyboard. */
  goTo(stop) {
    this.playing = false;
    this.board.turn(stop);
    this.tellAfter(KEY_PAUSE);
  }

  moved() {
    this.forget();
    this.playing = false;
    this.board.turn(Number(this.range.value));
  }

  released() {
    // The arrow keys release at every press: wait for the last one.
    this.tellAfter(this.held ? 0 : KEY_PAUSE);
    this.held = false;
  }

  tellAfter(pause) {
    this.forget();
    this.timer = setTimeout(() => {
      this.timer = null;
      this.board.send({ kind: "stop", name: this.slider.name, stop: this.board.stop });
    }, pause);
  }

  toggle() {
    const last = this.slider.stops.length - 1;
    if (!this.playing && this.board.stop === last) this.board.stop = 0;
    this.playing = !this.playing;
    this.clock = null;
    this.board.redraw();
  }

  show(stop, now) {
    if (this.playing) stop = this.advance(now);
    const text = this.slider.stops[stop];
    if (Number(this.range.value) !== stop) this.range.value = stop;
    this.range.setAttribute("aria-valuetext", text);
    say(this.value, text);
    const { t } = this.board;
    say(this.button, this.playing ? t("board.pause") : t("board.play"));
    if (this.playing) this.board.redraw();
  }

  advance(now) {
    const { board, slider } = this;
    const last = slider.stops.length - 1;
    this.clock ??= { start: now, from: board.stop };
    const passed = Math.floor(((now - this.clock.start) * slider.pace) / 1000);
    board.stop = Math.min(last, this.clock.from + passed);
    if (board.stop === last) this.playing = false;
    return board.stop;
  }

  /** Tell whether the visitor is still choosing. */
  get busy() {
    return this.held || this.timer !== null;
  }

  forget() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  remove() {
    this.forget();
    this.leave?.();
  }
}
