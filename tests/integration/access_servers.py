"""The calls about other servers in the table of who may call what; none reaches a server."""

from __future__ import annotations

Call = tuple[str, str, dict[str, object]]
NOBODY = "/pengaturan/server/999999"


def server_calls(form_id: str) -> dict[str, Call]:
    """The calls about servers, and about bringing a form to them."""
    page = f"/formulir/{form_id}/server"
    return {
        "servers.listing": ("GET", "/pengaturan/server", {}),
        "servers.enter": ("GET", "/pengaturan/server/tambah", {}),
        "servers.add": ("POST", "/pengaturan/server/tambah", {"jenis": "kobo"}),
        "servers.server": ("GET", NOBODY, {}),
        "servers.look": ("POST", f"{NOBODY}/periksa", {}),
        "servers.change": ("POST", f"{NOBODY}/ubah", {}),
        "servers.choose": ("POST", f"{NOBODY}/proyek", {"proyek": "1"}),
        "servers.end": ("POST", f"{NOBODY}/hentikan", {}),
        "servers.use_again": ("POST", f"{NOBODY}/pakai", {}),
        "elsewhere.choose": ("GET", page, {}),
        "elsewhere.make": ("POST", page, {}),
        "elsewhere.show": ("GET", f"{page}/999999", {}),
        "elsewhere.begin": ("POST", f"{page}/999999/mulai", {}),
        "elsewhere.resume": ("POST", f"{page}/999999/lanjut", {}),
    }
