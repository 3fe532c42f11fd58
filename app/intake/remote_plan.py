"""What a row of another server asks for, beside what is known of it here. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.exchange.remote_rows import ALL, RemoteRow, Said


@dataclass(frozen=True, slots=True)
class Known:
    """What is known here of a row."""

    mark: str
    said: str
    files: int | None
    files_missing: int
    is_refused: bool
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Wants:
    """What a row asks for: its content (new, edited, more files), its review, its being there or not."""

    content: bool = False
    said: bool = False
    gone: bool = False
    back: bool = False

    @property
    def anything(self) -> bool:
        """Answer whether there is anything to do at all."""
        return self.content or self.said or self.gone or self.back


def wants_of(row: RemoteRow, known: Known | None, way: str) -> Wants:
    """Answer what a row asks for. What was refused is tried again when all of a form is gone through."""
    if row.deleted_at is not None:
        return Wants(gone=known is not None and not known.is_gone)
    if known is None:
        return Wants(content=True, said=row.said != Said())
    more_files = known.files_missing > 0 and row.files is not None and row.files != known.files
    return Wants(
        content=row.mark != known.mark or more_files or (known.is_refused and way == ALL),
        said=row.said.value != known.said,
        back=known.is_gone,
    )
