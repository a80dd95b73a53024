"""How a form becomes HTML: label, help, error and field in one place, with the NL Design System's class names.

Nothing is left to the browser's own validation, no field carries an asterisk, and fields that may stay empty say so.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "utrecht-textarea"),
    (forms.ClearableFileInput, "pd-file"),
    (forms.FileInput, "pd-file"),
    (forms.DateInput, "utrecht-textbox utrecht-textbox--short"),
    (forms.TimeInput, "utrecht-textbox utrecht-textbox--short"),
    (forms.NumberInput, "utrecht-textbox utrecht-textbox--short"),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.CheckboxInput, ""),
    (forms.Select, "utrecht-select"),
    (forms.TextInput, "utrecht-textbox"),
    (forms.PasswordInput, "utrecht-textbox"),
)


class OptionLabel(str):
    """The label of one choice with a second, quieter line under it.

    Use it in `choices`: `("later", OptionLabel("Later", hint="U beslist op een andere dag."))`.
    """

    hint: str

    def __new__(cls, text: str, *, hint: str = "") -> OptionLabel:
        """A label that shows `text` and, under it, `hint`."""
        label = super().__new__(cls, text)
        label.hint = hint
        return label


class HouseBoundField(BoundField):
    """A field with the class of its widget and without the browser's own validation."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """The attributes of the widget: Django's, plus the class, minus `required`."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        own = " ".join(filter(None, (widget_class(widget), widget.attrs.get("class"), attrs.get("class"))))
        if own and not isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
            built["class"] = own
        if isinstance(widget, forms.RadioSelect):
            built.pop("aria-invalid", None)  # belongs to a group, and says nothing on a single radio button
        return built


class HouseFormRenderer(TemplatesSetting):
    """Forms through the project's own templates; set as FORM_RENDERER."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = HouseBoundField


def widget_class(widget: forms.Widget) -> str:
    """The class names of a widget; empty for the kinds that are styled by what stands around them."""
    if widget.is_hidden:
        return ""
    return next((names for kind, names in _CLASSES if isinstance(widget, kind)), "")
