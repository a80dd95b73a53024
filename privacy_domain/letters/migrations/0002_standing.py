from django.db import migrations

from privacy_domain.tenancy.rls import isolate

# what somebody approved is what was printed and sent; destruction may empty a letter, nobody may rewrite it
FUNCTION = """
create function letters_letter_stands() returns trigger language plpgsql as $$
begin
    if old.approved_at is null then
        return new;
    end if;
    if new.context is not null and new.context is distinct from old.context then
        raise exception 'what an approved letter says is never changed';
    end if;
    if row(new.kind, new.reference, new.person_id, new.organisation_id, new.dossier_id, new.language, new.large_print, new.written_on,
           new.protocol_version, new.citations, new.text_ids, new.template_version, new.approved_at, new.approved_by)
       is distinct from
       row(old.kind, old.reference, old.person_id, old.organisation_id, old.dossier_id, old.language, old.large_print, old.written_on,
           old.protocol_version, old.citations, old.text_ids, old.template_version, old.approved_at, old.approved_by) then
        raise exception 'an approved letter is never changed';
    end if;
    if old.sent_at is not null and (
        row(new.state, new.pdf_digest, new.pages, new.rendered_at, new.sent_at, new.sent_by, new.channel)
        is distinct from row(old.state, old.pdf_digest, old.pages, old.rendered_at, old.sent_at, old.sent_by, old.channel)
        or new.pdf_file not in (old.pdf_file, '')
    ) then
        raise exception 'a letter that was sent is never changed';
    end if;
    return new;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]

    operations = [
        isolate("letters_letter"),
        migrations.RunSQL(
            sql=[
                FUNCTION,
                "create trigger letter_stands before update on letters_letter for each row execute function letters_letter_stands()",
            ],
            reverse_sql=["drop trigger letter_stands on letters_letter", "drop function letters_letter_stands()"],
        ),
    ]
