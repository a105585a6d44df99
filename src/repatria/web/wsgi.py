"""The application as a WSGI server loads it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "repatria.web.settings")
application = get_wsgi_application()

# Every page is loaded here, and what was loaded stays: the collector need not look through these 100,000 objects again,
# which took 60 ms in every thirtieth request.
len(get_resolver().url_patterns)
gc.collect()
gc.freeze()
