"""Eight households of the pilot, whom two forms meet: about their house and about their family."""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.instances import Answers, in_group
from app.demo.neighbours import Neighbourhood, Person

LANES = ("Gang Mufakat", "Jalan Poros", "Tepian parit", "Gang Rukun")


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives together: their head's sex and age, how many they are and on how many family cards."""

    number: int
    sex: str
    years: int
    members: int
    cards: int = 1

    def head(self, here: Neighbourhood) -> Person:
        """Answer the head of the household."""
        return here.person(f"kepala keluarga {self.number}", self.sex, self.years)

    def label(self, here: Neighbourhood) -> str:
        """Answer how lists name it."""
        head = self.head(here)
        return f"{head.name}, RT {head.rt}"

    def head_group(self, here: Neighbourhood, group: str) -> Answers:
        """Answer head and address as forms ask them in a group."""
        head = self.head(here)
        return in_group(
            group,
            nama_kk=head.name,
            nik_kk=head.nik,
            no_kk=head.card,
            rt=head.rt,
            alamat=LANES[self.number % len(LANES)],
        )


HOUSEHOLDS = (
    Household(0, "L", 41, 4),
    Household(1, "L", 47, 5),
    Household(2, "L", 39, 5),
    Household(3, "L", 63, 3),
    Household(4, "P", 45, 6, 2),
    Household(5, "L", 36, 4),
    Household(6, "L", 29, 3),
    Household(7, "L", 34, 4),
)
