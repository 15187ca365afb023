"""The tables and indexes that the migrations make, asked of PostgreSQL itself."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models

from facility.onboarding.models import TypeAssist

INDEXES = """
    SELECT c.relname, t.relname, pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public'
"""


def indexes():
    """Name, table and definition of every index."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        return cursor.fetchall()


@pytest.mark.parametrize(
    "table",
    [
        "onboarding_typeassist",
        "onboarding_bt",
        "onboarding_shift",
        "core_capability",
        "peoples_people",
        "peoples_pgroup",
        "peoples_pgbelonging",
        "y_helpdesk_ticket",
        "y_helpdesk_escalationmatrix",
        "attendance_attendance",
        "activity_asset",
        "activity_assetlog",
        "activity_task",
        "activity_taskschedule",
        "activity_touractivity",
        "reports_schedulereport",
    ],
)
@pytest.mark.usefixtures("db")
def test_table_exists(table):
    """Every table of the domain has the name that its specification gives it."""
    assert table in connection.introspection.table_names()


@pytest.mark.usefixtures("db")
def test_migrations_hold_all_of_the_models():
    """Nothing of the models is missing from the migrations."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    ("name", "definition"),
    [
        (
            "idx_y_helpdesk_ticket_escalation",
            "ON public.y_helpdesk_ticket USING btree (status_id, createdon) WHERE enable",
        ),
        (
            "idx_y_helpdesk_ticket_site_list",
            "ON public.y_helpdesk_ticket USING btree (site_id, status_id, createdon)",
        ),
        (
            "idx_y_helpdesk_ticket_page",
            "ON public.y_helpdesk_ticket USING btree (client_id, createdon DESC, id DESC)",
        ),
        (
            "idx_y_helpdesk_ticket_open",
            (
                "ON public.y_helpdesk_ticket USING btree (createdon)"
                " WHERE (enable AND (resolvedon IS NULL))"
            ),
        ),
        (
            "idx_y_helpdesk_matrix_level",
            "ON public.y_helpdesk_escalationmatrix USING btree (template_id, level)",
        ),
        (
            "idx_core_capability_parent",
            "ON public.core_capability USING btree (parent_id) WHERE enable",
        ),
        (
            "idx_core_capability_cfor_parent",
            "ON public.core_capability USING btree (cfor, parent_id) WHERE enable",
        ),
        (
            "idx_core_capability_capscode",
            "ON public.core_capability USING btree (capscode) WHERE enable",
        ),
        (
            "idx_attendance_people_checkin",
            "ON public.attendance_attendance USING btree (people_id, checkin_time)",
        ),
        (
            "idx_attendance_site_checkin",
            "ON public.attendance_attendance USING btree (site_id, checkin_time)",
        ),
        (
            "idx_attendance_checkin_checkout",
            "ON public.attendance_attendance USING btree (checkin_time, checkout_time)",
        ),
        (
            "idx_attendance_site_day",
            (
                "ON public.attendance_attendance USING btree (site_id, datefor)"
                " INCLUDE (client_id, people_id, shift_id, checkin_time, checkout_time)"
                " WHERE enable"
            ),
        ),
        (
            "idx_attendance_open",
            (
                "ON public.attendance_attendance USING btree"
                " (client_id, checkin_time DESC, id DESC)"
                " WHERE ((checkout_time IS NULL) AND enable)"
            ),
        ),
        (
            "idx_attendance_checkin_brin",
            "ON public.attendance_attendance USING brin (checkin_time)",
        ),
        (
            "idx_activity_asset_site_type",
            "ON public.activity_asset USING btree (site_id, assettype_id, status_id)",
        ),
        (
            "idx_activity_asset_site_status",
            "ON public.activity_asset USING btree (site_id, status_id)",
        ),
        (
            "idx_activity_assetlog_asset_at",
            "ON public.activity_assetlog USING btree (asset_id, at)",
        ),
        (
            "idx_reports_schedule_due",
            "ON public.reports_schedulereport USING btree (enable, nextruntime)",
        ),
        (
            "idx_activity_schedule_site",
            "ON public.activity_taskschedule USING btree (site_id, scheduledon)",
        ),
        (
            "idx_activity_schedule_period",
            "ON public.activity_taskschedule USING btree (scheduledon, completedon)",
        ),
        (
            "idx_activity_schedule_person",
            "ON public.activity_taskschedule USING btree (assignedto_id, scheduledon)",
        ),
        (
            "idx_activity_schedule_group",
            "ON public.activity_taskschedule USING btree (assignedtogroup_id, scheduledon)",
        ),
        (
            "idx_activity_schedule_undone",
            "ON public.activity_taskschedule USING btree (scheduledon) WHERE (completedon IS NULL)",
        ),
        (
            "idx_activity_schedule_moved",
            "ON public.activity_taskschedule USING btree (movedfrom) WHERE (movedfrom IS NOT NULL)",
        ),
        (
            "idx_activity_schedule_open",
            (
                "ON public.activity_taskschedule USING btree (client_id, scheduledon, id)"
                " WHERE ((completedon IS NULL) AND ((status)::text = ANY"
                " ((ARRAY['ASSIGNED'::character varying,"
                " 'INPROGRESS'::character varying])::text[])))"
            ),
        ),
        (
            "idx_activity_tour_visits",
            "ON public.activity_touractivity USING btree (tour_id, createdon)",
        ),
        (
            "idx_onboarding_bt_parent",
            "ON public.onboarding_bt USING btree (parent_id) WHERE enable",
        ),
        (
            "idx_onboarding_bt_ident_parent",
            "ON public.onboarding_bt USING btree (identifier_id, parent_id) WHERE enable",
        ),
        (
            "idx_onboarding_bt_bucode",
            "ON public.onboarding_bt USING btree (bucode) WHERE enable",
        ),
    ],
)
@pytest.mark.usefixtures("db")
def test_index_is_as_specified(name, definition):
    """An index has the columns, the order and the condition that its query needs."""
    found = {index: text for index, _, text in indexes()}

    assert found[name].endswith(definition)


@pytest.mark.usefixtures("db")
def test_no_index_repeats_another():
    """Two indexes of a table never hold the same columns, whatever their conditions.

    Indexes for LIKE, which Django adds to unique texts, have an operator class and differ.
    """
    columns = [
        (table, text.partition(" USING ")[2].partition(" WHERE ")[0].partition(" NULLS NOT ")[0])
        for _, table, text in indexes()
    ]

    assert sorted(set(columns)) == sorted(columns)


def test_no_column_is_stamped_by_the_system_clock():
    """A row saved twice in the same way is the same row: no field stamps itself."""
    stamped = [
        str(field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.DateField) and (field.auto_now or field.auto_now_add)
    ]

    assert stamped == []


@pytest.mark.usefixtures("db")
def test_codes_without_a_list_are_unique_too():
    """NULL stands for one thing, so two roots of the same code are one too many."""
    TypeAssist.objects.create(tacode="UNIT", taname="Unit")

    with pytest.raises(IntegrityError, match="uq_typeassist_code_type_client"):
        TypeAssist.objects.create(tacode="UNIT", taname="Unit again")
