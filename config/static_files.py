"""How stylesheets and scripts are kept for browsers."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Named by their content, so that they are cached for good; modules import one another by those names, too."""

    support_js_module_import_aggregation = True
