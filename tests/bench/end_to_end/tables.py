# SPDX-License-Identifier: Apache-2.0
"""Figures as Markdown: a median, and in brackets the smallest and the largest of all turns."""
import statistics

PEERS = ("wrk", "bare client", "syslog-ng")
HEADS = {
    "flow": ["events/s", "µs of CPU", "peak MB", *(f"rate ÷ {peer}" for peer in PEERS), "CPU ÷ bare client",
             "CPU ÷ syslog-ng", "rate ÷ clean"],
    "latency": ["p50 ms", "less receiver and disk", "p99 ms", "less receiver and disk"],
    "growth": ["µs of CPU an event, by value", "exponent"],
    "idle": ["MB", "MB more with the events"],
}
TITLES = {"flow": "As fast as it goes", "latency": "How long one event takes", "growth": "What grows", "idle": "Memory"}


def spread(values, digits=2):
    """Of values without gaps, or a dash."""
    if not values or None in values:
        return "–"
    middle, low, high = (f"{value:,.{digits}f}" for value in (statistics.median(values), min(values), max(values)))
    return f"{middle} ({low}–{high})"


def column(turns, *path):
    """A figure of each turn."""
    values = []
    for turn in turns:
        for key in path:
            turn = (turn or {}).get(key)
        values.append(turn)
    return values


def ratios(turns, figure, peer):
    """Both were measured in the same turn, one after the other."""
    pairs = zip(column(turns, "herald", figure), column(turns, peer, figure))
    return [mine / theirs if mine and theirs else None for mine, theirs in pairs]


def flow_cells(turns):
    return [spread(column(turns, "herald", "rate"), 0), spread(column(turns, "herald", "cpu"), 1),
            spread(column(turns, "herald", "peak"), 1), *(spread(ratios(turns, "rate", peer)) for peer in PEERS),
            spread(ratios(turns, "cpu", "bare client")), spread(ratios(turns, "cpu", "syslog-ng")),
            spread(ratios(turns, "rate", "clean"))]


def latency_cells(turns):
    return [spread(column(turns, "herald", figure)) for figure in ("p50", "p50 above", "p99", "p99 above")]


def growth_cells(turns):
    values = [value for value in turns[0]["herald"] if value != "exponent"]
    costs = (f"{int(value):,}: {statistics.median(column(turns, 'herald', value)):.1f}" for value in values)
    return [" · ".join(costs), spread(column(turns, "herald", "exponent"), 3)]


def idle_cells(turns):
    return [spread(column(turns, "herald", "memory"), 1), spread(column(turns, "herald", "more"), 1)]


CELLS = {"flow": flow_cells, "latency": latency_cells, "growth": growth_cells, "idle": idle_cells}


def table(kind, lines):
    """`lines` are lists of cells; the first cell says what it is."""
    heads = ["", *HEADS[kind]]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [heads, ["---"] * len(heads), *lines])


def tables(rows, results):
    """All tables of the rows that have results."""
    texts = []
    for kind, title in TITLES.items():
        lines = [[f"`{row.name}`", *CELLS[kind](results[row.name])] for row in rows
                 if row.kind == kind and row.name in results]
        if lines:
            texts.append(f"### {title}\n\n{table(kind, lines)}\n")
    return "\n".join(texts)


def plain(row, turns):
    """The result of one row, for a terminal."""
    cells = zip(HEADS[row.kind], CELLS[row.kind](turns))
    return f"{row.name}: {row.about}\n" + "".join(f"  {head:26} {cell}\n" for head, cell in cells if cell != "–")


def answers(results):
    """The table of the main README: six questions of a user."""
    def middle(row, *path, digits=0):
        return f"{statistics.median(column(results[row], *path)):,.{digits}f}"

    def throughput(row):
        peer = "syslog-ng, which does not sync" if row == "durable" else "syslog-ng"
        return (f"{middle(row, 'herald', 'rate')} events/s, {middle(row, 'herald', 'cpu')} µs of CPU each "
                f"({peer}: {middle(row, 'syslog-ng', 'rate')}, {middle(row, 'syslog-ng', 'cpu')} µs)")

    def share(row):
        return f"{statistics.median(ratios(results[row], 'rate', 'clean')):.2f} of the events/s without that"

    questions = [
        ("durable", "How much, if each event is synced to the disk?", throughput),
        ("memory", "How much, if the events are only in memory?", throughput),
        ("latency", "How long does one take, at 1,000 events a second?",
         lambda row: f"half of them {middle(row, 'herald', 'p50', digits=1)} ms, "
                     f"99 % at most {middle(row, 'herald', 'p99', digits=1)} ms"),
        ("503", "What if a receiver refuses every hundredth request?", share),
        ("ten-sinks-one-dead", "What if one of ten receivers is dead?", share),
        ("idle", "How much memory, with a printer and three webhooks?",
         lambda row: f"{middle(row, 'herald', 'memory')} MB"),
    ]
    lines = [f"| {question} | {answer(row)} |" for row, question, answer in questions if row in results]
    return "\n".join(["| | |", "| --- | --- |", *lines]) + "\n"
