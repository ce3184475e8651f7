"""Attempts to bring script or markup into a page, made by combining: element × event × context × disguise."""

import itertools
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

CALL = "window.pwned=1;alert(1)"
ELEMENTS = (
    "img src=x",
    "svg",
    "body",
    "input autofocus",
    "details open",
    "video src=x",
    "iframe",
    "marquee",
    "a href=x",
)
EVENTS = ("onerror", "onload", "onfocus", "ontoggle", "onmouseover", "onanimationstart", "onbegin", "onpointerenter")
SCHEMES = (
    "javascript:",
    "data:text/html,",
    "vbscript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "\x01javascript:",
    "feed:javascript:",
)
# What stands before a vector, as if it came to stand inside of something.
CONTEXTS = ("", '">', "'>", "</textarea>", "</title>", "-->", "]]>", "</style>", "${", "{{", "`}", "\\u0022>", "*/")
TEMPLATES = (
    "${{{0}}}",
    "{{{{{0}}}}}",
    "<%= {0} %>",
    "#{{{0}}}",
    "[[{0}]]",
    "{{{{constructor.constructor('{0}')()}}}}",
    "${{window.constructor.constructor('{0}')()}}",
    "@({0})",
    "<!--?lit$0$-->{0}",
    "{{% {0} %}}",
)
BLOCKS = (
    "<script>{0}</script>",
    "<script type=module>{0}</script>",
    "<svg><script>{0}</script></svg>",
    "<svg><animate onbegin='{0}' attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:{0}'><text y=9>x</text></a></svg>",
    "<math><mtext></p><img src=x onerror='{0}'></math>",
    "<style>@import 'data:text/css,*{{x:expression({0})}}'</style>",
    '<iframe srcdoc="<script>parent.{0}</script>"></iframe>',
    '<object data="data:text/html,<script>{0}</script>"></object>',
    "<embed src='javascript:{0}'>",
    "<link rel=stylesheet href='javascript:{0}'>",
    "<base href='javascript:{0}//'>",
    '<meta http-equiv=refresh content="0;url=javascript:{0}">',
    "<form action='javascript:{0}'><button>x</button></form>",
    "<button popovertarget=x onbeforetoggle='{0}'>x</button><div popover id=x>",
    "<template><script>{0}</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror='{0}'>\">",
    "<x-y onfocus='{0}' tabindex=1 autofocus>",
    "<courtesy-desk onclick='{0}'></courtesy-desk>",
    "<desk-console onfocusin='{0}' tabindex=0></desk-console>",
    '<div style="background:url(javascript:{0})">',
    "<img srcset='x' sizes='x' onerror='{0}'>",
    "<dialog open onclose='{0}'>",
)
LINKS = (
    "[x]({0})",
    "![x]({0})",
    "<{0}>",
    "[x]: {0}",
    "[x](<{0}>)",
    "https://shop.example/?next={0}",
    "http://{0}",
    'https://shop.example/"onmouseover="{0}',
    "https://shop.example/'><img src=x onerror={0}>",
    "mailto:a@b.c?body={0}",
    '[x](https://a.example "onclick={0}")',
    "https://a.example@{0}",
    "//{0}",
    "tel:{0}",
)
NAMES = (
    "{0}.png",
    "a{0}.svg",
    "../{0}.html",
    "{0}.pdf\u202egnp",
    "a.html;{0}",
    "..\\{0}.js",
    "a\r\nContent-Type: text/html {0}",
)


def vectors() -> list[str]:
    """All of them, each once. None holds what the desk refuses anyway: NUL and lone surrogates."""
    found = dict.fromkeys(itertools.chain(_plain(), _links(), _disguised()))
    return [one for one in found if one.strip() and "\0" not in one]


def names() -> list[str]:
    """For files, customers and places: short enough for all of them."""
    short = [one for one in vectors() if len(one) <= 60]
    return [name.format(one) for name, one in zip(itertools.cycle(NAMES), short, strict=False)]


def _plain() -> Iterator[str]:
    handled = (
        f"<{element} {event}={CALL.replace(';', ',')}>" for element, event in itertools.product(ELEMENTS, EVENTS)
    )
    for number, vector in enumerate(handled):
        yield CONTEXTS[number % len(CONTEXTS)] + vector
    for context, block in itertools.product(CONTEXTS, BLOCKS):
        yield context + block.format(CALL)
    for template in TEMPLATES:
        yield template.format(CALL)


def _links() -> Iterator[str]:
    for link, scheme in itertools.product(LINKS, SCHEMES):
        yield link.format(scheme + CALL)


def _disguised() -> Iterator[str]:
    """The same in other letters: a decoder that runs once too often would open them."""
    for block in BLOCKS:
        vector = block.format(CALL)
        yield escape(vector)
        yield quote(vector)
        yield "".join(f"&#{ord(letter)};" for letter in vector)
        yield "".join(f"\\u{ord(letter):04x}" for letter in vector)
        yield vector.replace("<", "\uff1c").replace(">", "\uff1e")
        yield vector.replace("<", "<\u200b").replace("=", "\u2060=")
        yield "\u202e" + vector[::-1]
        yield vector.upper()
        yield vector.replace("script", "scr\u0131pt").replace("=", "=\u00a0")
