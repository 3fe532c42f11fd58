"""Whether another server can be used, in words for the official who enters it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from app.exchange.remote_errors import Forbidden, Missing, Refused, RemoteError, Unreachable

GOOD, WARN, BAD = "good", "warn", "bad"
ALLOWING = "SIMPUL_ALLOWED_HOSTS"

# What an account of Central must be allowed in the project, and what for.
CENTRAL_RIGHTS = {
    "form.list": "melihat daftar formulir",
    "form.read": "membaca formulir",
    "form.create": "membuat formulir",
    "form.update": "menerbitkan versi formulir",
    "submission.list": "melihat daftar kiriman",
    "submission.read": "membaca kiriman",
    "submission.update": "mengirim balik hasil tinjauan",
}
# Without these nothing can be done there; with these alone submissions can be pulled.
READING = frozenset({"form.list", "form.read", "submission.list", "submission.read"})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: how it is, and what to do when it is not well."""

    sign: str
    text: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """All that was looked at. Usable: nothing bad among it."""

    lines: tuple[Line, ...]

    @property
    def usable(self) -> bool:
        """Answer whether forms can go there and answers come from there."""
        return all(line.sign != BAD for line in self.lines)

    def as_dict(self) -> dict[str, Any]:
        """Answer it as it is kept."""
        return {"usable": self.usable, "lines": [asdict(line) for line in self.lines]}


def judge_address(url: str) -> Line:
    """Answer whether what passes to a server can be read on the way."""
    if urlsplit(url).scheme == "https":
        return Line(GOOD, "Sambungan terenkripsi (https).")
    return Line(
        WARN,
        "Sambungan tidak terenkripsi (http): sandi dan isian dapat dibaca di perjalanan.",
        "Ganti alamatnya dengan https:// bila server itu mempunyainya.",
    )


def judge_error(error: RemoteError) -> Line:
    """Answer what a failure means for the one who enters a server, and what to do."""
    if isinstance(error, Forbidden):
        host = error.details.get("host")
        cure = (
            f"Minta pengelola server ini menulis {host} pada setelan {ALLOWING}, lalu periksa lagi."
        )
    elif isinstance(error, Unreachable) and error.details.get("tls"):
        cure = "Minta pengelola server itu memperbaiki sertifikatnya. Jangan pindah ke http."
    elif isinstance(error, Unreachable):
        cure = "Periksa ejaan alamatnya dan apakah server itu hidup, lalu periksa lagi."
    elif isinstance(error, Refused):
        cure = "Periksa akun dan sandi (atau token), lalu simpan lagi."
    elif isinstance(error, Missing):
        cure = "Periksa alamatnya: mungkin bukan alamat server jenis ini."
    else:
        cure = "Coba lagi nanti. Bila tetap begitu, hubungi pengelola server itu."
    return Line(BAD, error.message, cure)


def judge_central_rights(verbs: Iterable[str]) -> list[Line]:
    """Answer what an account may do in its project, and what is missing for what."""
    have = set(verbs)
    missing = [verb for verb in CENTRAL_RIGHTS if verb not in have]
    if not missing:
        return [Line(GOOD, "Akun ini berhak menerbitkan, menarik kiriman, dan mengirim balik.")]
    words = ", ".join(CENTRAL_RIGHTS[verb] for verb in missing)
    cure = "Minta admin ODK Central memberi akun ini peran Project Manager pada proyek itu."
    if READING & set(missing):
        return [Line(BAD, f"Hak yang kurang: {words}.", cure)]
    text = f"Kiriman dapat ditarik dari sana, tetapi akun ini belum boleh {words}."
    return [Line(WARN, text, cure)]


def judge_projects(
    projects: Sequence[Mapping[str, Any]], project_id: int | None
) -> tuple[list[Line], str]:
    """Answer whether the chosen project is there, and its name."""
    names = {each.get("id"): str(each.get("name")) for each in projects}
    if project_id in names:
        return [Line(GOOD, f"Proyek “{names[project_id]}” ditemukan.")], names[project_id]
    if not names:
        cure = "Minta admin ODK Central memberi akun ini peran pada sebuah proyek."
        return [Line(BAD, "Akun ini belum punya proyek.", cure)], ""
    text = "Proyek belum dipilih." if project_id is None else "Proyek yang dipilih tidak ada lagi."
    return [Line(BAD, text, "Pilih salah satu proyek di halaman ini.")], ""


def judge_encryption(project: Mapping[str, Any]) -> list[Line]:
    """Answer that what is collected in an encrypted project cannot be read by anybody but its owner."""
    if project.get("keyId") is None:
        return []
    text = "Proyek ini memakai enkripsi, jadi kirimannya tidak dapat dibaca dari sini."
    return [
        Line(BAD, text, "Buat proyek lain tanpa enkripsi di ODK Central, lalu pilih proyek itu.")
    ]


def judge_kobo_account(account: Mapping[str, Any]) -> list[Line]:
    """Answer whose token it is; without one Kobo answers politely that nobody is logged in."""
    name = account.get("username")
    if isinstance(name, str) and name:
        return [Line(GOOD, f"Token diterima; akunnya {name}.")]
    return [
        Line(
            BAD,
            "Token tidak dikenal KoboToolbox.",
            "Salin lagi token dari KoboToolbox: Account Settings, Security, API Key.",
        )
    ]


def judge_collect(error: RemoteError | None) -> Line:
    """Answer whether phones find the address they collect at."""
    if error is None:
        return Line(GOOD, "Alamat pengiriman (kc) menjawab.")
    return Line(WARN, f"Alamat pengiriman (kc): {error.message}", "Periksa ejaan alamat itu.")


def judge_hook(address: str, *, tellable: bool) -> Line:
    """Answer whether new submissions can be told of at once."""
    if tellable:
        return Line(GOOD, f"Kiriman baru diberitahukan ke {address}.")
    return Line(
        WARN,
        "Alamat server ini bukan https, jadi kiriman baru tidak dapat diberitahukan dengan aman; "
        "kiriman tetap ditarik berkala.",
        "Isi SIMPUL_BASE_URL dengan alamat https server ini.",
    )
