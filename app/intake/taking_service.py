"""Taking in one submission of another server: its versions, oldest first, each with its files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.design.service import find_released
from app.exchange.models import Publication, Target
from app.exchange.past_service import Reading, find_reading, learn_reading, read_otherwise
from app.exchange.remote_errors import Missing
from app.exchange.remote_rows import RemoteFile, RemoteRow, RemoteVersion, Source
from app.extensions.files import files
from app.intake import remote_store as store
from app.intake.deliveries import Delivery, IncomingFile
from app.intake.service import receive_submission
from app.intake.states import READ_BY_OTHER
from app.openrosa.answers import decode, file_names
from app.openrosa.envelope import Envelope, read_envelope
from app.problems import Problem

UNNAMED = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Taken:
    """The submission that now counts of a row, and how many files its answers tell of are missing."""

    instance_id: str
    files_missing: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is always fetched of a row: which versions there are, and the XML of what counts."""

    versions: Sequence[RemoteVersion]
    xml: bytes


def fetch(source: Source, row: RemoteRow) -> Fetched:
    """Fetch a row's versions and its XML. Raises RemoteError; knows no database."""
    versions = source.versions(row)
    return Fetched(versions, source.xml(row, versions[-1]))


def take(
    source: Source,
    target: Target,
    publication: Publication,
    row: RemoteRow,
    fetched: Fetched,
    again: Collection[str] = (),
) -> Taken:
    """Hand what was fetched of a row to intake, with what is not here yet of it; answer what counts.

    Raises Problem where intake refuses what counts; an older version that it refuses is kept in
    quarantine and holds up nothing. `again`: files that are brought though one of that name is here.
    """
    one = _Taking(source, target, publication, row)
    for version in fetched.versions[:-1]:
        one.take_older(version)
    return one.take(fetched.versions[-1], fetched.xml, again)


@dataclass(frozen=True, slots=True)
class _Taking:
    """One row on its way in."""

    source: Source
    target: Target
    publication: Publication
    row: RemoteRow

    def take_older(self, version: RemoteVersion) -> None:
        """Take a version that was edited since, unless it is here."""
        if store.find_held(version.instance_id) is not None:
            return
        try:
            self.take(version, self.source.xml(self.row, version))
        except (Problem, Missing):
            return

    def take(self, version: RemoteVersion, xml: bytes, again: Collection[str] = ()) -> Taken:
        """Take a version with the files of it that are not here."""
        envelope = _envelope(xml)
        held = store.find_held(envelope.instance_id if envelope else version.instance_id)
        names = held.names - frozenset(again) if held else frozenset()
        reading = self._reading_of(envelope)
        delivery = Delivery(
            xml=xml,
            files=self._files(version, self._told(envelope, reading.version), names),
            door=self.source.door,
            target_id=self.target.target_id,
            remote_id=self.row.remote_id[:64],
            form_id=self.publication.form_id,
            version=reading.version,
            replaces=self._replaced_by(envelope),
            there_at=version.received_at,
            flags=(READ_BY_OTHER,) if reading.is_borrowed else (),
        )
        receipt = receive_submission(delivery)
        return Taken(receipt.instance_id, receipt.files_expected - receipt.files_held)

    def _told(self, envelope: Envelope | None, our_version: str) -> list[str] | None:
        """Answer the files its answers tell of; None where they cannot be read."""
        released = find_released(self.publication.form_id, our_version)
        if envelope is None or released is None:
            return None
        return file_names(decode(envelope.root, released.shape), released.shape.binaries)

    def _files(
        self, version: RemoteVersion, told: Sequence[str] | None, held: Collection[str]
    ) -> list[IncomingFile]:
        """Fetch the files that are not held: by name where that need not be asked, else as listed."""
        named = None if told is None else self.source.files_named(self.row, version, told)
        if named is not None:
            try:
                return self._fetch(version, [one for one in named if one.name not in held])
            except Missing:  # it was changed since the row was read: the list tells how it is now
                pass
        listed = self.source.files(self.row, version)
        return self._fetch(version, [one for one in listed if one.name not in held])

    def _fetch(self, version: RemoteVersion, listed: Sequence[RemoteFile]) -> list[IncomingFile]:
        held: list[IncomingFile] = []
        try:
            for one in listed:
                content = files.new()
                held.append(IncomingFile(one.name, (one.mimetype or UNNAMED)[:120], content))
                for chunk in self.source.open_file(self.row, version, one):
                    content.write(chunk)
        except BaseException:
            for file in held:
                file.content.withdraw()
            raise
        return held

    def _reading_of(self, envelope: Envelope | None) -> Reading:
        """Answer the version of ours that reads a submission.

        A form that was published from here says its version itself. Of one that was changed or made
        there, what is known of its versions tells; of one taken over they are fetched.
        """
        said, publication = envelope.version if envelope else "", self.publication
        keeps, publication_id = self.source.keeps_versions, publication.publication_id
        if publication.adopted:
            named = (said or self.row.version) if keeps else self.row.version
            if not named and not keeps:
                return read_otherwise(publication)
            known = find_reading(publication_id, named)
            return known or learn_reading(self.target, publication, named)
        if keeps and find_released(publication.form_id, said) is not None:
            return Reading(said)
        known = find_reading(publication_id, self.row.version or said)
        if known is None and keeps and said:
            return Reading(said)  # intake refuses it, and keeps it
        return known or read_otherwise(publication)

    def _replaced_by(self, envelope: Envelope | None) -> str | None:
        """Answer what an edit replaces where the version it names can no longer be read anywhere.

        Edited twice between two pulls, a submission names a version nobody has seen; what it was
        first called tells to which chain it belongs.
        """
        if envelope is None or not envelope.deprecated_id or not self.row.root_id:
            return None
        if store.find_held(envelope.deprecated_id) is not None:
            return None
        if self.row.root_id in {envelope.instance_id, envelope.deprecated_id}:
            return None
        tip = store.find_tip(self.row.root_id)
        return tip if tip and tip != envelope.instance_id else self.row.root_id


def _envelope(xml: bytes) -> Envelope | None:
    """Answer what a submission says of itself; None where intake is to refuse it, and keep it."""
    try:
        return read_envelope(xml)
    except Problem:
        return None
