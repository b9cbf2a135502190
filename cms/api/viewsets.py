"""Webhooks and tokens in Wagtail's admin."""

from __future__ import annotations

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from cms.catalog import changes

from .models import Scope, Token, Webhook
from .tokens import digest, new_key


class WebhookCreateView(CreateView):
    """A new webhook is told what happens from now on."""

    def get_initial_form_instance(self) -> Webhook:
        """Start at the end of the change log."""
        return Webhook(position=changes.versions().sequence)


class WebhookViewSet(SnippetViewSet):
    """Receivers of the change log, and how they fare."""

    model = Webhook
    icon = "rotate"
    menu_label = _("Webhooks")
    add_view_class = WebhookCreateView
    list_display = ("name", "url", "active", "position", "received_at", "failing_since", "error")
    search_fields = ("name", "url")
    inspect_view_enabled = True
    inspect_view_fields_exclude = ("secret",)
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("url"),
            FieldPanel("portal"),
            FieldPanel("active"),
            MultiFieldPanel(
                [FieldPanel("secret"), FieldPanel("position")],
                heading=_("For engineers"),
                classname="collapsed",
            ),
        ]
    )


class TokenForm(forms.ModelForm):
    """Scopes as ticks."""

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, label=_("allows"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Token
        fields = ("name", "scopes", "portal", "expires_at")


class TokenCreateView(CreateView):
    """Makes the key and shows it: this once."""

    def save_instance(self) -> Token:
        """Keep the digest of a new key."""
        self.key = new_key()
        self.form.instance.digest = digest(self.key)
        return super().save_instance()

    def save_action(self) -> object:
        """Show the key after the usual message."""
        response = super().save_action()
        shown = format_html(
            "{} <code>{}</code>", _("The key, which is shown only now. Copy it:"), self.key
        )
        messages.warning(self.request, shown)
        return response


class TokenViewSet(SnippetViewSet):
    """Keys for programs."""

    model = Token
    icon = "key"
    menu_label = _("API tokens")
    add_view_class = TokenCreateView
    list_display = ("name", "scopes", "portal", "expires_at")
    search_fields = ("name",)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Ask for scopes as ticks."""
        return TokenForm


class DeliveryGroup(SnippetViewSetGroup):
    """What goes out."""

    items = (WebhookViewSet, TokenViewSet)
    menu_icon = "link"
    menu_label = _("Delivery")
    menu_order = 95
