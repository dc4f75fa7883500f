"""Texts that some program somewhere would run or render: more than eighty tricks, each of which once worked.

Whatever of them is run calls `hit()`, which the test counts.
"""

from __future__ import annotations

SCRIPTS = (
    "<script>hit()</script>",
    "<SCRIPT>hit()</SCRIPT>",
    "<script src=/hit.js></script>",
    "<script type=module>hit()</script>",
    "<scr<script>ipt>hit()</scr</script>ipt>",
    "</script><script>hit()</script>",
    "</textarea><script>hit()</script>",
    "</title><script>hit()</script>",
    "</option></select><script>hit()</script>",
    "<!--><script>hit()</script>-->",
    "<![CDATA[<script>hit()</script>]]>",
    "<noscript><p title='</noscript><script>hit()</script>'>",
    "<base href=//127.0.0.1:1/>",
    "<meta http-equiv=refresh content=0;url=/hit>",
    "<link rel=stylesheet href=/hit.css>",
    "<style>*{display:none}</style>",
    "<style>@import'/hit.css';</style>",
)
EVENTS = (
    "<img src=x onerror=hit()>",
    "<img src=x: onerror=hit()//",
    "<svg onload=hit()>",
    "<svg/onload=hit()>",
    "<svg><script>hit()</script></svg>",
    "<svg><animate onbegin=hit() attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:hit()><text y=9>x</text></a></svg>",
    "<svg><foreignObject><body onload=hit()></foreignObject></svg>",
    "<svg><use href=data:image/svg+xml,x#x /></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=hit()>",
    "<math href=javascript:hit()>x</math>",
    "<body onload=hit()>",
    "<details open ontoggle=hit()>x",
    "<input autofocus onfocus=hit()>",
    "<select autofocus onfocus=hit()>",
    "<video><source onerror=hit()></video>",
    "<audio src=x onerror=hit()>",
    "<marquee onstart=hit()>x</marquee>",
    "<div style=animation:x onanimationstart=hit()>",
    "<p onpointerover=hit()>x</p>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<iframe src=javascript:parent.hit()></iframe>",
    "<object data=javascript:hit()>",
    "<embed src=javascript:hit()>",
    "<form action=javascript:hit()><button>x</button></form>",
    "<button formaction=javascript:hit()>x</button>",
    "<template><img src=x onerror=hit()></template>",
)
BREAK_OUTS = (
    '"><img src=x onerror=hit()>',
    "'><img src=x onerror=hit()>",
    '" onfocus=hit() autofocus="',
    "' onmouseover=hit() x='",
    '"autofocus/onfocus="hit()',
    "`onmouseover=hit()`",
    '"></a><a href="javascript:hit()">x</a>',
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    "java\tscript:hit()",
    "data:text/html,<script>hit()</script>",
    "vbscript:hit()",
    '";hit();//',
    "</script>';hit();'",
)
TEMPLATES = (
    "{{ request.user.password }}",
    "{% load static %}{{ 7|add:7 }}",
    "{{constructor.constructor('hit()')()}}",
    "${hit()}",
    "<%= hit() %>",
    "[x](javascript:hit())",
    '![x](x"onerror="hit())',
    "<javascript:hit()>",
    "**b** _i_ `c` # h",
)
FOLDED = (
    "＜script＞hit()＜/script＞",
    "&lt;script&gt;hit()&lt;/script&gt;",
    "&#60;script&#62;hit()&#60;/script&#62;",
    "\\u003cscript\\u003ehit()\\u003c/script\\u003e",
    "%3Cscript%3Ehit()%3C/script%3E",
    "+ADw-script+AD4-hit()+ADw-/script+AD4-",
    "\u202e<b>x</b>\u2066",
    "<b\u2028onclick=hit()>x",
    "ſcript<ﬁ>K",
)
CHARTS = (
    '<a href="javascript:hit()">x</a>',
    "<b>x</b>",
    "<i>x</i><sup>2</sup>",
    "<br>x<br>",
)
FORMULAS = (
    '=HYPERLINK("//127.0.0.1:1","x")',
    "=1+1",
    "+1+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|'/C calc'!A0",
)
PAYLOADS = (*SCRIPTS, *EVENTS, *BREAK_OUTS, *TEMPLATES, *FOLDED, *CHARTS, *FORMULAS)
