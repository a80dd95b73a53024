from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Rights of the data subject, objections, complaints."""

    name = "requests"
    label = "subject_requests"
