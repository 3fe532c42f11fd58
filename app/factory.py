"""Putting the app together: the only place that knows all routes."""

from __future__ import annotations

import gzip
import logging
import mimetypes
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli
from app.central.app_users_routes import v1_users
from app.central.entities_routes import v1_lists
from app.central.forms_routes import v1_forms
from app.central.sessions_routes import v1
from app.central.submissions_routes import v1_submissions
from app.central.tables_routes import v1_tables
from app.config import Settings, read_settings
from app.design.calendar_routes import calendar
from app.design.commands import forms_group
from app.design.effect_routes import akibat
from app.design.release_routes import rilis
from app.design.routes import design
from app.design.studio_api_routes import studio_api
from app.design.studio_routes import studio
from app.design.versions_routes import versi
from app.exchange.plan_routes import elsewhere
from app.exchange.targets_commands import targets_group
from app.exchange.targets_routes import servers
from app.exchange.webhooks_routes import webhooks
from app.extensions.database import (
    db,
    engine_options,
    more_engines,
    prepare_engines,
)
from app.extensions.files import files
from app.extensions.migrating import migrate
from app.extensions.vault import load_keys, vault
from app.intake.filling_routes import filling
from app.intake.hooks_routes import hooks
from app.intake.phones_routes import handsets
from app.intake.pull_commands import pull_group
from app.intake.pull_routes import banding
from app.intake.routes import intake
from app.intake.trial_door_routes import trial_door
from app.intake.trial_routes import uji
from app.merge.commands import profiles_group
from app.merge.effect_commands import effect
from app.publish.browser_routes import browser
from app.publish.commands import devices_group, users_group
from app.publish.devices_routes import phones
from app.publish.guide_routes import guides
from app.publish.manuscript_routes import manuscript_preview
from app.publish.returned_routes import returned
from app.publish.routes import publish
from app.report.past_routes import past
from app.report.profile_routes import profiles
from app.report.routes import report
from app.report.value_routes import value_source
from app.review.bulk_routes import bulk
from app.review.entity_routes import sasaran
from app.review.people_routes import warga
from app.review.policy_routes import policies
from app.review.quality_cards_routes import cards
from app.review.quality_commands import quality_group
from app.review.quality_routes import quality
from app.review.queue_batch_routes import serupa
from app.review.queue_routes import tinjau
from app.review.referral_counts_service import count_my_turn
from app.review.referral_routes import rujukan
from app.review.routes import review
from app.review.subject_routes import mirip
from app.secretariat.accounts_routes import accounts_desk
from app.secretariat.commands import registry_group
from app.secretariat.import_routes import imports
from app.secretariat.people_routes import people
from app.secretariat.places_routes import places
from app.secretariat.settings_routes import desk
from app.web import buffers, errors, guards, headers, http_server, layout
from app.web.routes import web
from app.web.sessions import Sessions
from app.web.uploads import SealingRequest

SESSION_HOURS = 12
FORM_PARTS = 1000  # parts of one multipart request; Collect sends at most 102
csrf = CSRFProtect()
_BLUEPRINTS = (
    *(
        web,
        design,
        studio,
        studio_api,
        akibat,
        rilis,
        versi,
        calendar,
        publish,
        browser,
        manuscript_preview,
        phones,
        returned,
        guides,
        servers,
        elsewhere,
    ),
    *(webhooks, intake, hooks, filling, handsets, banding, uji, trial_door),
    *(review, tinjau, serupa, bulk, mirip, warga, sasaran),
    *(quality, cards, policies, rujukan),
    *(report, profiles, value_source, past),
    *(desk, places, people, accounts_desk, imports),
    *(v1, v1_forms, v1_submissions, v1_tables, v1_lists, v1_users),
)


def _is_text(filename: str) -> bool:
    return Path(filename).suffix in {".css", ".js", ".svg"}


def _pack(response: Response) -> Response:
    """Pack a response that has a body; its tag becomes weak, for the bytes differ from the file's."""
    etag, _weak = response.get_etag()
    response.set_etag(etag or "", weak=True)
    if response.status_code == HTTPStatus.OK:
        response.direct_passthrough = False
        response.set_data(gzip.compress(response.get_data(), mtime=0))
    return response


class SimpulApp(Flask):
    """A Flask app whose uploads are sealed while they stream in."""

    request_class = SealingRequest
    session_interface = Sessions()

    def send_static_file(self, filename: str) -> Response:
        """Send a static text packed to a browser that takes it: weak lines are the rule."""
        takes = request.accept_encodings.quality("gzip") > 0 and not request.range
        if not takes or not _is_text(filename):
            return super().send_static_file(filename)
        packed = f"{filename}.gz"
        if (Path(self.static_folder or "") / packed).is_file():
            response = super().send_static_file(packed)
        else:
            response = _pack(super().send_static_file(filename))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Type"] = mimetypes.guess_type(filename)[0] or "text/plain"
        response.vary.add("Accept-Encoding")
        return response


def create_app(settings: Settings | None = None) -> Flask:
    """Make the app for some settings (default: the environment's)."""
    settings = settings or read_settings()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = load_keys(settings.home / "secret" / "keys.json")
    app = SimpulApp("app", static_folder="web/static", template_folder="web/templates")
    app.extensions["simpul"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key or keys.session,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        SQLALCHEMY_BINDS=more_engines(settings.database_url),
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        MAX_FORM_PARTS=FORM_PARTS,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=SESSION_HOURS),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=7),
        WTF_CSRF_TIME_LIMIT=None,
    )
    vault.bind(keys)
    files.bind(settings.files_root)
    _install(app, settings)
    return app


def _install(app: Flask, settings: Settings) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # What a migration does is told when it fails; every start would else print three lines of it.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if settings.trust_proxy:
        hops = settings.trust_proxy
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, 0, hops)  # type: ignore[method-assign]
    db.init_app(app)
    migrate.init_app(app, db)
    with app.app_context():
        prepare_engines()
    csrf.init_app(app)
    for part in (guards, errors, headers, layout, buffers, http_server):
        part.install(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    layout.count_in_rail(app, "rujukan", count_my_turn)
    _open_for_passwords(app)
    _exempt_machines(app)
    groups = (forms_group, devices_group, targets_group, users_group, profiles_group)
    forms_group.add_command(effect)  # of merging, which design knows nothing of
    for group in (*groups, quality_group, registry_group, pull_group):
        app.cli.add_command(group)
    cli.install(app)


def _open_for_passwords(app: Flask) -> None:
    """Every door of phones also stands where a password is shown instead of a token in the address."""
    for rule in list(app.url_map.iter_rules()):
        if rule.rule.startswith(guards.TOKEN_DOOR):
            inside = rule.rule.removeprefix(guards.TOKEN_DOOR)
            methods = (rule.methods or set()) - {"OPTIONS"}
            app.add_url_rule(guards.PASSWORD_DOOR + inside, rule.endpoint, methods=methods)
            app.add_url_rule(
                f"{guards.CENTRAL_DOOR}<token>/projects/1/{inside}", rule.endpoint, methods=methods
            )


def _exempt_machines(app: Flask) -> None:
    """Phones, servers and programs bring no browser's session to write with: no form can be forged."""
    for endpoint, view in app.view_functions.items():
        rule = guards.rule_of(app, endpoint)
        if rule and rule.kind in {"device", "hook", "trial", "login", "program"}:
            csrf.exempt(view)
