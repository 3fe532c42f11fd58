"""A form's tables: OData for pyodk, ruODK, Excel and Power BI, and CSV."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request, stream_with_context
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import SEE_SUBMISSIONS
from app.central import export_service
from app.central.calls_service import PROJECT, as_file, as_table, within_project
from app.central.edmx import form_metadata
from app.central.reading_service import current_of, get_seen_form, log_table
from app.central.schema_fields import columns_of, repeats_of, table_name
from app.central.table_query import TableQuery, read_query
from app.central.tables_service import Address, single_row, stream_table, table_of
from app.web.guards import for_program

v1_tables = within_project(Blueprint("v1_tables", __name__))
FORM = f"{PROJECT}/forms/<form_id>"
SERVICE = f"{FORM}.svc"


@v1_tables.get(SERVICE)
@v1_tables.get(f"{SERVICE}/")
@for_program(SEE_SUBMISSIONS)
def service(form_id: str) -> BaseResponse:
    """Answer which tables a form has."""
    columns = columns_of(current_of(get_seen_form(form_id)).schema)
    names = ["Submissions", *(table_name(repeat) for repeat in repeats_of(columns))]
    return _odata(
        jsonify(
            {
                "@odata.context": f"{_service(form_id)}/$metadata",
                "value": [{"name": name, "kind": "EntitySet", "url": name} for name in names],
            }
        )
    )


def _service(form_id: str) -> str:
    return f"{request.host_url}v1/projects/1/forms/{form_id}.svc"


def _odata(response: Response) -> Response:
    response.headers["OData-Version"] = "4.0"
    return response


@v1_tables.get(f"{SERVICE}/$metadata")
@for_program(SEE_SUBMISSIONS)
def metadata(form_id: str) -> BaseResponse:
    """Answer what a form's tables hold."""
    columns = columns_of(current_of(get_seen_form(form_id)).schema)
    return _odata(Response(form_metadata(form_id, columns), mimetype="application/xml"))


@v1_tables.get(f"{SERVICE}/<table>")
@for_program(SEE_SUBMISSIONS)
def table(form_id: str, table: str) -> BaseResponse:
    """Answer a table, or a page of it; what names people only to whom may read it, and recorded."""
    form = get_seen_form(form_id)
    asked = table_of(form, table, read_query(request.args))
    url = f"{_service(form_id)}/{table}"
    body = stream_table(asked, Address(_service(form_id), table, url, request.args.to_dict()))
    return as_table(body, lambda: log_table(form))


@v1_tables.get(f"{SERVICE}/Submissions('<instance_id>')")
@for_program(SEE_SUBMISSIONS)
def row(form_id: str, instance_id: str) -> BaseResponse:
    """Answer one submission as a row of its table."""
    form = get_seen_form(form_id)
    asked = table_of(form, "Submissions", read_query(request.args))
    log_table(form)
    context = f"{_service(form_id)}/$metadata#Submissions"
    value = [single_row(asked, instance_id)]
    return _odata(jsonify({"@odata.context": context, "value": value}))


@v1_tables.get(f"{FORM}/submissions.csv")
@for_program(SEE_SUBMISSIONS)
def csv(form_id: str) -> BaseResponse:
    """Answer the main table as CSV."""
    form = get_seen_form(form_id)
    asked = table_of(form, "Submissions", _filter())
    log_table(form)
    body = stream_with_context(export_service.stream_csv(asked, group_paths=_grouped()))
    return as_file(Response(body, mimetype="text/csv"), f"{form_id}.csv")


@v1_tables.get(f"{FORM}/submissions.csv.zip")
@for_program(SEE_SUBMISSIONS)
def csv_zip(form_id: str) -> BaseResponse:
    """Answer all tables, and unless `attachments=false` all files, as a ZIP."""
    form = get_seen_form(form_id)
    asked = table_of(form, "Submissions", _filter())
    log_table(form)
    body = export_service.stream_zip(
        asked,
        group_paths=_grouped(),
        with_files=request.args.get("attachments", "true").lower() != "false",
    )
    return as_file(
        Response(stream_with_context(body), mimetype="application/zip"), f"{form_id}.zip"
    )


def _filter() -> TableQuery:
    return TableQuery(filter=request.args.get("$filter", "").strip())


def _grouped() -> bool:
    return request.args.get("groupPaths", "true").lower() != "false"
