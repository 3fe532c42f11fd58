// The words of PrimeVue, the parts ODK Web Forms is built from, in Indonesian.
(function (isi) {
  "use strict";
  const MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
    "September", "Oktober", "November", "Desember"];
  const DAYS = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
  const LOCALE = {
    accept: "Ya", reject: "Tidak", choose: "Pilih", upload: "Unggah", cancel: "Batal",
    clear: "Kosongkan", apply: "Terapkan", completed: "Selesai", pending: "Menunggu",
    dayNames: DAYS, dayNamesShort: DAYS.map((day) => day.slice(0, 3)),
    dayNamesMin: ["Mg", "Sn", "Sl", "Rb", "Km", "Jm", "Sb"],
    monthNames: MONTHS, monthNamesShort: MONTHS.map((month) => month.slice(0, 3)),
    chooseYear: "Pilih tahun", chooseMonth: "Pilih bulan", chooseDate: "Pilih tanggal",
    prevDecade: "Sepuluh tahun sebelumnya", nextDecade: "Sepuluh tahun berikutnya",
    prevYear: "Tahun sebelumnya", nextYear: "Tahun berikutnya",
    prevMonth: "Bulan sebelumnya", nextMonth: "Bulan berikutnya",
    prevHour: "Jam sebelumnya", nextHour: "Jam berikutnya",
    prevMinute: "Menit sebelumnya", nextMinute: "Menit berikutnya",
    prevSecond: "Detik sebelumnya", nextSecond: "Detik berikutnya",
    today: "Hari ini", weekHeader: "Mg", firstDayOfWeek: 1, dateFormat: "dd/mm/yy",
    emptyFilterMessage: "Tidak ditemukan", emptySearchMessage: "Tidak ditemukan",
    searchMessage: "{0} pilihan ditemukan", selectionMessage: "{0} dipilih",
    emptySelectionMessage: "Belum ada yang dipilih", emptyMessage: "Belum ada pilihan",
    fileChosenMessage: "{0} berkas", noFileChosenMessage: "Belum ada berkas",
  };
  const ARIA = {
    trueLabel: "Ya", falseLabel: "Tidak", nullLabel: "Belum dipilih", selectAll: "Semua dipilih",
    unselectAll: "Semua tidak dipilih", close: "Tutup", previous: "Sebelumnya", next: "Berikutnya",
    listLabel: "Daftar pilihan", moveUp: "Naikkan", moveDown: "Turunkan", zoomImage: "Perbesar gambar",
    zoomIn: "Perbesar", zoomOut: "Perkecil",
  };

  isi.speak = function (app) {
    const locale = app.config.globalProperties.$primevue.config.locale;
    Object.assign(locale, LOCALE, { aria: Object.assign({}, locale.aria, ARIA) });
  };
})(self.isi = self.isi || {});
