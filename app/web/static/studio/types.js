// The kinds of questions, as an officer chooses them.

export const TYPES = [
  ["Yang ditulis kader", [
    ["text", "Teks", "letter-case", "Nama, alamat, keterangan singkat."],
    ["integer", "Bilangan bulat", "number-123", "Jumlah orang, umur, banyaknya barang."],
    ["decimal", "Angka desimal", "decimal", "Berat badan, tinggi badan, luas."],
    ["date", "Tanggal", "calendar", "Hari, bulan, dan tahun."],
    ["time", "Jam", "clock", "Pukul berapa."],
    ["dateTime", "Tanggal dan jam", "calendar-time", "Kapan tepatnya."],
  ]],
  ["Yang dipilih kader", [
    ["select_one", "Pilih satu", "circle-dot", "Satu jawaban dari daftar."],
    ["select_multiple", "Boleh pilih beberapa", "checkbox", "Satu jawaban atau lebih dari daftar."],
    ["rank", "Urutkan", "arrows-sort", "Menyusun pilihan dari yang terpenting."],
    ["select_one_from_file", "Pilih satu dari berkas", "file-spreadsheet", "Daftar panjang: desa, Posyandu, sasaran, atau berkas CSV Anda."],
    ["range", "Angka dengan geser", "adjustments", "Angka di antara dua batas."],
    ["acknowledge", "Tanda setuju", "check", "Satu centang: sudah dibaca, setuju."],
  ]],
  ["Yang direkam ponsel", [
    ["image", "Foto", "camera", "Diambil dengan kamera ponsel."],
    ["audio", "Suara", "microphone", "Rekaman suara."],
    ["video", "Video", "video", "Rekaman gambar bergerak."],
    ["file", "Berkas", "paperclip", "PDF atau dokumen lain."],
    ["geopoint", "Titik lokasi", "map-pin", "Letak di peta dari GPS."],
    ["geotrace", "Garis di peta", "route", "Jalan, saluran."],
    ["geoshape", "Bidang di peta", "polygon", "Batas lahan atau wilayah."],
    ["barcode", "Kode batang", "barcode", "Dibaca dengan kamera."],
  ]],
  ["Susunan dan hitungan", [
    ["begin_group", "Grup", "folder", "Beberapa pertanyaan di bawah satu judul."],
    ["begin_repeat", "Perulangan", "repeat", "Diisi berkali-kali, misalnya tiap anak."],
    ["note", "Catatan", "note", "Kalimat untuk dibaca, tanpa jawaban."],
    ["calculate", "Hitungan", "calculator", "Dihitung ponsel dari jawaban lain, tidak tampil."],
    ["hidden", "Tersembunyi", "eye-off", "Nilai tetap yang ikut terkirim."],
  ]],
];

export const META = {
  start: "Saat mulai mengisi", end: "Saat selesai mengisi", today: "Tanggal mengisi", deviceid: "Nomor ponsel",
  username: "Nama akun", audit: "Catatan pengisian", phonenumber: "Nomor telepon", email: "Surel", "csv-external": "Daftar dari berkas", "xml-external": "Daftar dari berkas",
};

const BY_WORD = new Map(TYPES.flatMap(([, types]) => types).map((type) => [type[0], type]));
BY_WORD.set("select_multiple_from_file", ["select_multiple_from_file", "Pilih beberapa dari berkas", "file-spreadsheet", ""]);

export function typeName(word) {
  const type = BY_WORD.get(word);
  return type ? type[1] : word === "include" ? "Blok bersama" : META[word] || word || "Belum ada jenis";
}

export function typeIcon(word) {
  const type = BY_WORD.get(word);
  return type ? type[2] : word === "include" ? "puzzle" : META[word] ? "device-mobile" : "message-question";
}

export const TYPED = new Set(["text", "integer", "decimal", "date", "time", "dateTime", "range", "barcode"]);
export const ANSWERLESS = new Set(["begin_group", "begin_repeat", "end_group", "end_repeat", "note", "include", "csv-external", "xml-external"]);
export const LABELLESS = new Set([...Object.keys(META), "calculate", "hidden", "include"]);

// How a question may look on the phone: what is written in the column appearance, and what it does.
export const APPEARANCES = {
  text: [["multiline", "Beberapa baris"], ["numbers", "Papan angka"]],
  integer: [["thousands-sep", "Dengan titik ribuan"]],
  decimal: [["thousands-sep", "Dengan titik ribuan"]],
  date: [["month-year", "Bulan dan tahun saja"], ["year", "Tahun saja"], ["no-calendar", "Tanpa kalender"]],
  select_one: [["minimal", "Daftar yang terbuka saat diketuk"], ["autocomplete", "Dengan kotak cari"], ["quick", "Langsung lanjut sesudah dipilih"], ["columns-pack", "Berjajar"], ["likert", "Skala"]],
  select_multiple: [["minimal", "Daftar yang terbuka saat diketuk"], ["autocomplete", "Dengan kotak cari"], ["columns-pack", "Berjajar"]],
  select_one_from_file: [["minimal", "Daftar yang terbuka saat diketuk"], ["autocomplete", "Dengan kotak cari"]],
  image: [["annotate", "Dapat ditandai"], ["draw", "Digambar"], ["signature", "Tanda tangan"], ["new", "Hanya dari kamera"]],
  begin_group: [["field-list", "Tampil dalam satu layar"], ["table-list", "Seperti tabel"]],
  begin_repeat: [["field-list", "Tampil dalam satu layar"]],
  geopoint: [["placement-map", "Dapat dipilih di peta"], ["maps", "Dengan peta"]],
};

const COLUMNS = {
  type: "jenis jawaban", name: "nama", label: "kalimat", hint: "petunjuk", required: "wajib diisi", required_message: "kata bila kosong",
  relevant: "kapan ditanyakan", constraint: "batas isian", constraint_message: "kata bila tidak sesuai", calculation: "rumus hitungan",
  appearance: "tampilan", default: "nilai awal", parameters: "parameter", privacy: "kerahasiaan", profile_field: "isian profil",
  merge_rule: "cara menggabung", unit: "satuan", choice_filter: "saringan pilihan", repeat_count: "banyaknya pengulangan", image: "gambar",
  form_title: "judul", form_id: "kode formulir", version: "nomor versi", frekuensi: "seberapa sering", tenggat: "tenggat", subjek: "tentang siapa",
};

// What a column is called in the editor, with its language.
export function columnName(column) {
  const [base, language] = column.split("::");
  return (COLUMNS[base] || base) + (language && COLUMNS[base] ? " (" + language.replace(/\s*\(.*\)/, "") + ")" : "");
}

// The kinds a question may become without losing what else is written about it.
export const changeable = (word) => [...BY_WORD.values()].filter(([other]) => other.startsWith("begin_") === word.startsWith("begin_"));
