// One listener for the keys of the whole page. Whoever has something to do with keys joins with
// the actions of a group of the table; what nobody has joined for, no key does and no help tells.

import { TABLE } from "./table.js";

const STORED = "temperature-lab.single-keys";
const MOVES = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
const PRESSES = [" ", "Enter"];

// Whose keys are all his own; whom keys move; whom keys press.
const TAKING =
  "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]," +
  "[role=textbox], [role=combobox], [role=listbox], [role=option], [role=menu], [role=menuitem]," +
  "[role=spinbutton], [role=dialog], [role=dialog] *, dialog, dialog *";
const MOVED = "input[type=range], input[type=radio], [role=slider], [role=radio], [role=tab]";
const PRESSED =
  "button, a, summary, input[type=checkbox], input[type=radio], [role=button]," +
  "[role=checkbox], [role=switch], [role=radio], [role=tab]";

// A page that is being drawn does not have all its keys yet; it gets those pressed meanwhile.
const EARLY_MS = 2000;

const joined = new Map(); // group: its owner's actions by name
let early = null; // the last key that nobody had joined for

/**
 * Do the actions of a group when their keys are pressed; return what ends it.
 *
 * The action of a row with `each` takes the place of its key, see `counted`; an action may return
 * false to leave the key to others.
 */
export function join(group, actions) {
  check(group, actions);
  joined.set(group, actions);
  catchUp();
  return () => {
    if (joined.get(group) === actions) joined.delete(group);
  };
}

/** Return an action of a row with `each` that has only its first keys, as many as `count` says. */
export function counted(act, count) {
  return Object.assign(act, { count });
}

/** The group `server` has only what the page shows; of the others everything is wanted. */
function check(group, actions) {
  const known = TABLE[group].map(({ does }) => does);
  const strange = Object.keys(actions).filter((name) => !known.includes(name));
  const missing = group === "server" ? [] : known.filter((name) => !(name in actions));
  const wrong = [...strange, ...missing];
  if (wrong.length) throw new Error(`keys of ${group}: ${wrong.join(", ")}`);
}

/** Return the rows of the table that do something now, each with its action. */
export function live() {
  return Object.entries(TABLE).flatMap(([group, rows]) => {
    const actions = joined.get(group) ?? {};
    const done = rows.filter(({ does }) => does in actions);
    return done.map((row) => withAction(row, actions[row.does])).filter(({ keys }) => keys.length);
  });
}

function withAction(row, act) {
  return { ...row, act, keys: row.each ? row.keys.slice(0, act.count?.()) : row.keys };
}

/** Tell whether keys that write a character do anything. */
export function singleKeys() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

/** Turn keys that write a character on or off, and remember it. */
export function setSingleKeys(on) {
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // It holds for as long as the page does not ask: there is nowhere to keep it.
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || isComposing(event)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = keyOf(event);
  if (key === null || (key.length === 1 && !singleKeys()) || !isPages(event, key)) return;
  const row = rowOf(key);
  early = row || event.repeat ? null : { key, until: performance.now() + EARLY_MS };
  if (!row || (event.repeat && !row.repeats)) return;
  if (act(row, key) !== false) event.preventDefault();
});

/** Do what a key asked for before anybody had joined for it. */
function catchUp() {
  const row = early && rowOf(early.key);
  if (!row) return;
  const { key, until } = early;
  early = null;
  if (performance.now() < until) act(row, key);
}

function rowOf(key) {
  return live().find(({ keys }) => keys.includes(key));
}

function act(row, key) {
  return row.act(row.each ? row.keys.indexOf(key) : 0);
}

function isComposing(event) {
  return event.isComposing || event.key === "Process" || event.keyCode === 229;
}

/** Return the key's name in the table; shift only serves to write a sign. */
function keyOf({ key, shiftKey }) {
  if (shiftKey && (key.length > 1 || /[\p{L}\p{N} ]/u.test(key))) return null;
  return key.length === 1 ? key.toLowerCase() : key;
}

/** Tell whether a key is the page's, not that of whom is typing, choosing or on a button. */
function isPages(event, key) {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return true;
  if (PRESSES.includes(key) && target.closest(PRESSED)) return false;
  const own = target.dataset?.keeps?.split(" ") ?? MOVES;
  if (target.matches(MOVED) && own.includes(key)) return false;
  return !target.closest(TAKING);
}
