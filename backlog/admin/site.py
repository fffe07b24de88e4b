"""The workplace: Django's admin under our name, menu and home page."""

from django.contrib.admin import AdminSite


class Workplace(AdminSite):
    site_header = site_title = "Throughline"
    index_title = "Home"
