// The controls: to the start, a step, play; position; speed; undo, save, link.

import { h, icon, say } from "../web/dom.js";

const ICONS = {
  start: "M6 5h2.5v14H6zM19 5v14l-9-7z",
  back: "M15.5 5.5v13L7 12z",
  play: "M8 5v14l11-7z",
  pause: "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z",
  forward: "M8.5 5.5v13L17 12z",
};
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

export class Transport {
  constructor(player) {
    const { t } = player;
    this.player = player;
    const button = (path, label, onclick) =>
      h(
        "button",
        { type: "button", class: "round", "aria-label": label, title: label, onclick },
        icon(path),
      );
    this.play = button(ICONS.play, t("player.play"), () => player.toggle());
    this.play.classList.add("play");
    this.counter = h("output", { class: "counter", "aria-live": "off" }); // not every token
    this.scrub = h("input", {
      type: "range",
      class: "scrub",
      min: 0,
      "data-keeps": "ArrowLeft ArrowRight Home End", // up and down are the temperature's
      "aria-label": t("player.position"),
      oninput: () => player.goTo(Number(this.scrub.value)),
    });
    this.undo = h("button", { type: "button", onclick: () => player.undo() }, t("player.undo"));
    this.element = h(
      "section",
      { class: "card transport", "aria-label": t("player.transport") },
      h(
        "div",
        { class: "moving" },
        h(
          "div",
          { class: "steps" },
          button(ICONS.start, t("player.start"), () => player.goTo(0)),
          button(ICONS.back, t("player.back"), () => player.goTo(player.position - 1)),
          this.play,
          button(ICONS.forward, t("player.forward"), () => player.goTo(player.position + 1)),
        ),
        h("div", { class: "where" }, this.counter, this.scrub),
      ),
      h(
        "div",
        { class: "actions" },
        this.makeSpeed(),
        ...this.actions(),
      ),
    );
  }

  /** What needs a model to go on with, or a link that leads here, a recorded run lacks. */
  actions() {
    const { view, save } = this.player;
    const kept = view.keeps ? [save.element, save.link] : [];
    return view.recorded ? kept.slice(0, 1) : [this.undo, ...kept];
  }

  makeSpeed() {
    const { player } = this;
    const options = SPEEDS.map((speed) =>
      h("option", { value: speed, selected: speed === player.speed }, `${speed}\u00d7`),
    );
    this.speed = h(
      "select",
      {
        "aria-label": player.t("player.speed"),
        title: player.t("player.speed"),
        onchange: () => player.setSpeed(Number(this.speed.value)),
      },
      ...options,
    );
    return this.speed;
  }

  /** Choose a speed some places further on in the list, from the keyboard. */
  changeSpeed(places) {
    const chosen = this.speed.selectedIndex + places;
    this.speed.selectedIndex = Math.max(0, Math.min(SPEEDS.length - 1, chosen));
    this.player.setSpeed(Number(this.speed.value));
  }

  show({ step }) {
    const { player } = this;
    const place = `${step + 1} / ${player.last + 1}`;
    say(this.counter, place);
    this.scrub.setAttribute("aria-valuetext", `${place}: ${player.text.tokenAt(step)}`);
    this.scrub.max = player.last;
    this.scrub.value = step;
    this.scrub.style.setProperty("--share", player.last ? step / player.last : 1);
    if (this.playing !== player.playing) this.turn(player.playing);
  }

  /** Let the round button offer the other of play and pause. */
  turn(playing) {
    this.playing = playing;
    const name = playing ? "pause" : "play";
    const label = playing ? this.player.t("player.pause") : this.player.t("player.play");
    this.play.replaceChildren(icon(ICONS[name]));
    this.play.setAttribute("aria-label", label);
    this.play.title = label;
  }
}
