"""What stands below the guessing game: bits, rounds, rules."""

from textgen.slider import STOPS
from ui.chart import Panel, Plot
from ui.figures import guess as figures
from ui.i18n import t
from ui.views.guess.game import Played
from ui.views.guess.tables import rounds, rules


def panels(played: Played) -> list[Panel]:
    """Return what stands below the game: bits, rounds, rules."""
    if not played.answers:
        return [rules()]
    return [_totals(played), _over_temperature(played), rounds(played), rules()]


def _totals(played: Played) -> Plot:
    told = played.score
    legend = (t("guess.you"), t("guess.model_among"), t("guess.model_whole"))
    axes = (t("guess.round"), t("guess.bits"))
    notes = []
    for stop, temperature in enumerate(STOPS):
        notes.append(
            t(
                "guess.totals_note",
                rounds=len(played.answers),
                player=f"{told.player.sum():.1f}",
                t=f"{temperature:.2f}",
                among=f"{told.among[:, stop].sum():.1f}",
                whole=f"{told.whole[:, stop].sum():.1f}",
            )
        )
    return Plot(
        "totals",
        t("guess.totals"),
        figures.totals(told.player, legend, axes, len(played.game.questions)),
        notes=notes,
        frames=[
            figures.at_totals(told.among[:, stop], told.whole[:, stop])
            for stop in range(len(STOPS))
        ],
    )


def _over_temperature(played: Played) -> Plot:
    told = played.score
    among, player = told.among.sum(axis=0), float(told.player.sum())
    axes = (t("player.temperature"), t("guess.bits"))
    beaten = [stop for stop, bits in zip(STOPS, among, strict=True) if bits > player]
    note = t(
        "guess.over_note",
        best=f"{STOPS[told.best_stop]:.2f}",
        bits=f"{among.min():.1f}",
        beaten=f"{len(beaten) / len(STOPS):.0%}",
    )
    return Plot(
        "over",
        t("guess.over"),
        figures.over_temperature(STOPS, among, player, axes),
        notes=[note],
        frames=[figures.at_temperature(stop) for stop in STOPS],
    )
