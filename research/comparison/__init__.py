"""Who says what: tags, kinds or insights against segments, accounts, studies, roles or single participants."""
