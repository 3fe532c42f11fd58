"""Names as people write them: the same name in one form, and how alike two are. Pure.

`standard_name` takes away what is no part of a name (titles, degrees, father's name after `bin`) and
writes what is spelled in several ways in one (Moh., oe, dj, tj, sj, doubled letters). It is strict: two
names of one standard form are the same name. `alike` also forgives a slip of the pen, a missing word,
an initial and a call name (Yati for Nurhayati).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

Words = tuple[str, ...]

SAME = 1.0
ALIKE = 0.86  # from here on two names may be one, written differently
NEITHER = 0.7
APART = 0.6  # up to here they are two names
# Written together without dots: what stands before or behind a name and is none.
TITLES = frozenset(
    "dr drg drs dra ir prof h hj haji hajah hjh kh kyai ust ustadz ustad ustadzah ny nyonya tn tuan nn "
    "bpk bapak pak ibu bu sdr sdri an alm almh raden rd rr gusti adik dik".split()
)
DEGREES = frozenset(
    "spd sag sh se skm skep sst ssi ssos sip skom skeb sked sfarm sgz sp spt st sthi sei shi spdi spsi "
    "mpd mag mh mm mkes msi mkep mkm mt map mpdi phd amd amdkeb amdkep amkeb amkep amk ns skepns".split()
)
PATRONYM = frozenset("bin binti bt bte bint".split())
UNNAMED = frozenset("bayi by baby anonim nn fulan".split())  # not yet, or not really, a name
SHORT_FORMS: Mapping[str, str] = {
    **dict.fromkeys(
        "m md mhd muh moh moch mch muhamad muhammad mohamad mohammad mohamed muhamed mohd muhd mokhamad "
        "mokhammad mochamad mochammad muchamad muchammad mukhamad mukhammad muhammed mohammed".split(),
        "muhammad",
    ),
    **dict.fromkeys("ahmad achmad akhmad ahmat ach akh achm ahm amad".split(), "ahmad"),
    **dict.fromkeys("abd abdl abdul abdoel".split(), "abdul"),
    **dict.fromkeys("st siti sitti sity sitie".split(), "siti"),
    **dict.fromkeys("nur noor noer nr".split(), "nur"),
}
# So common that sharing one of them says little.
COMMON = frozenset("muhamad ahmad abdul siti nur dewi sri putra putri andi".split())
SPELLINGS = (
    *(("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("sy", "s")),
    *(("ch", "h"), ("kh", "h"), ("dh", "d"), ("dz", "z"), ("th", "t")),
)
# Heard the same, though two names may differ by it: forgiven in likeness only.
SOUNDS = (
    *(("ph", "f"), ("v", "f"), ("p", "f"), ("q", "k"), ("x", "ks"), ("z", "s"), ("j", "y")),
    *(("ie", "i"), ("ee", "i"), ("y", "i"), ("w", "u"), ("ai", "ae"), ("au", "ao")),
)
DOUBLED = re.compile(r"(.)\1+")
LAST_Y = re.compile(r"(?<=[^aeiou])y$")  # Rizky, Dewy
LETTERS = re.compile(r"[^a-z ]")
CALLED = 3  # letters a call name has at least
CALL_NAME, INITIAL, ONE_SLIP, SHORT_SLIP, OTHER_END, TWO_SLIPS = 0.88, 0.9, 0.92, 0.75, 0.7, 0.87
SHORTEST_SURE, LONG = 5, 8  # letters: from here one slip, and two, make no other name
COMMON_WEIGHT, LEFT_OVER = 0.3, 0.06


@lru_cache(maxsize=20_000)
def words_of(name: str) -> Words:
    """Answer the words of a name in their standard form, without titles; none where it names nobody."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    tokens = [one for part in re.split(r"[\s,/]+", plain) for one in _tokens(part)]
    if tokens and tokens[0] in UNNAMED:
        return ()
    kept: list[str] = []
    for place, token in enumerate(tokens):
        if token in PATRONYM and kept:
            break
        if _is_title(token, kept):
            continue
        kept.append(_in_full(token, is_first=not kept, is_last=place == len(tokens) - 1))
    return tuple(filter(None, map(_spelled, kept)))


def _tokens(part: str) -> list[str]:
    """Answer a word's parts: of `M.Rizki` two, of a degree as `S.Pd.` none."""
    letters = "".join(ch for ch in part if ch.isalpha() and not unicodedata.combining(ch))
    if letters in TITLES:
        return [letters]
    if letters in DEGREES and "." in part.rstrip("."):
        return []
    pieces = [LETTERS.sub("", one) for one in re.split(r"[.\-]+", part)]
    return [one for one in pieces if one]


def _is_title(token: str, kept: Sequence[str]) -> bool:
    """Haji before a name is a title, an H behind it an initial; a degree stands behind a name."""
    if len(token) == 1:
        return token in TITLES and not kept
    return token in TITLES or (token in DEGREES and len(token) > 2 and bool(kept))


def _in_full(token: str, *, is_first: bool, is_last: bool) -> str:
    """A single M stands for Muhammad only before a name, not behind it."""
    if len(token) == 1 and (is_last or not is_first):
        return token
    return SHORT_FORMS.get(token) or SHORT_FORMS.get(_spelled(token), token)


def _spelled(word: str) -> str:
    for old, new in SPELLINGS:
        word = word.replace(old, new)
    return LAST_Y.sub("i", DOUBLED.sub(r"\1", word))


def mother_named_in(name: str) -> str:
    """Answer the mother in the name of a baby who has none yet (`By. Ny. Siti`), or nothing."""
    tokens = [one for part in re.split(r"[\s,/]+", name.casefold()) for one in _tokens(part)]
    if not tokens or tokens[0] not in UNNAMED:
        return ""
    return " ".join(one for one in tokens[1:] if one not in TITLES | UNNAMED)


def standard_name(name: str) -> str:
    """Answer a name in the one form by which equal names are found; spaces do not matter."""
    return "".join(words_of(name))


@lru_cache(maxsize=20_000)
def sound_of(word: str) -> str:
    """Answer how a standard word is heard: what spelling and hearing confuse is one."""
    for old, new in SOUNDS:
        word = word.replace(old, new)
    return DOUBLED.sub(r"\1", word[:1] + word[1:].replace("h", ""))


def telling_sounds(name: str) -> frozenset[str]:
    """Answer the sounds by which a name is looked for: of its telling words, or of all it has."""
    words = words_of(name)
    telling = [word for word in words if word not in COMMON and len(word) > 1]
    return frozenset(map(sound_of, [*telling, *([] if telling else words)])) | (
        {sound_of("".join(words))} if len(words) > 1 else set()
    )


@lru_cache(maxsize=50_000)
def alike(one: str, two: str) -> float:
    """Answer how alike two names are: 1 the same, from ALIKE on perhaps one, up to APART two names."""
    first, second = words_of(one), words_of(two)
    if not first or not second:
        return 0.0
    if "".join(map(sound_of, first)) == "".join(map(sound_of, second)):
        return SAME
    if len(first) == len(second):
        return _by_words(first, second)
    return max(_by_words(first, second), _word_alike("".join(first), "".join(second)))


def _by_words(first: Words, second: Words) -> float:
    """Answer the likeness of two names word by word, the telling words of the shorter one first."""
    short, long = sorted((first, second), key=lambda words: (len(words), words))
    left, lost = list(long), 0.0
    pairs: list[tuple[float, float]] = []  # likeness, weight
    for word in sorted(short, key=lambda one: one in COMMON):
        best = max(left, key=lambda other: (_word_alike(word, other), other), default="")
        here = _word_alike(word, best) if best else 0.0
        if word in COMMON and here < NEITHER:
            lost += COMMON_WEIGHT
            continue
        # Putra and Putri are both common, and two names all the same.
        is_common = word == best or not {word, best} <= COMMON
        light = is_common and COMMON & {word, best} and here > APART
        pairs.append((here, COMMON_WEIGHT if light else 1.0))
        left = [one for one in left if one != best] + [best] * (left.count(best) - 1)
    lost += sum(COMMON_WEIGHT if word in COMMON else 1.0 for word in left)
    return _of_pairs(pairs, min(lost, 2.0) * LEFT_OVER)


def _of_pairs(pairs: Sequence[tuple[float, float]], lost: float) -> float:
    telling = [here for here, weight in pairs if weight == 1.0]
    if not telling:
        # Muhammad alone, shared by two names, makes them neither one nor two.
        return NEITHER if pairs else APART
    mean = sum(here * weight for here, weight in pairs) / sum(weight for _, weight in pairs)
    # Twins share all but one word: the one that differs most says as much as all together.
    return (mean + min(telling)) / 2 - lost


@lru_cache(maxsize=100_000)
def _word_alike(one: str, two: str) -> float:
    if _is_call_name(one, two) or _is_call_name(two, one):
        return CALL_NAME
    return max(_slips(one, two), _slips(sound_of(one), sound_of(two)))


def _slips(one: str, two: str) -> float:
    first, second = sorted((one, two), key=lambda word: (len(word), word))
    if first == second:
        return SAME
    if len(first) == 1:
        return INITIAL if second.startswith(first) else 0.0
    slips = OSA.distance(first, second)
    if slips == 1:
        return _one_slip(first, second)
    if slips == 2 and len(first) >= LONG:
        return TWO_SLIPS
    return APART * (1 - slips / len(second))


def _is_call_name(short: str, long: str) -> bool:
    return len(short) >= CALLED and len(long) - len(short) > 1 and long.endswith(short)


def _one_slip(first: str, second: str) -> float:
    """One letter more, less, other or swapped. Another last vowel makes another name: Putra, Putri."""
    if len(first) == len(second) and first[:-1] == second[:-1]:
        return OTHER_END
    return ONE_SLIP if len(second) >= SHORTEST_SURE else SHORT_SLIP


def contradict(one: str, two: str) -> bool:
    """Answer whether two names can hardly be one person's; where one is not told they do not."""
    return bool(words_of(one) and words_of(two)) and alike(one, two) <= APART
