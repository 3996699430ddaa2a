// Keys of the whole page while the player is on it; never those of whom is typing or choosing.

const OTHERS =
  "input, textarea, select, [contenteditable], [role=slider], [role=spinbutton], [role=radio]," +
  "[role=tab], [role=combobox], [role=listbox], [role=option], [role=menu], [role=menuitem]," +
  "[role=dialog] *";

/** Let the player hear the page's keys; return what ends it. */
export function listen(player) {
  const handler = (event) => {
    if (event.defaultPrevented || event.isComposing || !player.run) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const action = ACTIONS[event.key];
    if (!action || !belongsToPage(event, player)) return;
    event.preventDefault();
    action(player);
  };
  document.addEventListener("keydown", handler);
  return () => document.removeEventListener("keydown", handler);
}

const ACTIONS = {
  " ": (player) => player.toggle(),
  ArrowLeft: (player) => player.goTo(player.position - 1),
  ArrowRight: (player) => player.goTo(player.position + 1),
  ArrowUp: (player) => player.temperature.nudge(1),
  ArrowDown: (player) => player.temperature.nudge(-1),
};

function belongsToPage(event, player) {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return true;
  // On a button the space bar presses it.
  if (event.key === " " && target.closest("button, a, summary")) return false;
  // Our sliders keep the arrows that move them; the others still mean what they mean elsewhere.
  if (target === player.temperature.range) return event.key === " ";
  if (target === player.transport.scrub) return !["ArrowLeft", "ArrowRight"].includes(event.key);
  return !target.closest(OTHERS);
}
