"""Every error of the product, in one list: code, HTTP status, what happened, what to do.

Codes are words, grouped by stage, and never re-used. `app/web/errors.py` writes a `Problem` once per
protocol: OpenRosa XML for Collect, JSON for machines, a page for people. Messages are for people, in
Bahasa Indonesia; `details` are data for machines and may hold no personal data.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the catalogue: HTTP status, the message and the cure, both with `{details}`."""

    status: int
    message: str
    cure: str


CATALOGUE: dict[str, Entry] = {
    # -- web: any request
    "web.not_found": Entry(
        404, "Halaman ini tidak ada.", "Periksa alamatnya atau kembali ke Beranda."
    ),
    "web.method_not_allowed": Entry(
        405, "Permintaan ini tidak dilayani di alamat ini.", "Kembali ke halaman sebelumnya."
    ),
    "web.bad_request": Entry(
        400, "Permintaan tidak dapat dibaca: {reason}.", "Kembali ke halaman sebelumnya dan ulangi."
    ),
    "web.too_large": Entry(
        413,
        "Kiriman terlalu besar.",
        "Kecilkan foto atau kirim satu per satu. Batasnya {limit} MB.",
    ),
    "web.too_many_requests": Entry(
        429, "Terlalu banyak percobaan.", "Tunggu satu menit, lalu coba lagi."
    ),
    "web.csrf": Entry(
        400,
        "Halaman ini sudah terlalu lama terbuka, jadi belum ada yang disimpan.",
        "Muat ulang halaman ini lalu ulangi.",
    ),
    "web.unexpected": Entry(
        500,
        "Terjadi kesalahan di server. Data yang sudah tersimpan tetap aman.",
        "Coba lagi. Bila terulang, sampaikan nomor ini kepada admin: {reference}.",
    ),
    "web.busy": Entry(
        503,
        "Server sedang sangat sibuk.",
        "Tunggu sebentar; kiriman boleh diulang tanpa takut ganda.",
    ),
    # -- accounts: who may do what
    "accounts.login_needed": Entry(401, "Anda belum masuk.", "Masuk dengan nama dan sandi Anda."),
    "accounts.wrong_password": Entry(
        401, "Nama atau sandi tidak cocok.", "Periksa huruf besar dan kecil, lalu coba lagi."
    ),
    "accounts.session_ended": Entry(
        401, "Sesi program ini sudah berakhir.", "Masuk lagi dengan nama dan sandi."
    ),
    "accounts.https_needed": Entry(
        401,
        "Sandi tidak boleh dikirim tanpa HTTPS.",
        "Pakai alamat yang diawali https, atau masuk lewat /v1/sessions.",
    ),
    "accounts.demo_loopback": Entry(
        403,
        "Akun demo hanya berlaku dari komputer server sendiri.",
        "Atur SIMPUL_DEMO_PUBLIC=1 bila demo memang boleh dibuka dari luar.",
    ),
    "accounts.not_allowed": Entry(
        403,
        "Akun Anda tidak berhak membuka atau mengubah ini.",
        "Bila ini tugas Anda, mintalah admin menambah hak akses.",
    ),
    "accounts.reason_missing": Entry(
        422, "Alasan belum diisi.", "Tulis alasan dengan singkat; alasan ini dicatat."
    ),
    "accounts.unknown_phone": Entry(
        404, "Ponsel nomor {number} tidak ada.", "Cari lagi di daftar Perangkat."
    ),
    "accounts.phone_state": Entry(
        409,
        "Keadaan ponsel ini baru saja berubah menjadi {state}, jadi tindakan ini tidak berlaku.",
        "Muat ulang halaman ponsel ini, lalu pilih lagi.",
    ),
    "accounts.link_ended": Entry(
        410,
        "Tautan undangan ini sudah dipakai atau sudah lewat waktunya.",
        "Minta tautan baru kepada pengelola di desa atau kecamatan Anda.",
    ),
    "accounts.name_taken": Entry(409, "Nama akun {name} sudah dipakai.", "Pilih nama lain."),
    "accounts.weak_password": Entry(
        422, "Sandi terlalu pendek.", "Pakai sedikitnya {minimum} huruf atau angka."
    ),
    "accounts.unknown_role": Entry(
        422, "Peran {role} tidak dikenal.", "Pilih salah satu: {roles}."
    ),
    "accounts.unknown_user": Entry(404, "Akun ini tidak ada.", "Lihat daftar akun."),
    "accounts.bad_grant": Entry(
        422, "Hak akses ini belum lengkap: {reason}.", "Lengkapi peran, wilayah, dan bidangnya."
    ),
    "accounts.bad_name": Entry(
        422,
        "Nama akun {name} tidak dapat dipakai.",
        "Pakai 3 sampai 40 huruf kecil, angka, titik, atau garis, misalnya opd.dinkes.",
    ),
    "accounts.invitation_closed": Entry(
        403,
        "Tautan ini sudah dipakai, sudah lewat 14 hari, atau diganti yang baru.",
        "Mintalah tautan baru kepada Sekretariat atau admin.",
    ),
    "accounts.passwords_differ": Entry(
        422, "Kedua sandi yang Anda tulis berbeda.", "Tulis sandi yang sama di kedua kotak."
    ),
    "accounts.setup_closed": Entry(
        403, "Tautan ini sudah dipakai atau salah.", "Jalankan server lagi untuk tautan baru."
    ),
    "accounts.password_needed": Entry(
        401,
        "Nama atau sandi perangkat belum ada atau tidak cocok.",
        "Isi nama dan sandi perangkat di pengaturan server aplikasi Anda.",
    ),
    # -- registry
    "registry.unknown_posyandu": Entry(
        404, "Posyandu dengan kode {code} tidak ada.", "Periksa kodenya di daftar Posyandu."
    ),
    "registry.unknown_area": Entry(
        404, "Wilayah dengan kode {code} tidak ada.", "Periksa kode Kemendagri wilayah itu."
    ),
    "registry.unknown_kader": Entry(404, "Kader {name} tidak ada.", "Periksa ejaan namanya."),
    "registry.unknown_opd": Entry(404, "OPD ini tidak ada.", "Lihat daftar OPD."),
    "registry.unknown_event": Entry(404, "Riwayat ini tidak ada.", "Muat ulang halamannya."),
    "registry.not_open": Entry(
        409,
        "Posyandu {code} sudah ditutup, digabung, atau berganti kode.",
        "Buka halaman Posyandu yang berlaku sekarang, lalu ulangi di sana.",
    ),
    "registry.not_closed": Entry(
        409,
        "Posyandu {code} tidak sedang ditutup.",
        "Yang dapat dibuka kembali hanya Posyandu yang ditutup sendiri; penggabungan dibatalkan "
        "lewat riwayatnya.",
    ),
    "registry.same_place": Entry(
        422, "Tujuan sama dengan asalnya.", "Pilih Posyandu atau desa yang lain."
    ),
    "registry.same_name": Entry(422, "Namanya sudah {name}.", "Tulis nama yang baru."),
    "registry.no_name": Entry(422, "Nama belum diisi.", "Tulis sedikitnya dua huruf."),
    "registry.no_desa": Entry(
        422,
        "Kode {code} bukan desa atau kelurahan yang berlaku.",
        "Pilih desa atau kelurahan dari daftar.",
    ),
    "registry.future_day": Entry(
        422,
        "Tanggal berlaku masih di masa depan.",
        "Lakukan pada hari berlakunya, atau tulis tanggal paling lambat hari ini.",
    ),
    "registry.bad_area_code": Entry(
        422,
        "Kode {code} tidak dapat menggantikan kode wilayah ini.",
        "Tulis kode Kemendagri dengan titik: kecamatan 64.02.06, desa 64.02.06.1011.",
    ),
    "registry.area_taken": Entry(
        409, "Kode wilayah {code} sudah pernah dipakai.", "Periksa kode barunya di Kepmendagri."
    ),
    "registry.cannot_undo": Entry(
        409,
        "Perubahan ini tidak dapat dibatalkan lagi.",
        "Sesudahnya sudah ada perubahan lain. Batalkan yang terbaru lebih dahulu, atau buat "
        "perubahan baru.",
    ),
    "registry.bad_bidang": Entry(
        422, "Bidang {bidang} tidak dikenal.", "Pilih salah satu dari enam bidang."
    ),
    "registry.opd_taken": Entry(409, "OPD {name} sudah ada.", "Ubah yang sudah ada di daftar."),
    "registry.bad_legal_text": Entry(
        422, "Teks belum dapat disimpan.", "Tulis sedikitnya 10 dan paling banyak {limit} huruf."
    ),
    "registry.unknown_import": Entry(
        404, "Berkas impor ini tidak ada.", "Unggah lagi di halaman Impor."
    ),
    "registry.import_has_errors": Entry(
        422,
        "Buku kerja ini belum dapat diterapkan: ada {count} kesalahan.",
        "Perbaiki menurut daftar temuan, lalu unggah lagi. Belum ada yang berubah.",
    ),
    "registry.bad_value": Entry(422, "{name} tidak dapat dibaca: {value}.", "{cure}"),
    "registry.unknown_list": Entry(
        404, "Daftar sasaran {name} tidak ada.", "Lihat daftar di menu Sasaran."
    ),
    "registry.unknown_entity": Entry(404, "Sasaran ini tidak ada.", "Cari lagi di menu Sasaran."),
    # -- design
    "design.unknown_form": Entry(
        404, "Formulir {form_id} tidak ada.", "Lihat daftar di menu Formulir."
    ),
    "design.unknown_version": Entry(
        404, "Formulir {form_id} versi {version} tidak ada.", "Lihat daftar versi formulir ini."
    ),
    "design.version_taken": Entry(
        409,
        "Versi {version} formulir {form_id} sudah terbit dan tidak dapat diubah.",
        "Ganti nomor versi di lembar settings, lalu unggah lagi.",
    ),
    "design.form_has_errors": Entry(
        422,
        "Formulir ini belum dapat dipakai: ada {count} kesalahan.",
        "Perbaiki kesalahan di daftar, lalu unggah lagi.",
    ),
    "design.form_has_warnings": Entry(
        422,
        "Formulir ini dapat dipakai, tetapi ada yang perlu dilihat.",
        "Perbaiki, atau kirim lagi dengan ignoreWarnings=true.",
    ),
    "design.effect_unseen": Entry(
        409,
        "Versi {version} mengubah nilai yang sudah ada di profil, dan akibatnya belum dihitung.",
        "Hitungannya dimulai. Lihat /formulir/{form_id}/versi/{version}/akibat, lalu terbitkan lagi.",
    ),
    "design.breaking_unconfirmed": Entry(
        409,
        "Versi {version} merusak jawaban lama ({count} perubahan), dan itu belum Anda setujui.",
        "Lihat /formulir/{form_id}/versi/{version}/akibat, lalu ketik nomor versinya. Program lain "
        "mengulang dengan confirm={version}.",
    ),
    "design.needs_second": Entry(
        409,
        "Versi {version} belum disetujui petugas kedua, padahal bidang ini memerlukannya.",
        "Buka /formulir/{form_id}/versi/{version}/akibat, minta pemeriksaan, lalu terbitkan sesudah "
        "disetujui.",
    ),
    "design.other_scheduled": Entry(
        409,
        "Versi {version} formulir {form_id} sudah dijadwalkan terbit.",
        "Batalkan jadwal itu di halaman formulirnya, lalu ulangi.",
    ),
    "design.period_pinned": Entry(
        409,
        "Bulan {period} dipatok pada versi {version}, supaya semua Posyandu melapor dengan versi yang "
        "sama.",
        "Jadwalkan untuk bulan berikutnya, atau lepaskan patokan itu di halaman formulir {form_id}.",
    ),
    "design.plan_stale": Entry(
        409,
        "Draf versi {version}, berkasnya, atau versi yang terbit berubah sejak dijadwalkan.",
        "Periksa lagi, lalu jadwalkan atau terbitkan lagi.",
    ),
    "design.unknown_plan": Entry(
        404, "Jadwal terbit ini tidak ada atau sudah selesai.", "Muat ulang halaman formulirnya."
    ),
    "design.bad_moment": Entry(
        422,
        "Waktu terbit {told} tidak dapat dipakai.",
        "Pilih waktu sesudah sekarang dan dalam satu tahun, atau bulan yang belum mulai.",
    ),
    "design.own_draft": Entry(
        403,
        "Draf tidak dapat diputuskan oleh yang menyusunnya atau yang meminta pemeriksaan.",
        "Mintalah petugas lain di bidang ini.",
    ),
    "design.review_closed": Entry(
        409,
        "Tidak ada permintaan pemeriksaan yang terbuka untuk versi {version} seperti isinya sekarang.",
        "Muat ulang halamannya. Bila draf baru saja berubah, mintalah pemeriksaan lagi.",
    ),
    "design.files_missing": Entry(
        422,
        "Versi ini belum dapat terbit: berkas {names} belum diunggah.",
        "Unggah berkas itu ke draf, lalu terbitkan lagi.",
    ),
    "design.unknown_file": Entry(
        404,
        "Berkas {name} tidak disebut di formulir {form_id}.",
        "Samakan namanya dengan yang tertulis di formulir; huruf besar dan kecil dibedakan.",
    ),
    "design.too_large": Entry(
        413,
        "Berkas ini lebih besar dari {limit} MB.",
        "Hapus gambar dan data yang bukan bagian formulir, lalu unggah lagi.",
    ),
    "design.no_file": Entry(422, "Belum ada berkas yang dipilih.", "Pilih berkasnya, lalu unggah."),
    "design.field_differs": Entry(
        409,
        "Isian profil {field} kini juga ditulis formulir lain, dengan aturan gabung atau satuan lain.",
        "Unggah formulir ini lagi untuk melihat apa yang harus disamakan.",
    ),
    "design.not_opening": Entry(
        422,
        "ODK Validate menolak versi {version}: formulirnya tidak akan terbuka di ponsel{where}.",
        "Periksa rumus dan grup pada baris itu, lalu unggah versi yang diperbaiki.",
    ),
    "design.validator_silent": Entry(
        503,
        "ODK Validate tidak selesai memeriksa versi {version}.",
        "Coba terbitkan lagi; bila tetap begitu, minta admin memeriksa setelan SIMPUL_JAVA.",
    ),
    "design.unknown_effect": Entry(
        404, "Hitungan akibat ini tidak ada.", "Buka formulirnya, lalu hitung lagi."
    ),
    "design.unknown_manuscript": Entry(
        404, "Naskah ini tidak ada.", "Lihat daftar naskah di menu Formulir."
    ),
    "design.manuscript_discarded": Entry(
        409, "Naskah ini sudah dibuang oleh {actor}.", "Pulihkan dari menu Formulir, lalu ulangi."
    ),
    "design.manuscript_unreadable": Entry(
        422,
        "Perubahan naskah ini tidak dapat dibaca ({reason}).",
        "Muat ulang halaman. Tulisan yang belum tersimpan dipulihkan dari peramban ini.",
    ),
    "design.workbook_unreadable": Entry(
        422, "{message}", "Periksa berkasnya, lalu unggah lagi: {cure}"
    ),
    # -- publish
    "publish.revoked": Entry(
        403,
        "Ponsel ini sudah tidak terdaftar.",
        "Minta kode QR baru kepada admin. Isian di ponsel tetap aman.",
    ),
    "publish.nothing_returned": Entry(
        404,
        "Tidak ada laporan yang menunggu perbaikan di wilayah ini.",
        "Pilih wilayah yang lebih luas, atau kembali ke daftar kiriman.",
    ),
    "publish.nobody_invited": Entry(
        422,
        "Belum ada kader yang dipilih untuk diundang.",
        "Kembali, beri centang pada kader, lalu cetak lagi.",
    ),
    "publish.too_many_sheets": Entry(
        422,
        "{count} lembar terlalu banyak untuk satu berkas.",
        "Pilih paling banyak {limit} kader, lalu ulangi untuk yang lain.",
    ),
    "publish.unknown_media": Entry(
        404, "Berkas {name} tidak ada pada formulir ini.", "Muat ulang."
    ),
    "publish.unknown_webhook": Entry(
        404, "Webhook ini tidak ada.", "Lihat daftar webhook di Pengaturan."
    ),
    "publish.webhook_taken": Entry(
        409, "Sudah ada webhook bernama {name}.", "Pakai nama lain, atau ubah yang sudah ada."
    ),
    "publish.bad_webhook": Entry(
        422, "Webhook belum disimpan: {reason}.", "Perbaiki isiannya, lalu simpan lagi."
    ),
    "publish.unknown_event": Entry(
        404,
        "Peristiwa nomor {number} tidak ada; peristiwa disimpan 90 hari.",
        "Pilih nomor dari catatan pengiriman, atau pakai tanggal.",
    ),
    "publish.bad_moment": Entry(
        422,
        "Tanggal atau nomor peristiwa belum terbaca.",
        "Isi salah satu: tanggal dan jam, atau nomor peristiwa.",
    ),
    "publish.unknown_publication": Entry(
        404, "Formulir ini tidak ditautkan dengan server lain.", "Lihat daftar server."
    ),
    "publish.no_pulling": Entry(
        422, "Dari {target} tidak ada yang ditarik.", "Pilih server ODK Central atau KoboToolbox."
    ),
    "publish.target_off": Entry(
        409,
        "Server {target} sedang dihentikan.",
        "Pakai lagi server itu di Pengaturan, Server lain, bila kirimannya memang masih diperlukan.",
    ),
    "publish.unknown_level": Entry(
        422, "Tingkat {level} tidak dikenal.", "Pilih salah satu tingkat peninjauan."
    ),
    "publish.unknown_foreign": Entry(
        404,
        "Formulir {remote_id} tidak ada di server itu, belum terbit, atau sudah ditautkan.",
        "Muat ulang daftar formulirnya.",
    ),
    "publish.form_known": Entry(
        409,
        "Formulir {form_id} sudah ada di sini.",
        "Tautkan formulir itu dengan perintah `flask targets link`, atau ganti form_id di sana.",
    ),
    "publish.no_workbook": Entry(
        422,
        "Server itu tidak menyimpan XLSForm dari {remote_id}.",
        "Minta berkas XLSForm-nya kepada pembuatnya, lalu unggah di halaman Formulir.",
    ),
    "publish.unknown_target": Entry(404, "Tujuan {target} tidak ada.", "Lihat daftar tujuan."),
    "publish.target_taken": Entry(
        409, "Tujuan bernama {name} sudah ada.", "Pilih nama lain; lihat daftar tujuan."
    ),
    "publish.bad_target": Entry(
        422,
        "Alamat tujuan {url} tidak dapat dipakai: {reason}.",
        "Tulis alamat lengkap, https://...",
    ),
    "publish.no_name": Entry(422, "Nama server masih kosong.", "Tulis nama, misalnya Kobo Dinkes."),
    "publish.no_credential": Entry(
        422, "Akun, sandi, atau token masih kosong.", "Isi semuanya, lalu simpan lagi."
    ),
    "publish.credential_again": Entry(
        422,
        "Akun atau alamat server berubah, jadi sandi atau tokennya harus diketik lagi.",
        "Ketik sandi atau token untuk alamat yang baru: yang lama tidak dikirim ke server lain.",
    ),
    "publish.unknown_project": Entry(
        404,
        "Proyek itu tidak ada pada akun ini.",
        "Periksa lagi servernya, lalu pilih dari daftar.",
    ),
    "publish.remote": Entry(502, "{reason}", "Periksa server itu di halamannya, lalu coba lagi."),
    "publish.no_target": Entry(
        422, "Belum ada server yang dipilih.", "Pilih sedikitnya satu server yang masih dipakai."
    ),
    "publish.not_released": Entry(
        422,
        "Formulir {form_id} versi {version} belum dirilis, jadi belum dapat diterbitkan ke server lain.",
        "Rilis versinya dahulu di halaman formulir itu.",
    ),
    "publish.unknown_plan": Entry(
        404, "Rencana terbit ini tidak ada.", "Pilih dari daftar di halaman Server."
    ),
    "publish.not_resumable": Entry(
        409,
        "Bagian ini tidak menunggu untuk dilanjutkan.",
        "Muat ulang halamannya untuk melihat keadaan terakhir.",
    ),
    "publish.not_agreed": Entry(
        409,
        "Belum ada yang dimulai: di server itu ada pekerjaan orang lain yang akan diganti.",
        "Baca peringatannya, lalu centang persetujuan di tiap server sebelum memulai.",
    ),
    "publish.newer_plan": Entry(
        409,
        "Sudah ada rencana yang lebih baru untuk formulir ini di server itu.",
        "Buka rencana yang terbaru; yang ini tidak perlu dilanjutkan.",
    ),
    # -- intake
    "intake.malformed_xml": Entry(
        400,
        "Isian tidak dapat dibaca karena XML-nya rusak: {reason}.",
        "Kirim ulang dari ponsel. Bila tetap gagal, hubungi admin.",
    ),
    "intake.trial_ended": Entry(
        403,
        "Uji coba formulir ini sudah berakhir.",
        "Hapus proyek uji ini dari ODK Collect, atau pindai kode QR uji yang baru.",
    ),
    "intake.trial_no_draft": Entry(
        409,
        "Versi {version} bukan draf, jadi tidak dapat diuji.",
        "Buat draf baru dari editor, lalu buka uji di ponsel.",
    ),
    "intake.trial_other_form": Entry(
        422,
        "Jawaban ini dari formulir {form_id} versi {version}, bukan dari draf yang diuji di sini.",
        "Ambil draf yang terbaru di ODK Collect, lalu isi lagi.",
    ),
    "intake.trial_full": Entry(
        422,
        "Uji coba ini sudah menerima {limit} jawaban.",
        "Akhiri uji di ponsel, lalu buka yang baru.",
    ),
    "intake.unknown_trial": Entry(
        404, "Uji coba ini tidak ada, atau jawabannya sudah dihapus.", "Buka halaman formulirnya."
    ),
    "intake.doctype": Entry(
        400,
        "Isian ditolak karena memuat DOCTYPE.",
        "Kirim dari ODK Collect, bukan berkas buatan sendiri.",
    ),
    "intake.no_xml": Entry(
        400,
        "Bagian xml_submission_file tidak ada.",
        "Kirim dari ODK Collect atau aplikasi OpenRosa.",
    ),
    "intake.missing_instance_id": Entry(
        400,
        "Isian tidak mempunyai instanceID, jadi tidak dapat dijaga dari kiriman ganda.",
        "Perbarui formulir di ponsel, isi lagi, lalu kirim.",
    ),
    "intake.bad_instance_id": Entry(
        400,
        "Nomor isian (instanceID) lebih panjang dari {limit} huruf atau tidak dapat dibaca.",
        "Isian disimpan di karantina. Kirim dari ODK Collect, atau hubungi admin.",
    ),
    "intake.unknown_form": Entry(
        404,
        "Formulir {form_id} tidak dikenal di server ini.",
        "Isian disimpan di karantina. Hubungi admin; jangan hapus isian di ponsel.",
    ),
    "intake.unknown_version": Entry(
        404,
        "Formulir {form_id} versi {version} tidak pernah terbit di server ini.",
        "Isian disimpan di karantina. Hubungi admin; jangan hapus isian di ponsel.",
    ),
    "intake.other_content_same_id": Entry(
        409,
        "Isian dengan nomor yang sama sudah ada, tetapi isinya berbeda.",
        "Yang pertama tetap berlaku; yang ini disimpan di karantina untuk diperiksa admin.",
    ),
    "intake.other_file_same_name": Entry(
        409,
        "Berkas {name} sudah ada dengan isi yang berbeda.",
        "Berkas pertama tetap berlaku; yang ini disimpan di karantina untuk diperiksa admin.",
    ),
    "intake.comment_length": Entry(
        422, "Komentar kosong atau terlalu panjang.", "Tulis paling banyak {limit} huruf."
    ),
    "intake.edit_of_old": Entry(
        409,
        "Perbaikan ini mengubah versi yang sudah diganti.",
        "Ambil versi terbaru ({current}), lalu ulangi perbaikannya.",
    ),
    "intake.form_mismatch": Entry(
        422,
        "Kiriman ini milik formulir {said}, bukan {form_id}.",
        "Kirim ke alamat formulir yang benar.",
    ),
    "intake.packed": Entry(
        415,
        "Kiriman dikemas dengan cara yang tidak dikenal: {encoding}.",
        "Kirim tanpa Content-Encoding.",
    ),
    "intake.too_large": Entry(
        413, "Kiriman lebih besar dari {limit} MB.", "Kecilkan foto, lalu kirim ulang."
    ),
    "intake.quarantine_full": Entry(
        403,
        "Terlalu banyak kiriman bermasalah dari ponsel ini.",
        "Hubungi admin. Isian di ponsel jangan dihapus.",
    ),
    "intake.phone_kept_aside": Entry(
        202,
        "Kiriman ini datang dari ponsel yang hilang atau kader yang sudah lama berhenti.",
        "Bila ponsel sudah ditemukan, terima kirimannya di halaman ponsel itu.",
    ),
    "intake.unknown_submission": Entry(404, "Kiriman ini tidak ada.", "Cari lagi di menu Kiriman."),
    "intake.not_returned": Entry(
        409,
        "Kiriman ini tidak sedang dikembalikan, jadi tidak dapat diperbaiki di sini.",
        "Mungkin sudah diperbaiki. Lihat keadaannya di menu Kiriman.",
    ),
    "intake.unknown_file": Entry(404, "Berkas ini tidak ada pada kiriman.", "Muat ulang halaman."),
    "intake.private_file": Entry(
        403,
        "Berkas ini memuat data pribadi, jadi tidak langsung tampil.",
        "Buka kirimannya, pilih Tampilkan data pribadi, dan tulis alasannya.",
    ),
    "intake.damaged": Entry(
        500,
        "Isian atau berkas ini tidak dapat dibuka: rusak, hilang, atau kunci server bukan pasangannya.",
        "Jangan ubah apa pun. Sampaikan kepada admin untuk memeriksa kunci dan cadangan.",
    ),
    "intake.unknown_remote": Entry(
        404, "Kiriman ini tidak dikenal di server itu.", "Muat ulang halaman Banding."
    ),
    "intake.form_not_released": Entry(
        409,
        "Formulir {form_id} belum terbit, jadi kirimannya belum dapat ditarik.",
        "Terbitkan formulir itu; penarikan lalu berjalan sendiri.",
    ),
    "intake.unknown_hook": Entry(404, "Alamat webhook ini tidak ada.", "Periksa nomornya."),
    "intake.wrong_key": Entry(
        403, "Kunci webhook salah atau tidak ada.", "Periksa kepala permintaan {header}."
    ),
    # -- merge and review
    "merge.unknown_value": Entry(
        404, "Nilai ini tidak ada pada profil.", "Muat ulang halaman profil."
    ),
    "merge.entity_known": Entry(
        409, "Sasaran dengan nomor {uuids} sudah ada.", "Perbarui sasaran itu, jangan buat lagi."
    ),
    "merge.entity_version": Entry(
        409,
        "Sasaran ini sekarang versi {current}, bukan {provided}.",
        "Ambil lagi isinya, lalu ulangi perubahannya.",
    ),
    "merge.entity_changed": Entry(
        409,
        "Sasaran ini baru saja berubah lagi, jadi belum ada yang disimpan.",
        "Muat ulang halaman, lihat nilai terbaru, lalu putuskan lagi.",
    ),
    "review.superseded": Entry(
        409,
        "Kiriman ini sudah digantikan oleh perbaikan yang lebih baru.",
        "Buka kiriman penggantinya untuk memutuskan.",
    ),
    "review.already_decided": Entry(
        409,
        "Kiriman ini baru saja diputuskan oleh {actor}: {state}.",
        "Muat ulang, lalu putuskan lagi bila Anda tidak setuju.",
    ),
    "review.not_your_turn": Entry(
        409,
        "Kiriman ini sedang menunggu keputusan {level}.",
        "Tunggu sampai tingkat itu memutuskan; sesudah itu kiriman tampil di Menunggu saya.",
    ),
    "review.policy_changed": Entry(
        409,
        "Pengaturan tinjauan formulir ini baru saja diubah oleh {actor}.",
        "Muat ulang halamannya, lihat pengaturan yang sekarang, lalu ubah lagi bila perlu.",
    ),
    "review.bad_policy": Entry(422, "Pengaturan tinjauan belum lengkap: {reason}.", "{cure}"),
    "review.not_yours_to_undo": Entry(
        409,
        "Keputusan terakhir tentang kiriman ini bukan keputusan Anda.",
        "Muat ulang halamannya untuk melihat siapa yang memutuskan sesudah Anda.",
    ),
    "review.value_decided": Entry(
        409,
        "Nilai ini baru saja diputuskan {actor}, jadi pilihan Anda belum disimpan.",
        "Muat ulang profil untuk melihat keputusannya, lalu putuskan lagi bila Anda tidak setuju.",
    ),
    "review.value_changed": Entry(
        409,
        "Nilai ini baru saja berubah, jadi pilihan Anda belum disimpan.",
        "Kembali ke Tinjauan, buka lagi nilainya, dan lihat kiriman yang baru masuk.",
    ),
    "review.unknown_value_decision": Entry(
        404,
        "Keputusan tentang nilai ini tidak ditemukan.",
        "Buka nilainya dari Tinjauan dan pilih keputusan pada riwayatnya.",
    ),
    "review.empty_note": Entry(422, "Catatan masih kosong.", "Tulis catatan, lalu kirim lagi."),
    "review.sample_unseen": Entry(
        422,
        "Contohnya belum semua diperiksa, jadi belum ada yang diputuskan.",
        "Kembali, lihat setiap contoh, lalu tandai bahwa sudah diperiksa.",
    ),
    "review.unknown_act": Entry(
        404, "Penerimaan sekaligus ini tidak ada.", "Pilih dari daftarnya di halaman Kiriman."
    ),
    "review.act_changed": Entry(
        409,
        "Penerimaan sekaligus ini sudah tidak menunggu langkah itu.",
        "Muat ulang halamannya untuk melihat keadaan terakhir.",
    ),
    "review.nothing_to_accept": Entry(
        422,
        "Tidak ada kiriman yang dapat diterima sekaligus dengan saringan ini.",
        "Ubah saringan di halaman Kiriman, atau tinjau kiriman yang dikecualikan satu per satu.",
    ),
    "review.unknown_reviewer": Entry(
        422,
        "Akun {name} tidak ada atau tidak boleh memutuskan nilai ini.",
        "Tulis nama akun peninjau untuk wilayah dan bidang ini.",
    ),
    "review.name_too_short": Entry(
        422, "Nama yang dicari terlalu pendek.", "Tulis sedikitnya {minimum} huruf dari namanya."
    ),
    "review.unknown_finding": Entry(
        404, "Temuan mutu data ini tidak ada.", "Kembali ke daftar Mutu data."
    ),
    "review.finding_changed": Entry(
        409,
        "Temuan ini baru saja berubah, jadi belum ada yang disimpan.",
        "Muat ulang halaman dan lihat angkanya yang terbaru.",
    ),
    "review.unknown_rule": Entry(
        404, "Aturan mutu data ini tidak ada.", "Pilih dari daftar Aturan."
    ),
    "review.bad_limit": Entry(
        422,
        "Ambang “{label}” harus angka dari {least} sampai {most}.",
        "Perbaiki angkanya, lalu simpan lagi.",
    ),
    "review.unknown_referral": Entry(
        404, "Rujukan ini tidak ada.", "Buka lagi dari daftar Rujukan."
    ),
    "review.unknown_subject_of_referral": Entry(
        404,
        "Yang hendak dirujuk tidak ditemukan.",
        "Buka lagi kiriman, nilai, atau sasarannya, lalu pilih Rujuk ke OPD lain.",
    ),
    "review.referral_no_place": Entry(
        422,
        "Kiriman ini belum tercatat di Posyandu mana pun, jadi belum dapat dirujuk.",
        "Daftarkan kode Posyandunya lebih dahulu, lalu rujuk lagi.",
    ),
    "review.referral_to_own": Entry(
        422, "Rujukan hanya untuk bidang lain.", "Pilih hal yang ditangani OPD lain."
    ),
    "review.unknown_matter": Entry(
        422, "Hal yang dirujuk belum dipilih.", "Pilih satu hal dari daftar, lalu kirim lagi."
    ),
    "review.referral_due": Entry(
        422,
        "Tenggat harus setelah hari ini dan paling lama setahun.",
        "Pilih tanggal lain, lalu kirim lagi.",
    ),
    "review.referral_moved": Entry(
        409,
        "{actor} baru saja mengubah rujukan ini. Keadaannya sekarang: {state}.",
        "Muat ulang rujukan ini dan lihat riwayatnya sebelum melanjutkan.",
    ),
    "review.referral_act": Entry(
        409,
        "Langkah ini tidak dapat Anda lakukan saat rujukan berkeadaan: {state}.",
        "Muat ulang rujukan ini dan pilih langkah yang tersedia.",
    ),
    "review.two_niks": Entry(
        409,
        "Keduanya punya NIK sah yang berbeda, jadi tidak dapat digabung.",
        "Bila salah satu NIK salah ketik, kembalikan kirimannya kepada kader untuk diperbaiki, lalu "
        "gabungkan lagi.",
    ),
    "review.subject_changed": Entry(
        409,
        "Sasaran ini sudah berubah sejak halaman dibuka.",
        "Muat ulang halaman, lalu periksa lagi sebelum memutuskan.",
    ),
    "review.nothing_to_part": Entry(
        422,
        "Tidak ada kiriman yang dipisahkan.",
        "Pilih sebagian kiriman sasaran ini, tidak semuanya.",
    ),
    "review.unknown_subject_decision": Entry(
        404,
        "Keputusan ini tidak ditemukan.",
        "Buka riwayat sasaran dan pilih keputusan yang akan dibatalkan.",
    ),
    "review.already_undone": Entry(
        409,
        "Keputusan ini sudah dibatalkan.",
        "Muat ulang halaman untuk melihat keadaan terakhir.",
    ),
    "review.unknown_decision": Entry(
        422, "Keputusan {decision} tidak dikenal.", "Pilih Terima, Kembalikan, atau Tolak."
    ),
    # -- central: what other programs call, in the words of ODK Central
    "central.app_user_name": Entry(
        400,
        "Nama {name} tidak menyebut kader dan kode Posyandu.",
        "Tulis displayName seperti: Siti 64.02.06.1011.001.",
    ),
    "central.bad_entity": Entry(
        400, "Sasaran ini tidak dapat dipakai: {reason}.", "Perbaiki isinya, lalu kirim lagi."
    ),
    "central.bad_filter": Entry(
        400,
        "Saringan $filter tidak dapat dibaca: {reason}.",
        "Contoh yang benar: __system/submissionDate ge 2026-11-01T00:00:00Z.",
    ),
    "central.bad_json": Entry(
        400, "Isi permintaan bukan JSON yang lengkap.", "Kirim satu objek JSON."
    ),
    "central.bad_skiptoken": Entry(
        400, "Tanda halaman $skiptoken tidak dikenal.", "Mulai lagi dari halaman pertama."
    ),
    "central.edit_needs_deprecated": Entry(
        400,
        "Perbaikan ini tidak menyebut kiriman mana yang digantikan.",
        "Isi meta/deprecatedID dengan {current}.",
    ),
    "central.expand_all_only": Entry(
        501, "Hanya $expand=* yang dilayani, bukan {expand}.", "Pakai $expand=* atau hapus."
    ),
    "central.filter_field": Entry(
        501,
        "Saringan menyebut {name}, yang tidak dapat disaring.",
        "Yang dapat: __id, __system/submissionDate, updatedAt, submitterId, reviewState.",
    ),
    "central.form_known": Entry(
        409, "Formulir {form_id} sudah ada.", "Buat draf baru untuk formulir itu."
    ),
    "central.list_known": Entry(
        409, "Daftar sasaran {name} sudah ada.", "Pakai daftar itu, atau pilih nama lain."
    ),
    "central.missing_field": Entry(
        400, "Bagian {field} belum diisi.", "Lengkapi, lalu kirim lagi."
    ),
    "central.needs_xlsform": Entry(
        400,
        "Formulir diterima hanya sebagai XLSForm (.xlsx), bukan XForm XML: aturan gabung, kerahasiaan, "
        "dan bidangnya ada di buku kerja.",
        "Unggah buku kerja XLSForm formulir ini.",
    ),
    "central.no_conflict": Entry(
        400, "Sasaran ini tidak bertentangan.", "Ambil lagi isinya: mungkin sudah diselesaikan."
    ),
    "central.no_draft": Entry(
        404, "Formulir {form_id} tidak punya draf.", "Buat draf lebih dahulu."
    ),
    "central.not_supported": Entry(
        501, "{feature} tidak dilayani di server ini.", "Lihat docs/central.md."
    ),
    "central.only_draft": Entry(
        409,
        "Formulir {form_id} belum pernah terbit, jadi drafnya tidak dapat dihapus.",
        "Ganti drafnya dengan buku kerja yang baru.",
    ),
    "central.property_known": Entry(
        409, "Isian {name} sudah ada di daftar ini.", "Pakai isian itu."
    ),
    "central.select_field": Entry(
        400, "Kolom {name} tidak ada di tabel ini.", "Lihat nama kolom di $metadata."
    ),
    "central.select_or_expand": Entry(
        501, "$select tidak dapat dipakai bersama $expand.", "Pakai salah satu."
    ),
    "central.unexpected_value": Entry(
        400, "Isi {field} “{value}” tidak dapat dipakai.", "Yang diharapkan: {reason}."
    ),
    "central.unknown_properties": Entry(
        400, "Isian {names} tidak ada di daftar sasaran ini.", "Tambahkan isian itu lebih dahulu."
    ),
}


class Problem(Exception):
    """A request that cannot be served. `code` is a key of CATALOGUE; `details` fill its texts."""

    def __init__(self, code: str, /, **details: object) -> None:
        """Look the code up; a missing one is a programming error and shows at once."""
        entry = CATALOGUE[code]
        self.code = code
        self.status = entry.status
        self.message = entry.message.format_map(details)
        self.cure = entry.cure.format_map(details)
        self.details = details
        super().__init__(f"{code}: {self.message}")

    def as_dict(self) -> dict[str, object]:
        """Answer the JSON shape every machine-readable error has."""
        return {
            "code": self.code,
            "message": f"{self.message} {self.cure}",
            "details": {name: str(value) for name, value in self.details.items()},
        }
