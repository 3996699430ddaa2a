// A figure of the server's. What a stop of the slider changes lies ready: no question is asked.

import { csvFile } from "../web/csv.js";
import { h } from "../web/dom.js";
import { download } from "../web/files.js";
import { widthOf } from "../web/tokens.js";
import { pointsOf } from "./data.js";
import { enlarge } from "./enlarge.js";
import { paint, plain } from "./paint.js";
import { at, Panel } from "./panel.js";
import { savePicture } from "./picture.js";
import { loadPlotly } from "./plotly.js";
import { Zoom } from "./zoom.js";

const PATIENCE = 1500; // ms before the note alone has to tell what the figure would show
const LETTER = 7; // pixels that a letter of an axis' name takes; an ideograph takes two
const GAP = 2;
const PICTURE = 900; // pixels that a saved picture is wide, whatever the screen is
const HEAD = 44; // pixels over it for its title

export class Plot extends Panel {
  constructor(board) {
    super(board);
    this.place = h("div", { class: "plot", role: "img" });
    this.body.append(this.place);
    this.zoom = new Zoom(() => {
      this.shown = null;
      board.redraw();
    });
    this.title.after(this.zoom.element);
    this.observer = new ResizeObserver(([{ contentRect }]) => {
      this.width = contentRect.width;
      this.height = contentRect.height;
      this.shown = null;
      board.redraw();
    });
    this.observer.observe(this.body);
  }

  files() {
    const enabled = () => Boolean(this.plotly);
    const picture = { save: (name) => this.savePicture(name), enabled };
    const data = (name) => download(name, csvFile(pointsOf(this.figureAt(this.board.stop))));
    return { png: picture, svg: picture, csv: { save: data } };
  }

  savePicture(name) {
    const size = { width: PICTURE, height: this.spec.height + HEAD };
    const figureHere = merge(this.figureAt(this.board.stop, this.parts(1)), this.over);
    const { data, layout } = this.fitted(figureHere, size, 1);
    const text = [this.spec.title, this.board.stopText].filter(Boolean).join(" \u00b7 ");
    const place = { x: 0.02, xanchor: "left", yref: "container", y: 1, yanchor: "top" };
    const title = { text: plain(text), font: { size: 16 }, pad: { t: 14 }, ...place };
    const margin = { ...layout.margin, t: layout.margin.t + HEAD };
    const figure = { data, layout: { ...layout, margin, title } };
    return savePicture(this.plotly, figure, name, this.element);
  }

  adopt(spec) {
    super.adopt(spec);
    this.loading ??= this.load(this.board.data.plotly);
  }

  async load(path) {
    const wait = setTimeout(() => this.element.classList.add("untold"), PATIENCE);
    try {
      this.plotly = await loadPlotly(path);
      this.element.classList.remove("untold");
      this.menu.refresh();
    } catch {
      this.loading = null;
      this.element.classList.add("untold");
    }
    clearTimeout(wait);
    this.board.redraw();
  }

  /** Read the theme's colours. */
  dress() {
    this.body.style.height = `${this.board.heightOf(this.spec.height)}px`;
    Object.assign(this, this.parts(this.board.scale));
    this.shown = null;
  }

  /** Return figure and frames in the theme's colours, so many times as large. */
  parts(scale) {
    const drawn = (part) => enlarge(paint(part, this.element), scale);
    return { figure: drawn(this.spec.figure), frames: drawn(this.spec.frames) };
  }

  show(stop) {
    super.show(stop);
    const note = at(this.spec.notes, stop);
    this.place.setAttribute("aria-label", [this.spec.title, note].filter(Boolean).join(". "));
    this.over = this.zoom.show(at(this.spec.zooms, stop), this.board.t);
    const frame = this.frameAt(stop);
    if (!this.plotly || !this.width || frame === this.shown) return;
    this.shown = frame;
    const size = { width: this.width, height: this.height };
    const { data, layout, config } = this.fitted(merge(this.figureAt(stop), this.over), size);
    if (this.drawn) this.plotly.react(this.place, data, layout, config);
    else this.plotly.newPlot(this.place, data, layout, config);
    if (!this.drawn) this.place.on("plotly_click", (event) => this.clicked(event));
    this.drawn = true;
  }

  frameAt(stop, { frames } = this) {
    return frames.length ? at(frames, stop) : {};
  }

  figureAt(stop, parts = this) {
    return merge(parts.figure, this.frameAt(stop, parts));
  }

  /** Return a figure in a size, with as many names on its level axis as have room. */
  fitted({ data, layout, config }, size, scale = this.board.scale) {
    const letter = LETTER * scale;
    const xaxis = thin(layout.xaxis, size.width - layout.margin.l - layout.margin.r, letter);
    return { data, layout: { ...layout, ...size, xaxis }, config };
  }

  clicked({ points: [point] }) {
    if (!this.spec.clickable || !point) return;
    const { curveNumber: trace, pointIndex: index, x, y } = point;
    const place = Array.isArray(index) ? index : [index];
    this.board.send({ kind: "point", panel: this.spec.key, trace, index: place, x, y });
  }

  remove() {
    this.observer.disconnect();
    this.plotly?.purge(this.place);
  }
}

/** Leave out names on a level axis that would run into the one before. */
function thin(axis, room, letter) {
  const { tickangle, tickvals, ticktext } = axis;
  if (tickangle !== 0 || !ticktext) return axis;
  const slot = room / ticktext.length;
  let end = -Infinity;
  const kept = ticktext.map((name, i) => {
    const width = letter * widthOf(name);
    if (i * slot - width / 2 < end) return false;
    end = i * slot + width / 2 + GAP;
    return true;
  });
  const only = (list) => list.filter((_, i) => kept[i]);
  return { ...axis, tickvals: only(tickvals), ticktext: only(ticktext) };
}

/** Return a figure with a frame laid over it: objects mix, lists of traces by place, others replace. */
function merge(base, over) {
  if (over === undefined || over === null) return base;
  if (Array.isArray(base) && base.every(isObject) && Array.isArray(over) && over.length) {
    const rest = over.slice(base.length);
    return [...base.map((part, i) => merge(part, over[i])), ...rest];
  }
  if (!isObject(base) || !isObject(over)) return over;
  const mixed = { ...base };
  for (const [name, value] of Object.entries(over)) mixed[name] = merge(base[name], value);
  return mixed;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
