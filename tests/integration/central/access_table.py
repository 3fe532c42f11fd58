"""Who may call what of the API: the table of the access matrix, in its letters, and its calls.

U: 401. B: 400: the person may, and what is brought is incomplete on purpose, so that nothing changes.
"""

from __future__ import annotations

from typing import Any

API_TABLE = """
v1.restore                    dalam  G G G G G G U
v1.log_out_of                 dalam  X X X X X X U
v1.current_user               dalam  G G G G G G U
v1.projects                   dalam  G G G G G G U
v1.project                    dalam  G G G G G G U
v1.roles                      dalam  G G G G G G U
v1_forms.list_forms           dalam  G G G G G X U
v1_forms.create               dalam  B B B X X X U
v1_forms.get_form             dalam  G G G G G X U
v1_forms.get_form             lain   G G X G G X U
v1_forms.change               dalam  B X B X X X U
v1_forms.change               lain   B X X X X X U
v1_forms.xml                  dalam  G G G G G X U
v1_forms.xml                  lain   G G X G G X U
v1_forms.xlsx                 dalam  G G G G G X U
v1_forms.xlsx                 lain   G G X G G X U
v1_forms.fields               dalam  G G G G G X U
v1_forms.fields               lain   G G X G G X U
v1_forms.files                dalam  G G G G G X U
v1_forms.files                lain   G G X G G X U
v1_forms.file                 dalam  4 4 4 4 4 X U
v1_forms.file                 lain   4 4 X 4 4 X U
v1_forms.versions             dalam  G G G G G X U
v1_forms.versions             lain   G G X G G X U
v1_forms.version              dalam  G G G G G X U
v1_forms.version              lain   G G X G G X U
v1_forms.version_xml          dalam  G G G G G X U
v1_forms.version_xml          lain   G G X G G X U
v1_forms.version_fields       dalam  G G G G G X U
v1_forms.version_fields       lain   G G X G G X U
v1_forms.draft                dalam  4 4 4 4 4 X U
v1_forms.draft                lain   4 4 X 4 4 X U
v1_forms.draft_xml            lain   4 4 X 4 4 X U
v1_forms.draft_xlsx           lain   4 4 X 4 4 X U
v1_forms.draft_fields         lain   4 4 X 4 4 X U
v1_forms.draft_files          lain   4 4 X 4 4 X U
v1_forms.draft_file           lain   4 4 X 4 4 X U
v1_forms.make_draft           dalam  B X B X X X U
v1_forms.make_draft           lain   B X X X X X U
v1_forms.remove_draft         dalam  4 X 4 X X X U
v1_forms.remove_draft         lain   4 X X X X X U
v1_forms.publish              dalam  4 X 4 X X X U
v1_forms.publish              lain   4 X X X X X U
v1_forms.add_file             dalam  4 X 4 X X X U
v1_forms.add_file             lain   4 X X X X X U
v1_submissions.list_submissions  dalam  G G G G G G U
v1_submissions.list_submissions  lain   G G X G G G U
v1_submissions.keys           dalam  G G G G G G U
v1_submissions.keys           lain   G G X G G G U
v1_submissions.create         dalam  X X X X X B U
v1_submissions.get_submission dalam  G G G G G G U
v1_submissions.get_submission luar   G G G X X X U
v1_submissions.get_submission lain   G G X G G G U
v1_submissions.edit           dalam  X X X X X B U
v1_submissions.edit           luar   X X X X X X U
v1_submissions.review         dalam  G G G G G X U
v1_submissions.review         luar   G G G X X X U
v1_submissions.review         lain   G G X G G X U
v1_submissions.xml            dalam  G X G X X X U
v1_submissions.xml            luar   G X G X X X U
v1_submissions.xml            lain   G X X X X X U
v1_submissions.versions       dalam  G G G G G G U
v1_submissions.versions       luar   G G G X X X U
v1_submissions.diffs          dalam  G G G G G G U
v1_submissions.diffs          luar   G G G X X X U
v1_submissions.diffs          lain   G G X G G G U
v1_submissions.version        dalam  G G G G G G U
v1_submissions.version        luar   G G G X X X U
v1_submissions.version_xml    dalam  G X G X X X U
v1_submissions.version_xml    luar   G X G X X X U
v1_submissions.version_xml    lain   G X X X X X U
v1_submissions.version_files  dalam  G G G G G G U
v1_submissions.version_files  luar   G G G X X X U
v1_submissions.version_file   dalam  G G G G G G U
v1_submissions.version_file   luar   G G G X X X U
v1_submissions.version_file   lain   G G X G G G U
v1_submissions.list_files     dalam  G G G G G G U
v1_submissions.list_files     luar   G G G X X X U
v1_submissions.file           dalam  G G G G G G U
v1_submissions.file           luar   G G G X X X U
v1_submissions.file           lain   G G X G G G U
v1_submissions.add_file       dalam  X X X X X 4 U
v1_submissions.add_file       luar   X X X X X X U
v1_submissions.audits         dalam  G G G G G G U
v1_submissions.audits         luar   G G G X X X U
v1_submissions.audits         lain   G G X G G G U
v1_submissions.comments       dalam  G G G G G G U
v1_submissions.comments       luar   G G G X X X U
v1_submissions.comments       lain   G G X G G G U
v1_submissions.add_comment    dalam  B B B B B B U
v1_submissions.add_comment    luar   B B B X X X U
v1_submissions.add_comment    lain   B B X B B B U
v1_tables.service             dalam  G G G G G G U
v1_tables.service             lain   G G X G G G U
v1_tables.metadata            dalam  G G G G G G U
v1_tables.metadata            lain   G G X G G G U
v1_tables.table               dalam  G G G G G G U
v1_tables.table               lain   G G X G G G U
v1_tables.row                 dalam  G G G G G G U
v1_tables.row                 luar   G G G X X X U
v1_tables.row                 lain   G G X G G G U
v1_tables.csv                 dalam  G G G G G G U
v1_tables.csv                 lain   G G X G G G U
v1_tables.csv_zip             dalam  G G G G G G U
v1_tables.csv_zip             lain   G G X G G G U
v1_lists.lists                dalam  G G G G G G U
v1_lists.add_list             dalam  B B B X X X U
v1_lists.get_list             dalam  G G G G G G U
v1_lists.get_list             lain   G G X G G G U
v1_lists.change_list          dalam  B X B X X X U
v1_lists.change_list          lain   B X X X X X U
v1_lists.add_property         dalam  B X B X X X U
v1_lists.add_property         lain   B X X X X X U
v1_lists.table_service        dalam  G G G G G G U
v1_lists.table_service        lain   G G X G G G U
v1_lists.metadata             dalam  G G G G G G U
v1_lists.metadata             lain   G G X G G G U
v1_lists.table                dalam  G G G G G G U
v1_lists.table                lain   G G X G G G U
v1_lists.csv                  dalam  G G G G G G U
v1_lists.csv                  lain   G G X G G G U
v1_lists.entities             dalam  G G G G G G U
v1_lists.entities             lain   G G X G G G U
v1_lists.add                  dalam  B X B X X X U
v1_lists.add                  lain   B X X X X X U
v1_lists.get_entity           dalam  G G G G G G U
v1_lists.get_entity           luar   G G G X X X U
v1_lists.get_entity           lain   G G X G G G U
v1_lists.change               dalam  9 X 9 X X X U
v1_lists.change               lain   9 X X X X X U
v1_lists.remove               dalam  4 X 4 X X X U
v1_lists.remove               lain   4 X X X X X U
v1_lists.versions             dalam  G G G G G G U
v1_lists.versions             luar   G G G X X X U
v1_lists.versions             lain   G G X G G G U
v1_users.list_users           dalam  G G G G X X U
v1_users.add_user             dalam  B B X X X X U
v1_users.end_user             dalam  4 4 X X X X U
v1_users.assign               dalam  4 4 X X X X U
v1_users.assignments          dalam  G G G G X X U
v1.log_out                    dalam  G G G G G G U
"""
BAD_XML = "<data/>"


def api_call(
    endpoint: str, form_id: str, version: str, instance_id: str, listed: str, entity_id: str
) -> tuple[str, str, dict[str, Any]]:
    """The method, path and body of a call of the API."""
    project = "/v1/projects/1"
    form, lists = f"{project}/forms/{form_id}", f"{project}/datasets/{listed}"
    one, sasaran = f"{form}/submissions/{instance_id}", f"{lists}/entities/{entity_id}"
    nobody = entity_id.replace(entity_id[0], "f")
    json: dict[str, Any] = {"json": {}}
    xml: dict[str, Any] = {"data": BAD_XML, "content_type": "text/xml"}
    calls: dict[str, tuple[str, str, dict[str, Any]]] = {
        "v1.restore": ("GET", "/v1/sessions/restore", {}),
        "v1.log_out": ("DELETE", "/v1/sessions/current", {}),
        "v1.log_out_of": ("DELETE", "/v1/sessions/tidak-ada", {}),
        "v1.current_user": ("GET", "/v1/users/current", {}),
        "v1.projects": ("GET", "/v1/projects", {}),
        "v1.project": ("GET", project, {}),
        "v1.roles": ("GET", "/v1/roles", {}),
        "v1_forms.list_forms": ("GET", f"{project}/forms", {}),
        "v1_forms.create": ("POST", f"{project}/forms", xml),
        "v1_forms.get_form": ("GET", form, {}),
        "v1_forms.change": ("PATCH", form, {"json": {"state": "lain"}}),
        "v1_forms.xml": ("GET", f"{form}.xml", {}),
        "v1_forms.xlsx": ("GET", f"{form}.xlsx", {}),
        "v1_forms.fields": ("GET", f"{form}/fields?odata=true", {}),
        "v1_forms.files": ("GET", f"{form}/attachments", {}),
        "v1_forms.file": ("GET", f"{form}/attachments/tidak.csv", {}),
        "v1_forms.versions": ("GET", f"{form}/versions", {}),
        "v1_forms.version": ("GET", f"{form}/versions/{version}", {}),
        "v1_forms.version_xml": ("GET", f"{form}/versions/{version}.xml", {}),
        "v1_forms.version_fields": ("GET", f"{form}/versions/{version}/fields", {}),
        "v1_forms.draft": ("GET", f"{form}/draft", {}),
        "v1_forms.draft_xml": ("GET", f"{form}/draft.xml", {}),
        "v1_forms.draft_xlsx": ("GET", f"{form}/draft.xlsx", {}),
        "v1_forms.draft_fields": ("GET", f"{form}/draft/fields", {}),
        "v1_forms.draft_files": ("GET", f"{form}/draft/attachments", {}),
        "v1_forms.draft_file": ("GET", f"{form}/draft/attachments/a.csv", {}),
        "v1_forms.make_draft": ("POST", f"{form}/draft", xml),
        "v1_forms.remove_draft": ("DELETE", f"{form}/draft", {}),
        "v1_forms.publish": ("POST", f"{form}/draft/publish", {}),
        "v1_forms.add_file": ("POST", f"{form}/draft/attachments/a.csv", {"data": "a"}),
        "v1_submissions.list_submissions": ("GET", f"{form}/submissions", {}),
        "v1_submissions.keys": ("GET", f"{form}/submissions/keys", {}),
        "v1_submissions.create": ("POST", f"{form}/submissions", xml),
        "v1_submissions.get_submission": ("GET", one, {}),
        "v1_submissions.edit": ("PUT", one, xml),
        "v1_submissions.review": ("PATCH", one, json),
        "v1_submissions.xml": ("GET", f"{one}.xml", {}),
        "v1_submissions.versions": ("GET", f"{one}/versions", {}),
        "v1_submissions.diffs": ("GET", f"{one}/diffs", {}),
        "v1_submissions.version": ("GET", f"{one}/versions/{instance_id}", {}),
        "v1_submissions.version_xml": ("GET", f"{one}/versions/{instance_id}.xml", {}),
        "v1_submissions.version_files": (
            "GET",
            f"{one}/versions/{instance_id}/attachments",
            {},
        ),
        "v1_submissions.version_file": (
            "GET",
            f"{one}/versions/{instance_id}/attachments/r.jpg",
            {},
        ),
        "v1_submissions.list_files": ("GET", f"{one}/attachments", {}),
        "v1_submissions.file": ("GET", f"{one}/attachments/r.jpg", {}),
        "v1_submissions.add_file": ("POST", f"{one}/attachments/tidak.jpg", {"data": "a"}),
        "v1_submissions.audits": ("GET", f"{one}/audits", {}),
        "v1_submissions.comments": ("GET", f"{one}/comments", {}),
        "v1_submissions.add_comment": ("POST", f"{one}/comments", json),
        "v1_tables.service": ("GET", f"{form}.svc", {}),
        "v1_tables.metadata": ("GET", f"{form}.svc/$metadata", {}),
        "v1_tables.table": ("GET", f"{form}.svc/Submissions", {}),
        "v1_tables.row": ("GET", f"{form}.svc/Submissions('{instance_id}')", {}),
        "v1_tables.csv": ("GET", f"{form}/submissions.csv", {}),
        "v1_tables.csv_zip": ("GET", f"{form}/submissions.csv.zip", {}),
        "v1_lists.lists": ("GET", f"{project}/datasets", {}),
        "v1_lists.add_list": ("POST", f"{project}/datasets", json),
        "v1_lists.get_list": ("GET", lists, {}),
        "v1_lists.change_list": ("PATCH", lists, json),
        "v1_lists.add_property": ("POST", f"{lists}/properties", json),
        "v1_lists.table_service": ("GET", f"{lists}.svc", {}),
        "v1_lists.metadata": ("GET", f"{lists}.svc/$metadata", {}),
        "v1_lists.table": ("GET", f"{lists}.svc/Entities", {}),
        "v1_lists.csv": ("GET", f"{lists}/entities.csv", {}),
        "v1_lists.entities": ("GET", f"{lists}/entities", {}),
        "v1_lists.add": ("POST", f"{lists}/entities", json),
        "v1_lists.get_entity": ("GET", sasaran, {}),
        "v1_lists.change": ("PATCH", sasaran, json),
        "v1_lists.remove": ("DELETE", f"{lists}/entities/{nobody}", {}),
        "v1_lists.versions": ("GET", f"{sasaran}/versions", {}),
        "v1_users.list_users": ("GET", f"{project}/app-users", {}),
        "v1_users.add_user": ("POST", f"{project}/app-users", json),
        "v1_users.end_user": ("DELETE", f"{project}/app-users/1000999999", {}),
        "v1_users.assign": ("POST", f"{form}/assignments/2/1000999999", {}),
        "v1_users.assignments": ("GET", f"{form}/assignments", {}),
    }
    return calls[endpoint]
