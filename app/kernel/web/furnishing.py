"""Everything the web needs of the kernel, hung on the application in one place."""

from __future__ import annotations

from flask import Flask

from app.kernel.web import (
    compression,
    door,
    drawing,
    filters,
    forms,
    headers,
    language,
    maintenance,
    problems,
    static_files,
    tokens,
)
from app.kernel.web.current import current_page
from app.kernel.web.house import house_of
from app.kernel.web.refusals import RefusalLog


def furnish(app: Flask) -> None:
    """Hang the door, the errors, the headers, the languages and the template tools."""
    house_of(app).give(RefusalLog())
    maintenance.hang_board(app)
    door.hang_door(app)
    problems.handle_errors(app)
    language.speak(app)
    filters.add_filters(app)
    static_files.serve_static_files(app)
    app.jinja_env.globals.update(
        csp_nonce=headers.csp_nonce,
        csrf_token=tokens.make_token,
        hidden_fields=forms.hidden_fields,
        current=current_page,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    drawing.speak_in_templates(app, language.LANGUAGES)
    # Flask runs what was registered last first: compression is the last to touch an answer.
    for finish in (compression.compress, headers.set_headers, tokens.bind_browser):
        app.after_request(finish)
