"""Many at once, over real HTTP: one submission is one, and every phone gets an answer it can keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import requests

from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import PHOTO, monthly_answers, new_id

THREADS = 8


def at_once(acts: Sequence[Callable[[], int]]) -> list[int]:
    """Do all of these in the same moment; answer what each answered."""
    gate = Barrier(len(acts))

    def act(one: Callable[[], int]) -> int:
        gate.wait(timeout=30)
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def post(address: str, phone: Phone, xml: bytes, *names: str) -> int:
    """Post a submission over the wire; answer the status."""
    parts = [("xml_submission_file", ("a.xml", xml, "text/xml"))]
    parts += [(name, (name, PHOTO + name.encode(), "image/jpeg")) for name in names]
    answer = requests.post(f"{address}{phone.door}/submission", files=parts, timeout=60)
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    return answer.status_code


def test_the_same_post_from_eight_threads_is_one_row_and_one_201(
    simpul: Simpul, phone: Phone, live_server: str
) -> None:
    instance_id = new_id()
    answers = monthly_answers(penutup__foto_register="r.jpg")
    xml = simpul.submission_xml("kes_bulanan", answers, instance_id=instance_id)
    acts = [lambda: post(live_server, phone, xml, "r.jpg")] * THREADS
    assert Counter(at_once(acts)) == {201: 1, 202: THREADS - 1}
    assert len(simpul.submissions()) == 1
    assert simpul.files_of(instance_id) == {"r.jpg": PHOTO + b"r.jpg"}
    assert len(simpul.stored_files()) == 1


def test_the_same_new_file_from_eight_threads_is_stored_once(
    simpul: Simpul, phone: Phone, live_server: str
) -> None:
    instance_id = new_id()
    xml = simpul.submission_xml("kes_bulanan", monthly_answers(), instance_id=instance_id)
    assert post(live_server, phone, xml) == 201
    acts = [lambda: post(live_server, phone, xml, "r.jpg")] * THREADS
    assert Counter(at_once(acts)) == {201: 1, 202: THREADS - 1}
    assert len(simpul.stored_files()) == 1


def test_files_sent_side_by_side_are_all_there(
    simpul: Simpul, phone: Phone, live_server: str
) -> None:
    instance_id = new_id()
    xml = simpul.submission_xml("kes_bulanan", monthly_answers(), instance_id=instance_id)
    names = [f"foto{number}.jpg" for number in range(THREADS)]
    acts = [lambda name=name: post(live_server, phone, xml, name) for name in names]
    assert at_once(acts) == [201] * THREADS
    assert sorted(simpul.files_of(instance_id)) == names


def test_different_answers_under_one_id_are_one_201_and_the_rest_409(
    simpul: Simpul, phone: Phone, live_server: str
) -> None:
    instance_id = new_id()
    xmls = [
        simpul.submission_xml(
            "kes_bulanan", monthly_answers(skdn__balita_s_l=count), instance_id=instance_id
        )
        for count in range(THREADS)
    ]
    acts = [lambda xml=xml: post(live_server, phone, xml) for xml in xmls]
    assert Counter(at_once(acts)) == {201: 1, 409: THREADS - 1}
    assert len(simpul.submissions()) == 1
    assert len(simpul.quarantined()) == THREADS - 1


def test_the_same_refused_send_from_eight_threads_is_kept_once(
    simpul: Simpul, phone: Phone, live_server: str
) -> None:
    xml = simpul.submission_xml("kes_bulanan", monthly_answers(), root_id="bukan_formulir")
    acts = [lambda: post(live_server, phone, xml, "r.jpg")] * THREADS
    assert at_once(acts) == [404] * THREADS
    assert len(simpul.quarantined()) == 1
    assert len(simpul.stored_files()) == 2


def test_a_worker_merges_while_phones_send(simpul: Simpul, live_server: str) -> None:
    phones = [simpul.add_phone() for _ in range(4)]
    xmls = [simpul.submission_xml("kes_bulanan", monthly_answers()) for _ in phones * 3]

    def work() -> int:
        for _ in range(10):
            simpul.run_pending()
        return 0

    acts = [
        lambda n=n, xml=xml: post(live_server, phones[n % 4], xml) for n, xml in enumerate(xmls)
    ]
    assert Counter(at_once([*acts, work])) == {201: len(xmls), 0: 1}
    simpul.run_pending()
    assert len(simpul.submissions()) == len(xmls)
    assert simpul.differences() == []
