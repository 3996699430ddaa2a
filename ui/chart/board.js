// The board: panels side by side and, over them, one slider that turns them all at once.
// A board without a slider may follow that of another board on the page.

import { h } from "../web/dom.js";
import { speak } from "../web/language.js";
import { dress } from "../web/theme.js";
import { translator } from "../web/translate.js";
import { Passage } from "./passage.js";
import { Plot } from "./plot.js";
import { Slider } from "./slider.js";
import { Table } from "./table.js";

const PAUSE = 100; // ms without another turn before what is out of sight follows
const WIDE = 900; // pixels, as in present.css
const PLAIN = 10.5; // pixels of the page's type for which figures are as the server made them
const MOST = 0.72; // of the window's height: of a figure that grows with its type
const KINDS = { plot: Plot, passage: Passage, table: Table };
const boards = new Set(); // all that are on the page

export class Board {
  constructor(place) {
    this.place = place;
    this.root = h("div", { class: "lab board" });
    this.panels = [];
    boards.add(this);
    this.resized = () => this.data?.present && this.dress();
    addEventListener("resize", this.resized);
  }

  /** Take what the server sent: other panels, or the same ones with other content. */
  update(component) {
    const tell = (action) => component.setTriggerValue("action", action);
    this.send = component.data.answers ? tell : () => {};
    if (component.data.id !== this.data?.id) this.read(component.data);
    dress(this.root);
    this.dress();
  }

  /** Take the theme's colours and the size of type. */
  dress() {
    for (const panel of this.panels) panel.dress?.();
    this.redraw();
  }

  read(data) {
    const shape = shapeOf(data);
    const turned = data.slider?.id !== this.data?.slider?.id;
    this.data = data;
    if (shape !== this.shape) this.build(shape);
    if (data.slider) this.settle(turned);
    else if (data.follows) this.stop = this.leader?.stop ?? data.follows.start;
    data.panels.forEach((panel, i) => this.panels[i].adopt(panel));
  }

  /** Take the server's slider, but not out of the hand of who is moving it. */
  settle(turned) {
    const moved = turned && !this.slider.busy;
    const last = this.data.slider.stops.length - 1;
    this.stop = moved ? this.data.slider.start : Math.min(this.stop, last);
    this.slider.adopt(this.data.slider, moved);
  }

  /** Make the parts: they stay for as long as their kinds and the language do. */
  build(shape) {
    this.forget();
    const { data } = this;
    this.shape = shape;
    this.t = translator(data.strings);
    this.panels = data.panels.map(({ kind }) => new KINDS[kind](this));
    this.slider = data.slider && new Slider(this);
    speak(this.root, data.lang);
    this.root.classList.toggle("present", data.present);
    this.root.classList.toggle("filling", data.rest !== null);
    this.root.style.setProperty("--rest", `${data.rest}rem`);
    const grid = h("div", { class: "panels" }, ...this.panels.map(({ element }) => element));
    this.root.replaceChildren(...(this.slider ? [this.slider.element] : []), grid);
    this.place.replaceChildren(this.root);
  }

  /** How many times as large figures are drawn: presenting follows the page's type. */
  get scale() {
    if (!this.data.present || innerWidth < WIDE) return 1;
    return parseFloat(getComputedStyle(document.documentElement).fontSize) / PLAIN;
  }

  /** How high a figure is, of so many pixels on the page: its rows grow with their names. */
  heightOf(height) {
    const least = Math.sqrt(this.scale) * height;
    return Math.min(this.scale * height, Math.max(least, MOST * innerHeight));
  }

  /** Turn all panels to a stop of the slider. */
  turn(stop) {
    this.stop = Math.max(0, Math.min(this.data.slider.stops.length - 1, stop));
    this.redraw();
  }

  /** Draw at the next frame, once, however often this is called before. */
  redraw() {
    this.frame ??= requestAnimationFrame((now) => {
      this.frame = null;
      this.slider?.show(this.stop, now);
      this.showPanels();
      this.lead();
    });
  }

  /** Show what is on screen at once, and the rest when the slider rests: figures are slow. */
  showPanels() {
    const ahead = this.panels.filter(({ element }) => !isOnScreen(element));
    for (const panel of this.panels) if (!ahead.includes(panel)) panel.show(this.stop);
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      for (const panel of ahead) panel.show(this.stop);
    }, PAUSE);
  }

  /** The board whose slider turns this one. */
  get leader() {
    const name = this.data.follows?.name;
    return [...boards].find(({ data }) => name && data?.slider?.name === name);
  }

  /** What the slider says that turns this board; empty without one. */
  get stopText() {
    const slider = this.data.slider ?? this.leader?.data.slider;
    return slider?.stops[this.stop] ?? "";
  }

  /** Let the boards that follow this one's slider stand where it stands. */
  lead() {
    for (const other of boards) {
      if (other.leader !== this || other.stop === this.stop) continue;
      other.stop = this.stop;
      other.redraw();
    }
  }

  remove() {
    boards.delete(this);
    removeEventListener("resize", this.resized);
    this.forget();
    cancelAnimationFrame(this.frame);
  }

  forget() {
    clearTimeout(this.rest);
    this.slider?.remove();
    for (const panel of this.panels) panel.remove?.();
  }
}

function isOnScreen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

function shapeOf({ lang, present, panels, slider }) {
  const kinds = panels.map(({ kind, key }) => `${kind}:${key}`);
  return [lang, present, slider ? slider.name : "", ...kinds].join("|");
}
