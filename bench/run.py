"""One table of what the desk does beside its peer in the same run: `python bench/run.py` (about 20 minutes).

The peer is a stock Rasa project with our training data (bench/stock.py). Both run on this machine, one after the other
within each row, and rows of one kind are repeated and told as medians: the machine may be busy with something else."""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import acknowledge
import length
import screen
import stock
import streams
import turns
from desk import Desk, free_port, train

PARTS = list("abcdefg")
ROUNDS = 3
AT_ONCE = (1, 8, 32)
Row = tuple[str, str, str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=PARTS, choices=PARTS, help="parts of the table")
    parser.add_argument("--epochs", type=int, default=1, help="of the peer's training: its answers' time is the same")
    parser.add_argument("--stock", type=Path, help="a trained stock project, so that it is not trained again")
    parser.add_argument("--streams", type=int, default=5000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(chosen, Path(folder)))


async def run(chosen: argparse.Namespace, folder: Path) -> None:
    print("| what | Courtesy Desk | stock Rasa | ratio |\n|---|---|---|---|", flush=True)
    trained = None
    if set("abf") & set(chosen.only) and not chosen.stock:
        stock.write_project(folder / "stock", chosen.epochs)
        trained = stock.train(folder / "stock")
    bench = Bench(chosen, chosen.stock or folder / "stock", folder, trained)
    for part in chosen.only:
        for row in await getattr(bench, f"part_{part}")():
            print(f"| {' | '.join(row)} |", flush=True)


class Bench:
    def __init__(self, chosen: argparse.Namespace, project: Path, folder: Path, trained: float | None) -> None:
        self._chosen, self._project, self._folder, self._trained = chosen, project, folder, trained
        self._places = 0

    def desk(self, assistants: int = 1) -> Desk:
        self._places += 1
        return Desk(self._folder / f"desk{self._places}", assistants)

    def peer(self) -> stock.Stock:
        return stock.Stock(self._project, free_port())

    async def part_a(self) -> list[Row]:
        async with self.desk() as ours, self.peer() as theirs:
            return [row for at_once in AT_ONCE for row in await _turns(ours, theirs, at_once)]

    async def part_b(self) -> list[Row]:
        async with self.desk() as ours, self.peer() as theirs:
            return await length.rows(ours, theirs)

    async def part_c(self) -> list[Row]:
        rows: list[Row] = []
        async with self.desk() as ours:
            for waiting, what in ((True, "a person is waited for"), (False, "the assistant answers meanwhile")):
                got = await acknowledge.measure(ours, asked_for_person=waiting)
                told = f"{got.median:.0f} / {got.p95:.0f} / {got.p99:.0f} ms at {got.rate:.0f}/s"
                rows.append(
                    (f"(c) acknowledged, 100 a second, median/p95/p99, {what}", told, "does not acknowledge", "")
                )
        return rows

    async def part_d(self) -> list[Row]:
        async with self.desk(0) as ours:
            got = await screen.measure(ours)
        told = f"{got.median:.0f} / {got.p95:.0f} ms"
        return [("(d) from the customer's sending to the agent's screen, median/p95", told, "has no console", "")]

    async def part_e(self) -> list[Row]:
        async with self.desk(0) as ours:
            got = await streams.measure(ours, self._chosen.streams)
        latency = f"{got.median:.0f} / {got.p95:.0f} ms ({got.alone:.0f} without)"
        return [
            (f"(e) memory an idle stream, {got.streams} of them", f"{got.kilobytes:.1f} KB", "has no streams", ""),
            ("(e) a message to one of them, median/p95", latency, "", ""),
        ]

    async def part_f(self) -> list[Row]:
        async with self.desk() as ours, self.peer() as theirs:
            rows = [
                ("(f) start until the pages are up", f"{ours.pages_in:.1f} s", "", ""),
                _ratio("(f) start until the first answer", ours.started_in, theirs.started_in, "s"),
            ]
        mine = train(self._folder / "training")
        if self._trained is not None:
            epochs = f"(f) training; the peer with {self._chosen.epochs} of its {stock.EPOCHS} epochs"
            rows.append(_ratio(epochs, mine, self._trained, "s"))
        return rows

    async def part_g(self) -> list[Row]:
        async with self.desk(1) as one, self.desk(2) as two:
            rates = [await _median_of(lambda each=each: turns.measure(each, 8)) for each in (one, two)]
        told = f"{rates[1].rate:.1f}/s with two, {rates[0].rate:.1f}/s with one"
        label = "(g) answers of two assistant processes beside one, 8 at once"
        return [(label, told, "", f"{rates[1].rate / rates[0].rate:.2f}")]


async def _turns(ours: Desk, theirs: stock.Stock, at_once: int) -> list[Row]:
    """Taken in turns, so that what else the machine does meets both."""
    mine: list[turns.Turns] = []
    other: list[turns.Turns] = []
    for _ in range(ROUNDS):
        mine.append(await turns.measure(ours, at_once))
        other.append(await turns.measure(theirs, at_once))
    a, b = _middle(mine), _middle(other)
    return [
        _ratio(f"(a) until the answer, {at_once} at once, median", a.median, b.median, "ms"),
        _ratio(f"(a) until the answer, {at_once} at once, p95", a.p95, b.p95, "ms"),
        _ratio(f"(a) answers a second, {at_once} at once", b.rate, a.rate, "/s", swap=True),
    ]


async def _median_of(measure: Callable[[], Awaitable[turns.Turns]]) -> turns.Turns:
    return _middle([await measure() for _ in range(ROUNDS)])


def _middle(all_of: list[turns.Turns]) -> turns.Turns:
    def of(name: str) -> float:
        return statistics.median(getattr(one, name) for one in all_of)

    return turns.Turns(of("median"), of("p95"), of("rate"))


def _ratio(what: str, ours: float, theirs: float, unit: str, swap: bool = False) -> Row:
    """The ratio is how many times better ours is."""
    told = (f"{theirs:.1f} {unit}", f"{ours:.1f} {unit}") if swap else (f"{ours:.1f} {unit}", f"{theirs:.1f} {unit}")
    return (what, *told, f"{theirs / ours:.1f}")


if __name__ == "__main__":
    began = time.monotonic()
    main()
    print(f"\nmeasured in {time.monotonic() - began:.0f} s")
