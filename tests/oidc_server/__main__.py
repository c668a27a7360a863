"""Prepare the server and serve: ``python -m tests.oidc_server PORT CALLBACK SECRET``, with OIDC_FOLDER set."""

import os
import sys

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.oidc_server.settings"
django.setup()

from allauth.idp.oidc.models import Client  # noqa: E402 (models need the setup)

port, callback, secret = sys.argv[1:]
call_command("migrate", verbosity=0)
client = Client(id="portal", name="Cổng đăng ký cam kết", scopes="openid\nprofile\nemail", redirect_uris=callback)
client.skip_consent = True
client.set_secret(secret)
client.save()
call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, verbosity=0)
