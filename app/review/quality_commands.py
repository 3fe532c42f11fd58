"""`flask quality`: examine anew, from the log; print the rules as a table for people."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.review import quality_service as service
from app.review.quality_pages import rules_document

quality_group = AppGroup("quality", help="Mutu data.")


@quality_group.command("rebuild")
def rebuild() -> None:
    """Forget readings and findings and make them anew from the log."""
    click.echo(f"{service.rebuild()} kiriman diperiksa ulang.")


@quality_group.command("rules")
def rules() -> None:
    """Print the rules as docs/kualitas.md holds them."""
    click.echo(rules_document(), nl=False)
