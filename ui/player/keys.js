// What the keys of the whole page do to the player, see `keyboard/table.js`.

import { counted, join } from "../keyboard/listener.js";

/** Let the player hear the page's keys; return what ends it. */
export function listen(player) {
  return join("player", {
    play: () => player.toggle(),
    back: () => player.goTo(player.position - 1),
    forward: () => player.goTo(player.position + 1),
    first: () => player.goTo(0),
    last: () => player.goTo(player.last),
    hotter: () => player.temperature.nudge(1),
    colder: () => player.temperature.nudge(-1),
    faster: () => player.transport.changeSpeed(1),
    slower: () => player.transport.changeSpeed(-1),
    force: counted((rank) => player.bars.forceRank(rank), () => player.bars.forcible),
    undo: () => player.undo(),
    zoom: () => player.bars.toggleZoom(),
    save: () => player.view.keeps && player.save.menu.open(true),
    copy: () => player.view.keeps && !player.view.recorded && player.save.copyLink(),
  });
}
