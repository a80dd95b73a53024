"""Row security on every table of accounts, those of libraries included; and what may not be used at all."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate, isolate_through

OURS = (
    "access_user",
    "access_demopersona",
    "access_team",
    "access_membership",
    "access_roleassignment",
    "access_ground",
    "access_marker",
    "access_openingreason",
    "access_acknowledgement",
)
THROUGH_THE_USER = ("mfa_authenticator", "account_emailaddress", "django_admin_log")
# permissions by group or by generic key are not part of this house: roles and grounds decide
UNUSED = (
    "guardian_userobjectpermission",
    "guardian_groupobjectpermission",
    "auth_group",
    "auth_group_permissions",
    "account_emailconfirmation",
)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        *(isolate(table) for table in OURS),
        *(isolate_through(table, "user_id", "access_user") for table in THROUGH_THE_USER),
        *(
            RunSQL(
                sql=f"revoke all on {table} from pd_app, pd_worker",
                reverse_sql=f"grant select, insert, update, delete on {table} to pd_app, pd_worker",
            )
            for table in UNUSED
        ),
        # who had which ground, and who acknowledged what, is never removed
        *(
            RunSQL(
                sql=f"revoke delete, truncate on {table} from pd_app, pd_worker",
                reverse_sql=f"grant delete on {table} to pd_app, pd_worker",
            )
            for table in (
                "access_user",
                "access_ground",
                "access_marker",
                "access_openingreason",
                "access_acknowledgement",
                "access_roleassignment",
                "access_membership",
            )
        ),
        RunSQL(
            sql="revoke update on access_acknowledgement, access_openingreason from pd_app, pd_worker",
            reverse_sql="grant update on access_acknowledgement, access_openingreason to pd_app, pd_worker",
        ),
    ]
