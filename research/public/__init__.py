"""Pages that whoever has their link opens without logging in.

To make one:

1. Let the model that is opened inherit `research.models.PublicLink` (a secret, until when, closed by hand), with a
   queryset that inherits `PublicLinkQuerySet`; or keep a secret of its own.
2. Write the view in this package or in `backlog/public/`, under `doors.by_link(...)`. It takes the request and the
   secret, finds what it opens (`public_links.open_by(Model.objects.all(), secret=..., at=...)` or raises `LinkGone`
   itself), and answers with `showing.public_page(...)`. A POST that was taken answers with a redirect.
3. Let its template extend `public/base.html`, and style it in a file of its own on workplace.css's variables.
4. Name it in `PAGES` of `research/public/pages.py` or, if it shows anything of the backlog, `backlog/public/pages.py`.
   Its address has `<str:secret>`.

The door does the rest: it counts requests by link and client (429 in words), answers one plain page with 410 to
unknown, expired and closed links alike, and keeps every answer out of caches, of search engines and of referrers.
Nothing here may touch the session or the messages: the only cookie of these pages is the one against forged forms.
"""
