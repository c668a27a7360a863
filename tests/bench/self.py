"""The runner's own figure: the same work as value and as floor, so its ratio tells how much this machine wavers."""

from tests.bench import Figure, per_second


def figures():
    def work():
        return sum(number * number for number in range(20_000))

    yield Figure("self", per_second(work), "runs/s", floor=per_second(work), target=0.5)
