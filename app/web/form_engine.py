"""ODK Web Forms as Simpul serves it: Indonesian words, no map tiles, and three seams for our pages.

The engine (0.22) has its own texts in English only and offers no way to hold a half-filled form. While
its files are copied from the npm package, each text below is replaced where it stands, and must stand
there exactly once: a new version of the engine with other texts stops `make assets` with the place.
Pure, and without packages: it runs before any is installed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

VERSION = "0.22.0"
FOLDER = "web-forms"
ENTRY = "index.js"
ENGINE = "index-DlGh9P5C.js"
MAP = "MapBlock-Bb-sCnDx.js"
VUE = "vue.runtime.esm-browser.prod.js"

# Fragments of the engine's code; what stands between « and » becomes the words beside it.
ENGINE_WORDS = (
    ('label: "«Send»"', "Kirim"),
    ('"«1 question with error.»"', "Ada 1 pertanyaan yang perlu diperbaiki."),
    ("`«${QA} questions with errors.»`", "Ada ${QA} pertanyaan yang perlu diperbaiki."),
    (
        '"«Location unavailable. Enable GPS and browser permissions, then restart the form to try '
        'again.»"',
        "Lokasi tidak didapat. Nyalakan GPS dan izinkan lokasi di peramban, lalu buka lagi formulir.",
    ),
    ('"«Powered by»"', "Didukung"),
    ('"«An error occurred while loading this form»"', "Formulir ini tidak dapat dibuka"),
    ('"«Technical error details»"', "Rincian untuk petugas teknis"),
    (
        'constraintMsg: "«Condition not satisfied: constraint»"',
        "Isian ini belum sesuai. Periksa lagi.",
    ),
    ('requiredMsg: "«Condition not satisfied: required»"', "Wajib diisi."),
    ('"aria-label": "«change language»"', "Ganti bahasa"),
    ('label: "«Change language»"', "Ganti bahasa"),
    ('"«Cannot fetch media. Verify the URL and fetch settings.»"', "Gambar tidak dapat diambil."),
    ("`«Media not found. File: ${uA.href}»`", "Berkas tidak ada: ${uA.href}"),
    (
        "`«Cannot fetch media. Unknown error. File: ${uA.href}»`",
        "Berkas tidak dapat diambil: ${uA.href}",
    ),
    ("`«Failed to load audio. File: »${", "Suara tidak dapat diputar: "),
    ("`«Failed to load image. File: »${", "Gambar tidak dapat ditampilkan: "),
    ("`«Failed to load video. File: »${", "Video tidak dapat diputar: "),
    ('"«Accuracy: »" + toDisplayString', "Ketelitian: "),
    ('"«Latitude: »" + toDisplayString', "Lintang: "),
    ('"«Longitude: »" + toDisplayString', "Bujur: "),
    ('GEOPOINT_ACCURACY_QUALITY.GOOD]: "«Good accuracy»"', "Ketelitian baik"),
    ('GEOPOINT_ACCURACY_QUALITY.ACCEPTABLE]: "«Good accuracy»"', "Ketelitian baik"),
    ('GEOPOINT_ACCURACY_QUALITY.POOR]: "«Poor accuracy»"', "Ketelitian kurang"),
    ('GEOPOINT_ACCURACY_QUALITY.UNKNOWN]: "«Unknown accuracy»"', "Ketelitian tidak diketahui"),
    ('"strong", null, "«Finding your location»"', "Mencari lokasi Anda"),
    ('_hoisted_7$4, " «Location will be saved at »"', "Lokasi disimpan pada ketelitian "),
    ('_hoisted_8$4, " «Previous saved location at »"', "Lokasi sebelumnya berketelitian "),
    ('createTextVNode("«Time taken to capture location: »"', "Lama mencari lokasi: "),
    ('label: "«Cancel»"', "Batal"),
    ('label: "«Save location»"', "Simpan lokasi"),
    ('"span", null, "«Get location»"', "Ambil lokasi"),
    ('"span", null, "«Try again»"', "Coba lagi"),
    ('"strong", null, "«Cannot access location»"', "Lokasi tidak dapat dibaca."),
    (
        '"span", null, "«Grant location permission in the browser settings and make sure location is '
        'turned on.»"',
        "Izinkan lokasi di pengaturan peramban dan nyalakan lokasi di perangkat.",
    ),
    ('" «Unable to load map» "', "Peta tidak dapat dimuat"),
    ('"span", null, "«Rank items»"', "Urutkan pilihan"),
    ('" «Okay» "', "Ya, sudah"),
    ('alt: "«Captured image preview»"', "Foto yang dipilih"),
    ('"span", null, "«Take picture»"', "Ambil foto"),
    ('"span", null, "«Choose image»"', "Pilih foto"),
    (
        '"«🚧 Support for non-image uploads is pending. 🚧»"',
        "Suara, video, dan berkas belum dapat diisi di peramban. Pakailah ODK Collect.",
    ),
    ('literal: "«Repeat Item»"', "Isian"),
    ('label: "«Remove»"', "Hapus"),
    ('createTextVNode(" «Add» "', "Tambah"),
    ('message: "«Unknown error»"', "Kesalahan yang tidak dikenal"),
)
MAP_WORDS = (
    ('{ for: "longitude" }, "«Longitude»"', "Bujur"),
    ('" «Longitude is invalid» "', "Bujur ini tidak mungkin"),
    ('{ for: "latitude" }, "«Latitude»"', "Lintang"),
    ('" «Latitude is invalid» "', "Lintang ini tidak mungkin"),
    ('{ for: "altitude" }, "«Altitude»"', "Ketinggian"),
    ('{ for: "accuracy" }, "«Accuracy»"', "Ketelitian"),
    (
        'f[11] = N("strong", null, "«Import data to replace location»"',
        "Ganti lokasi dengan data lain",
    ),
    (
        '        N("strong", null, "«Import data to replace location»"',
        "Ganti lokasi dengan data lain",
    ),
    ('"«Delete entire shape?»"', "Hapus seluruh bidang?"),
    ('"«Delete entire trace?»"', "Hapus seluruh garis?"),
    (
        '" «Are you sure you want to delete this entire shape and start over?» "',
        "Bidang ini dihapus seluruhnya dan Anda mulai dari awal.",
    ),
    (
        '" «Are you sure you want to delete this entire trace and start over?» "',
        "Garis ini dihapus seluruhnya dan Anda mulai dari awal.",
    ),
    ('label: "«Delete»"', "Hapus"),
    ('title: "«Full Screen»"', "Layar penuh"),
    ('title: "«Zoom to fit»"', "Tampilkan semua"),
    ('title: "«Zoom to current location»"', "Ke lokasi saya"),
    ('title: "«Delete»"', "Hapus"),
    ('title: "«Undo last change»"', "Batalkan perubahan terakhir"),
    ('title: "«Cannot access location»"', "Lokasi tidak dapat dibaca."),
    (
        'message: "«Grant location permission in the browser settings and make sure location is '
        'turned on.»"',
        "Izinkan lokasi di pengaturan peramban dan nyalakan lokasi di perangkat.",
    ),
    ('"span", null, "«Remove selection»"', "Hapus pilihan"),
    ('"span", null, "«Save selected»"', "Simpan pilihan"),
    ('message: "«No trace saved»"', "Belum ada garis"),
    ('message: "«No shape saved»"', "Belum ada bidang"),
    ('message: "«No point saved»"', "Belum ada titik"),
    ("[`«Longitude: ${h}»`", "Bujur: ${h}"),
    (", `«Latitude: ${u}»`]", "Lintang: ${u}"),
    ("`«Altitude: ${d} m»`", "Ketinggian: ${d} m"),
    ("(`«Accuracy: »${", "Ketelitian: "),
    ('? "«Point saved»" :', "Titik tersimpan"),
    ('"«Trace saved»"', "Garis tersimpan"),
    ('"«Shape saved»"', "Bidang tersimpan"),
    ('"«Feature saved»"', "Pilihan tersimpan"),
    ("`«${d} points saved»`", "${d} titik tersimpan"),
    ('message: "«Point saved»", icon', "Titik tersimpan"),
    ('"«Capturing location...»"', "Mencari lokasi..."),
    ('{ class: "mobile-only" }, "«Remove»"', "Hapus"),
    ('"«Remove point»"', "Hapus titik"),
    ('"«View details»"', "Lihat rincian"),
    ('"span", null, "«Advanced»"', "Lanjutan"),
    ('"«File is empty.»"', "Berkas ini kosong."),
    (
        '"«Unsupported file type. Please upload a .geojson file.»"',
        "Jenis berkas ini tidak dapat dibaca. Pilih berkas .geojson.",
    ),
    (
        '"«Failed to parse file. Ensure it is a valid GeoJSON.»"',
        "Berkas tidak dapat dibaca. Pastikan isinya GeoJSON.",
    ),
    ('"«Incorrect geometry type.»"', "Bentuk ini tidak cocok dengan pertanyaannya."),
    ('"«Paste data in ODK format»"', "Tempel data dalam bentuk ODK"),
    (
        'title: "«Enter as: Lat Long Alt Acc (e.g. 45.5 -122.6 15 2; 45.6 -122.7 12 3)»"',
        "Isi: lintang bujur ketinggian ketelitian, misalnya -0.4 117.0 15 2; -0.5 117.1 12 3",
    ),
    ('"«Upload a GeoJSON file»"', "Unggah berkas GeoJSON"),
    ('"«Upload file»"', "Pilih berkas"),
    ('label: "«Save»"', "Simpan"),
    ('"«Press and drag to move a point»"', "Tekan dan geser untuk memindahkan titik"),
    ('"«Tap to place a point»"', "Ketuk untuk menaruh titik"),
    ('"«Tap to move point»"', "Ketuk untuk memindahkan titik"),
    (
        '"«Use the location button to center on your current location»"',
        "Tekan tombol lokasi untuk menuju tempat Anda",
    ),
    ('"span", null, "«Get location»"', "Ambil lokasi"),
    ('title: "«Graphics issue detected»"', "Peta tidak dapat digambar."),
    (
        'message: "«Your browser cannot display the map now. Enable graphics acceleration settings.»"',
        "Nyalakan akselerasi grafis di pengaturan peramban, atau ambil lokasi dengan tombolnya.",
    ),
)
# Where our pages reach into the engine: what it has made is told to the page, a draft comes back
# under its own instanceID (the engine can, its component does not ask), photos are shrunk by us, and a
# page may draw a question only when it comes into sight.
ENGINE_SEAMS = (
    (
        '«success = (eA, tA) => ({»\n  status: "FORM_STATE_SUCCESS"',
        'success = (eA, tA) => (document.dispatchEvent(new CustomEvent("isi:instance", '
        "{ detail: tA })), {",
    ),
    (
        "«const rA = resolvableFormInstanceInput(tA.editInstance), oA = await AA.editInstance(rA, nA);»",
        "const oA = tA.editInstance.draft ? await AA.restoreInstance({ data: [tA.editInstance.draft] }"
        ", nA) : await AA.editInstance(resolvableFormInstanceInput(tA.editInstance), nA);",
    ),
    (
        "async (uA, gA) => «uA && gA ? await resize(uA, gA) : uA»",
        "uA ? await globalThis.isi.shrink(uA, gA) : uA",
    ),
    (
        "nA(iA) ? (openBlock(), createBlock(«FormQuestion», {",
        "globalThis.isi.later ? globalThis.isi.later(FormQuestion) : FormQuestion",
    ),
)
# A map without its pictures: nothing is asked of servers elsewhere.
MAP_SEAMS = (("layers: [«new wy({ source: new Xy() })»]", ""),)
NOTICE = (
    f"/* ODK Web Forms {VERSION}, Apache-2.0, https://github.com/getodk/web-forms; changed by Simpul: "
    "texts in Indonesian, no fonts and map tiles, drafts and photos handed to the page. */"
)
VUE_PARTS = 'export { createApp, h, shallowRef } from "vue";\n'
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")


class EngineChanged(Exception):
    """The engine is not the one these texts were written for; the message says which."""


def build(files: Mapping[str, str], vue: str) -> dict[str, str]:
    """Answer the files pages load, by name: the entry, and parts whose names tell their content."""
    texts = {
        # Its style carries three weights of a font for every script of the world: 600 KB for none.
        ENTRY: f"{NOTICE}\n{FONT_FACE.sub('', files[ENTRY])}{VUE_PARTS}",
        ENGINE: replace(ENGINE, files[ENGINE], (*ENGINE_WORDS, *ENGINE_SEAMS)),
        MAP: replace(MAP, files[MAP], (*MAP_WORDS, *MAP_SEAMS)),
        VUE: vue,
    }
    digest = hashlib.sha256("".join(texts.values()).encode()).hexdigest()[:12]
    names = {ENTRY: ENTRY, ENGINE: f"engine-{digest}.js", MAP: f"map-{digest}.js"}
    names[VUE] = f"vue-{digest}.js"
    return {names[name]: _relink(text, names) for name, text in texts.items()}


def replace(name: str, text: str, changes: Iterable[tuple[str, str]]) -> str:
    """Answer a text with each fragment's marked part replaced; each must be there exactly once."""
    for fragment, words in changes:
        before, _, rest = fragment.partition("«")
        marked, _, after = rest.partition("»")
        found = text.count(before + marked + after)
        if found != 1:
            raise EngineChanged(f"{name}: {marked!r} stands {found} times, not once")
        text = text.replace(before + marked + after, before + words + after)
    return text


def _relink(text: str, names: Mapping[str, str]) -> str:
    """Let the parts import each other by their new names, and Vue from beside them."""
    for name, new in names.items():
        text = text.replace(f'"./{name}"', f'"./{new}"')
    return re.sub(r'from "vue"', f'from "./{names[VUE]}"', text)
