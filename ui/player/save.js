// Take it home: the text, the run, the chart, the link.

import { fillLabelled, measure } from "../chart/bars.js";
import { plain } from "../chart/paint.js";
import { h, say } from "../web/dom.js";
import { copy, download, pictureOf } from "../web/files.js";
import { temperatureText, visible } from "../web/tokens.js";

const PICTURE = { width: 1000, height: 620 };

export class SaveMenu {
  constructor(player) {
    const { t } = player;
    this.player = player;
    this.button = h(
      "button",
      {
        type: "button",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => this.open(this.menu.hidden),
      },
      t("player.save"),
    );
    const item = (label, action) =>
      h("button", { type: "button", role: "menuitem", onclick: () => this.choose(action) }, label);
    this.menu = h(
      "div",
      { class: "menu", role: "menu", hidden: true },
      item(t("player.save_text"), () => this.saveText()),
      item(t("player.save_run"), () => player.send({ kind: "export" })),
      (this.chart = item(t("player.save_chart"), () => this.saveChart())),
    );
    this.element = h(
      "div",
      {
        class: "saver",
        onkeydown: (event) => this.key(event),
        onfocusout: (event) => this.left(event),
      },
      this.button,
      this.menu,
    );
    const copyLink = () => this.copyLink();
    this.link = h("button", { type: "button", onclick: copyLink }, t("player.copy_link"));
  }

  open(open) {
    this.menu.hidden = !open;
    this.chart.disabled = !this.player.bars.plotly; // a table is drawn instead
    this.button.setAttribute("aria-expanded", open);
    if (open) this.menu.firstChild.focus();
  }

  key(event) {
    const items = [...this.menu.children].filter((item) => !item.disabled);
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (this.menu.hidden || (!move && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (move) {
      const now = items.indexOf(event.target);
      items[(now + move + items.length) % items.length].focus();
    } else {
      this.open(false);
      this.button.focus();
    }
  }

  left(event) {
    if (!this.element.contains(event.relatedTarget)) this.open(false);
  }

  choose(action) {
    this.open(false);
    this.button.focus();
    action();
  }

  get name() {
    const { run, view } = this.player;
    const { checkpoint, random_seed: randomSeed } = view.run;
    return `${checkpoint}-T${temperatureText(run.temperature.data[0])}-${randomSeed}`;
  }

  saveText() {
    download(`${this.name}.txt`, new Blob([this.player.text.whole], { type: "text/plain" }));
  }

  async saveChart() {
    const { bars, root } = this.player;
    const rows = bars.fill(bars.scene);
    const frame = measure(bars.painted, rows.after.length, PICTURE);
    const margin = { l: 130, r: 110, t: 84, b: 40 };
    const { data, layout } = fillLabelled(bars.painted, rows, { ...frame, margin, end: 1 });
    const picture = {
      data,
      layout: {
        ...layout,
        title: this.title(bars.scene),
        paper_bgcolor: getComputedStyle(root).getPropertyValue("--card").trim(),
      },
    };
    const name = `${this.name}-${bars.scene.step + 1}.png`;
    const url = await bars.plotly.toImage(picture, { format: "png", scale: 2, ...PICTURE });
    download(name, pictureOf(url));
  }

  title({ run, step, temperature, drawn }) {
    const { t, view, last } = this.player;
    const value = temperatureText(temperature);
    const text = t("player.chart_title", {
      checkpoint: view.run.checkpoint,
      temperature: value,
      step: step + 1,
      steps: last + 1,
      token: visible(view.tokens[drawn.id]),
    });
    const key = [
      `\u25a1 ${t("chart.model")}`,
      `\u25a0 ${t("chart.after", { value })}`,
      `\u25c0 ${t("chart.drawn")}`,
      ...(run.cut ? [`\u25a8 ${t("chart.cut")}`] : []),
    ].join("   ");
    return {
      text: plain(text),
      subtitle: { text: plain(key), font: { size: 14 } },
      font: { size: 18 },
      x: 0.02,
      xanchor: "left",
    };
  }

  async copyLink() {
    const { t, view, position } = this.player;
    const query = new URLSearchParams(view.link);
    query.set("at", position);
    const copied = await copy(`${location.origin}${location.pathname}?${query}`);
    say(this.link, copied ? t("player.copied") : t("player.not_copied"));
    setTimeout(() => say(this.link, t("player.copy_link")), 2000);
  }
}
