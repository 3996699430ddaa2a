// Every key of the app: who listens, by group, and what the help says. Nothing else knows a key.

const DIGITS = "123456789";

/**
 * Keys by group. `does` names what the group's owner does, `keys` are those that do it (with
 * `each`, the first does it to the first thing, and so on), `repeats` says that a key held down
 * goes on doing it.
 */
export const TABLE = {
  player: [
    { does: "play", keys: [" "], says: "keys.play" },
    { does: "back", keys: ["ArrowLeft"], says: "keys.back", repeats: true },
    { does: "forward", keys: ["ArrowRight"], says: "keys.forward", repeats: true },
    { does: "first", keys: ["Home"], says: "keys.first" },
    { does: "last", keys: ["End"], says: "keys.last" },
    { does: "hotter", keys: ["ArrowUp"], says: "keys.hotter", repeats: true },
    { does: "colder", keys: ["ArrowDown"], says: "keys.colder", repeats: true },
    { does: "faster", keys: ["+", "="], says: "keys.faster" },
    { does: "slower", keys: ["-"], says: "keys.slower" },
    { does: "force", keys: [...DIGITS], says: "keys.force", each: true },
    { does: "undo", keys: ["u"], says: "keys.undo" },
    { does: "zoom", keys: ["z"], says: "keys.zoom" },
    { does: "save", keys: ["s"], says: "keys.save" },
    { does: "copy", keys: ["c"], says: "keys.copy" },
  ],
  playable: [
    { does: "play", keys: [" "], says: "keys.play" },
    { does: "back", keys: ["ArrowLeft"], says: "keys.back", repeats: true },
    { does: "forward", keys: ["ArrowRight"], says: "keys.forward", repeats: true },
    { does: "first", keys: ["Home"], says: "keys.first" },
    { does: "last", keys: ["End"], says: "keys.last" },
  ],
  turnable: [
    { does: "back", keys: ["ArrowLeft"], says: "keys.turn_back", repeats: true },
    { does: "forward", keys: ["ArrowRight"], says: "keys.turn_forward", repeats: true },
  ],
  // What the server does; a page has those whose buttons it shows.
  server: [
    { does: "candidate", keys: [...DIGITS.slice(0, 6)], says: "keys.candidate", each: true },
    { does: "sure", keys: [...DIGITS.slice(6)], says: "keys.sure", each: true },
    { does: "next", keys: ["Enter"], says: "keys.next" },
    { does: "again", keys: ["r"], says: "keys.again" },
    { does: "text", keys: ["t"], says: "keys.text" },
    { does: "more", keys: ["+", "="], says: "keys.more" },
    { does: "fewer", keys: ["-"], says: "keys.fewer" },
    { does: "die", keys: ["d", "g"], says: "keys.die" },
    { does: "present", keys: ["p"], says: "keys.present" },
    { does: "language", keys: ["l"], says: "keys.language" },
  ],
  page: [
    { does: "help", keys: ["?", "\uff1f"], says: "keys.help" },
    { does: "close", keys: ["Escape"], says: "keys.close" },
  ],
};

/** What a key is called where that is not what it writes: a sign, or a message. */
export const NAMES = {
  " ": "keys.space",
  ArrowLeft: "\u2190",
  ArrowRight: "\u2192",
  ArrowUp: "\u2191",
  ArrowDown: "\u2193",
  Escape: "Esc",
  "-": "\u2212",
};

/** Keys that are the same as another one of their row: one that needs no shift, a wide one. */
export const UNTOLD = ["=", "\uff1f"];
