"""A closed form leaves the phones' lists; what still comes is kept, and marked."""

from __future__ import annotations

from app.design import closing_service
from tests.integration.installation import Phone, Simpul
from tests.integration.openrosa_reads import listed_forms
from tests.integration.submissions import monthly_answers, new_id

FORM = "kes_bulanan"


def listed(simpul: Simpul, phone: Phone) -> set[str]:
    return {str(one["formID"]) for one in listed_forms(simpul, phone)}


def send(simpul: Simpul, phone: Phone) -> str:
    instance_id = new_id()
    xml = simpul.submission_xml(FORM, monthly_answers(), instance_id=instance_id)
    assert simpul.send(phone, xml).status_code == 201
    return instance_id


def test_a_closed_form_leaves_the_list_and_comes_back_when_reopened(
    simpul: Simpul, phone: Phone
) -> None:
    admin = simpul.signed_in("admin")
    assert FORM in listed(simpul, phone)
    assert admin.post(f"/formulir/{FORM}/tutup").status_code == 302
    assert FORM not in listed(simpul, phone)
    assert "ditutup oleh" in admin.get(f"/formulir/{FORM}").text
    assert admin.post(f"/formulir/{FORM}/buka").status_code == 302
    assert FORM in listed(simpul, phone)


def test_answers_to_a_closed_form_are_kept_and_marked_late(simpul: Simpul, phone: Phone) -> None:
    admin = simpul.signed_in("admin")
    before = send(simpul, phone)
    admin.post(f"/formulir/{FORM}/tutup")
    after = send(simpul, phone)
    assert (simpul.submission(before).late, simpul.submission(before).flags) == (False, [])
    assert simpul.submission(after).late
    assert simpul.submission(after).flags == ["formulir_ditutup"]
    assert "Datang setelah formulir ditutup" in admin.get(f"/kiriman/{after}").text


def test_a_deadline_set_later_leaves_them_late(simpul: Simpul, phone: Phone) -> None:
    admin = simpul.signed_in("admin")
    admin.post(f"/formulir/{FORM}/tutup")
    period = simpul.submission(send(simpul, phone)).period
    form = {"form_id": FORM, "period": period, "tanggal": "2099-01-01"}
    assert admin.post("/kalender/tenggat", data=form).status_code == 302
    simpul.run_pending()
    assert [row.late for row in simpul.submissions()] == [True]


def test_another_process_hears_of_a_closing_in_time(simpul: Simpul, phone: Phone) -> None:
    send(simpul, phone)
    simpul.execute(
        "UPDATE form SET closed_at = received_at FROM submission WHERE form.form_id = 'kes_bulanan'"
    )
    simpul.app.extensions.pop(closing_service.CLOSED, None)
    assert simpul.submission(send(simpul, phone)).flags == ["formulir_ditutup"]
