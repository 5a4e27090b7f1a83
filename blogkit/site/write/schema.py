"""A post -> JSON-LD that tells machines what it is."""

import json

from blogkit.site.plan.values import Planned
from blogkit.site.write.look import Author
from blogkit.site.write.view import Assembly

_VOCABULARY = "https://schema.org"  # a name, which nobody loads


def schema(page: Planned, site: Assembly, author: Author) -> str:
    """The post as schema.org's BlogPosting, safe within a script element."""
    address, header = site.plan.address, page.front_matter
    person = {"@type": "Person", "name": author.name, "url": author.url or None}
    said = {
        "@context": _VOCABULARY,
        "@type": "BlogPosting",
        "headline": page.title,
        "description": header.description or None,
        "url": address.absolute(page.url) if address.origin else None,
        "image": site.image(page) or None,
        "datePublished": page.date.isoformat() if page.date else None,
        "dateModified": page.lastmod.isoformat() if page.lastmod else None,
        "inLanguage": site.context.language,
        "keywords": [name for name, _ in site.terms(page.terms.get("tags", ()))] or None,
        "author": {name: value for name, value in person.items() if value} if author.name else None,
    }
    given = {name: value for name, value in said.items() if value}
    return json.dumps(given, ensure_ascii=False).replace("<", "\\u003c")
