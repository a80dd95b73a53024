"""Model fields whose column holds sealed bytes.

A model with such fields says whose key seals them, as (kind of key, attribute with the subject's id):

    encryption_key = ("person", "person_id")

The value is opened when the attribute is read, not when the row is fetched; it is sealed when the row is saved. The sealed
bytes name municipality, table, row and field: moved to another place they do not open. Renaming a table or a field with
data in it therefore needs a migration that seals anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from uuid import UUID

from django import forms
from django.apps import apps
from django.core import checks
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute

from privacy_domain.crypto import keys
from privacy_domain.crypto.envelope import Unreadable, place, seal, unseal

_BLOCK = 16
_END = b"\x80"  # zeros follow it and nothing else, so the last one is the mark

_Set = TypeVar("_Set", contravariant=True)
_Get = TypeVar("_Get", covariant=True)

if TYPE_CHECKING:
    from django.db.models import BinaryField as _Binary
    from django.db.models import BooleanField as _Boolean
    from django.db.models import CharField as _Text
    from django.db.models import DateField as _Date
    from django.db.models import Field as _Field
else:

    def _subscriptable(field: type) -> type:
        """Django's fields have type parameters for the type checker only."""
        return type(field.__name__, (field,), {"__class_getitem__": classmethod(lambda cls, _: cls)})

    _Field, _Text, _Date, _Boolean, _Binary = map(
        _subscriptable, (object, models.CharField, models.DateField, models.BooleanField, models.BinaryField)
    )


class Sealed:
    """A value as it came from the database, not opened."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __repr__(self) -> str:
        return "<sealed>"


class Ciphertext(bytes):
    """Bytes that this module sealed: the only thing that its columns take."""


class OpeningAttribute(DeferredAttribute):
    """Opens the value at the first reading and keeps it on the instance."""

    field: EncryptedMixin[Any, Any]

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.opened(instance, value)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


def key_pair(instance: models.Model) -> tuple[str, UUID]:
    """Kind and subject of the key that seals the fields of `instance`."""
    try:
        kind, attribute = instance.encryption_key  # type: ignore[attr-defined]
    except AttributeError:
        raise TypeError(
            f"{type(instance).__name__} has encrypted fields and must say whose key seals them: encryption_key = (kind, attribute)"
        ) from None
    subject: UUID = getattr(instance, attribute)
    return kind, subject


def prefetch_keys(rows: Iterable[models.Model]) -> None:
    """Fetch the keys of all these rows in one statement, before a list is shown."""
    keys.ring().load(key_pair(row) for row in rows)


def open_fields(row: models.Model) -> None:
    """Open every encrypted field of a row, so that it is sealed anew under another key when it is saved. Raises Unreadable."""
    for field in row._meta.concrete_fields:
        if getattr(field, "is_encrypted", False):
            getattr(row, field.attname)


class EncryptedMixin(_Field[_Set, _Get]):
    """What all encrypted fields share; the other base class gives type, validation and form field."""

    is_encrypted = True
    descriptor_class = OpeningAttribute

    def encode(self, value: Any) -> bytes:
        """The value as bytes."""
        raise NotImplementedError

    def decode(self, plain: bytes) -> Any:
        """The value back from its bytes."""
        raise NotImplementedError

    def get_internal_type(self) -> str:
        """A column of bytes."""
        return "BinaryField"

    # ------------------------------------------------------------ sealing and opening
    def opened(self, instance: models.Model, value: Sealed) -> Any:
        """The value of a sealed column. Raises Unreadable."""
        return self.decode(unseal(self._key(instance).cipher, value.data, self._about(instance)))

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext | None:
        """The column's new content. Raises NoKey when the subject has no key, Unreadable for a row that cannot be opened here."""
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            return None
        if hasattr(value, "resolve_expression"):
            raise TypeError(f"{self.name} is encrypted: the database cannot compute it")
        if isinstance(value, Sealed):
            self.opened(model_instance, value)  # a copy under another key, row or municipality would never open again
            return Ciphertext(value.data)
        return Ciphertext(seal(self._key(model_instance).cipher, self.encode(value), self._about(model_instance)))

    def _key(self, instance: models.Model) -> keys.Key:
        ring = keys.ring()
        if ring.municipality != instance.municipality_id:  # type: ignore[attr-defined]
            raise Unreadable("a row of another municipality than the one in scope")
        return ring.find(*key_pair(instance))

    def _about(self, instance: models.Model) -> bytes:
        return place(instance.municipality_id, instance._meta.db_table, instance.pk, self.name)  # type: ignore[attr-defined]

    # ------------------------------------------------------------ the column
    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        """Keep it sealed until somebody looks."""
        return None if value is None else Sealed(bytes(value))

    def get_prep_value(self, value: Any) -> Any:
        """Nothing to prepare: only sealed bytes pass."""
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> bytes | None:
        """Only what `pre_save` sealed reaches the database."""
        if value is None or isinstance(value, Ciphertext):
            return value
        raise TypeError(f"{self.name} is encrypted: it is written by save() of a row, never by update() or a condition")

    def get_db_prep_save(self, value: Any, connection: Any) -> bytes | None:
        """The same for saving."""
        return self.get_db_prep_value(value, connection)

    # ------------------------------------------------------------ no searching
    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull` can be asked of sealed bytes."""
        return IsNull if lookup_name == "isnull" else self._refuse(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """Nothing can be derived from sealed bytes."""
        return self._refuse(lookup_name)

    def _refuse(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"{self.name} is encrypted: it cannot be searched by {lookup_name!r}; look people up through their search tokens")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """The field's own checks, and that the model says whose key seals it and sorts by nothing encrypted."""
        found = super().check(**kwargs)
        meta = self.model._meta
        if not hasattr(self.model, "encryption_key"):
            found.append(
                checks.Error(
                    f"{meta.label} does not say whose key seals {self.name}.",
                    hint="Add encryption_key = (kind, attribute).",
                    id="crypto.E001",
                )
            )
        if self.unique or getattr(self, "db_index", False) or self.name in {str(name).lstrip("-") for name in meta.ordering or ()}:
            found.append(checks.Error(f"{meta.label}.{self.name} is encrypted: it cannot be sorted, indexed or unique.", id="crypto.E002"))
        return found


class EncryptedTextField(EncryptedMixin[_Set, _Get], _Text[_Set, _Get]):
    """Text of any length; `multiline` gives it a text area in forms.

    It is filled up to whole blocks before it is sealed, so that a short name, a code and nothing at all look alike.
    """

    def __init__(self, *args: Any, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"multiline": True} if self.multiline else {})

    def formfield(self, **kwargs: Any) -> Any:
        """A text area when the text has several lines."""
        return super().formfield(**({"widget": forms.Textarea} if self.multiline else {}) | kwargs)

    def encode(self, value: Any) -> bytes:
        """UTF-8, an end mark and zeros; what is not text at all (half a surrogate pair) becomes a question mark."""
        marked = str(value).encode("utf-8", "replace") + _END
        return marked + bytes(-len(marked) % _BLOCK)

    def decode(self, plain: bytes) -> str:
        """The text before the end mark."""
        return plain[: plain.rindex(_END)].decode()


class EncryptedDateField(EncryptedMixin[_Set, _Get], _Date[_Set, _Get]):
    """A date."""

    def encode(self, value: Any) -> bytes:
        """ISO 8601."""
        return date.isoformat(self.to_python(value)).encode()

    def decode(self, plain: bytes) -> date:
        """The date."""
        return date.fromisoformat(plain.decode())


class EncryptedBooleanField(EncryptedMixin[_Set, _Get], _Boolean[_Set, _Get]):
    """Yes or no, where even that says something about a person."""

    def encode(self, value: Any) -> bytes:
        """One byte."""
        return b"1" if self.to_python(value) else b"0"

    def decode(self, plain: bytes) -> bool:
        """Yes or no."""
        return plain == b"1"


class EncryptedJSONField(EncryptedMixin[Any, Any], models.JSONField):
    """Lists, objects, numbers and texts; a null inside is a value, None is an empty column."""

    def encode(self, value: Any) -> bytes:
        """JSON."""
        return json.dumps(value, cls=self.encoder or DjangoJSONEncoder, ensure_ascii=True, separators=(",", ":")).encode()

    def decode(self, plain: bytes) -> Any:
        """The value."""
        return json.loads(plain, cls=self.decoder)


class EncryptedBinaryField(EncryptedMixin[_Set, _Get], _Binary[_Set, _Get]):
    """Bytes, such as the image of a signature."""

    def encode(self, value: Any) -> bytes:
        """As they are."""
        return bytes(value)

    def decode(self, plain: bytes) -> bytes:
        """As they were."""
        return plain


def owner_of(kind: str) -> type[models.Model] | None:
    """The model whose rows are the subjects of keys of this kind: the one that seals itself with its own id."""
    return next((m for m in apps.get_models() if getattr(m, "encryption_key", None) == (kind, "id")), None)
