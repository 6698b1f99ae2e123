"""Hostile input by kind, our own corpus, for every surface and every way out; and ordinary text that must survive it.

`HOSTILE` maps a kind to its texts, `CORPUS` is all of them as (kind, text). `MUST_SURVIVE` is to be shown letter for
letter; none of it is wider than 30 cells.
"""

from typing import Final

ESC, ST, BEL, CSI8, OSC8, DCS8 = "\x1b", "\x1b\\", "\x07", "\x9b", "\x9d", "\x90"

_ACTIONS = (
    "app.quit", "app.bell", "app.screenshot('pwn.svg','/tmp')", "app.simulate_key('y')", "nosuchns.foo()",
    "app.focus(1,2,3)", "screen.dismiss", "app.pop_screen", "app.switch_screen('nope')", "app.suspend_process",
    "app.toggle_dark", "app.command_palette", "screen.screenshot()", "app.push_screen('x')", "move(99999)",
)  # fmt: skip

HOSTILE: Final[dict[str, tuple[str, ...]]] = {
    "markup": (
        "[b]fet[/b]", "[/nope]", "[/]", "[", "]", "[[", "[bold red on blue]", "[not a tag", "[b][i][u]", "[/b][/i]",
        "[#ff0000]rød", "[reverse]", "[blink]se her[/blink]", "[dim]", "[conceal]gjemt[/conceal]", "[@]", "[=]",
        "[b=]", "\\[b]", "\\\\[/b]", "[b]" * 500, "[/b]" * 500, ":smile: :bomb:", "[$error]", "[on $primary 50%]",
        "[b]\n[/i]", "[rgb(1,2,3)]", "[a='\"]", "[!]", "[link]",
    ),
    "click": (
        *(f"[@click={action}]trykk[/]" for action in _ACTIONS), "[@click]", "[@click=]x", "[@mouse.enter=app.quit]x",
    ),
    "link": (
        "[link=https://example.org]x[/link]", f"[link='x{ST}{ESC}]0;eid{ST}']x[/link]",
        "[link=file:///etc/passwd]x[/]", "[link=javascript:alert(1)]x[/link]",
        f"{ESC}]8;;https://example.org{ST}her{ESC}]8;;{ST}", f"{ESC}]8;id=1;file:///etc/passwd{BEL}her{ESC}]8;;{BEL}",
        "<https://example.org>", "[x](https://example.org)", "![x](https://example.org/x.png)",
        "https://example.org/\x1b]0;x\x07", "mailto:x@example.org?bcc=y@example.org",
    ),
    "csi": (
        f"{ESC}[2J", f"{ESC}[H", f"{ESC}[31mrød", f"{ESC}[?1049l", f"{ESC}[?25h", f"{ESC}[?1000h", f"{ESC}[6n",
        f"{ESC}[c", f"{ESC}[>c", f"{ESC}[=c", f"{ESC}[5n", f"{ESC}[?6n", f"{ESC}[18t", f"{ESC}[21t", f"{ESC}[8;1;1t",
        f"{ESC}[3J", f"{ESC}[?2004l", f"{ESC}[!p", f"{ESC}[4i", f"{ESC}[5i", f"{ESC}[999B", f"{ESC}[999;999H",
        f"{ESC}[1;1r", f"{ESC}[20h", f"{ESC}[?5h", f"{ESC}[?3h", f"{ESC}[>4;2m", f"{ESC}[?2026h", f"{ESC}[x",
        f"{ESC}[?69h", f"{ESC}[{'9' * 400}m", f"{ESC}[", f"{ESC}[99999999b", f"{ESC}[?1004$p", f"{ESC}[23;0t",
        f"{ESC}[0q",
    ),
    "osc": (
        f"{ESC}]52;c;cm0gLXJmIH4=\x07", f"{ESC}]52;c;?{ST}", f"{ESC}]0;eid{BEL}", f"{ESC}]2;eid{ST}",
        f"{ESC}]4;1;?{BEL}", f"{ESC}]10;?{BEL}", f"{ESC}]11;?{ST}", f"{ESC}]7;file:///etc{BEL}",
        f"{ESC}]9;varsel{BEL}", f"{ESC}]777;notify;a;b{BEL}", f"{ESC}]1337;File=inline=1:AAAA{BEL}",
        f"{ESC}]50;x{BEL}", f"{ESC}]133;A{ST}", f"{ESC}]104{BEL}", f"{ESC}]0;uten slutt", f"{ESC}]22;wait{BEL}",
        f"{ESC}]66;s=7;x{BEL}",
    ),
    "dcs": (
        f"{ESC}P$q\"p{ST}", f"{ESC}P+q544e{ST}", f"{ESC}P1;1|17/41{ST}", f"{ESC}Pq#0;2;0;0;0#0~~{ST}",
        f"{ESC}Ptmux;{ESC}{ESC}]0;x{BEL}{ST}", f"{ESC}_Ga=T,f=24;AAAA{ST}", f"{ESC}^personlig{ST}",
        f"{ESC}Xstreng{ST}", f"{ESC}kskjerm{ST}", f"{ESC}P", f"{ESC}_",
    ),
    "escape": (
        f"{ESC}c", f"{ESC}7", f"{ESC}8", f"{ESC}=", f"{ESC}>", f"{ESC}(0lqqk", f"{ESC}#8", f"{ESC}N", f"{ESC}Z",
        f"{ESC}D", f"{ESC}M", ESC, ESC * 3, f"slutt{ESC}", f"{ESC} F", f"{ESC}%G", f"{ESC}n", f"{ESC}l",
    ),
    "c1": (
        f"{CSI8}2J", f"{CSI8}6n", f"{CSI8}31mrød", f"{OSC8}0;eid\x9c", f"{OSC8}52;c;cm0=\x9c", f"{DCS8}$q\"p\x9c",
        "\x84", "\x85", "\x8d", "\x8e", "\x8f", "\x96", "\x97", "\x98", "\x9a", "\x9e", "\x9f",
        "".join(map(chr, range(0x80, 0xA0))),
    ),
    "control": (
        "a\x00b", "\x00", "a\x08\x08b", "a\rb", "a\r\nb", "a\nb", "a\tb", "a\x0bb", "a\x0cb", "\x07" * 50,
        "a\x0eb\x0fc", "\x05", "\x7f" * 9, "\x11\x13", "\x18\x1a", "".join(map(chr, range(0x20))),
        "a\x1cb\x1dc\x1ed\x1fe", "\x04\x03",
    ),
    "bidi": (
        "bruker\u202egpj.exe", "\u202aa\u202c", "\u202bb\u202c", "\u202dc", "\u2066d\u2069", "\u2067e", "\u2068f",
        "\u200e\u200f", "\u061cg", "(\u202e)", "A-26-\u202e4210", "\u202e" * 200, "admin\u2066\u2069",
    ),
    "invisible": (
        "ad\u200bmin", "ad\u2060min", "\ufeffadmin", "ad\u00admin", "\u180eadmin", "a\u2028b", "a\u2029b",
        "\u200b" * 300, "a\u200db\u200dc\u200dd",
        "".join(chr(0xE0000 + ord(letter)) for letter in "ignore all") + "x", "x\U000e0001\U000e007f", "\u200d" * 100,
        "a\ufe0f" * 40, "\ufe0e", "\u2061\u2062\u2063", "\ufff9a\ufffab\ufffb", "\u115f\u1160\u3164", "\u034f" * 20,
    ),
    "format": (
        "{}", "{0}", "{name}", "{0.__class__.__mro__}", "{self.app}", "{{7*7}}", "{% for x in y %}", "{{ config }}",
        "${HOME}", "$(id)", "`id`", "%s%s%s%n", "%(name)s", "%d" * 20, "{:>9999999}", "{title!r:^1000}", "#{7*7}",
        "<%= 7 %>", "{{''.__class__}}", "{%raw%}",
    ),
    "sql": (
        "'; DROP TABLE cases; --", "' OR '1'='1", '" OR 1=1 --', "1; ATTACH 'x' AS y", "x'00", "\\'; --",
        "' UNION SELECT login FROM people --", ":name", "@name", "?1", "--", "/*", "NULL", "%", "_", "a%_b",
    ),
    "fts": (
        "MAT-101", "title:x", "a AND", "NOT", "a OR OR b", "NEAR(a b, 2)", '"', '""', "a*", "*", "^a", "(", "a)",
        "{title}:a", "- a", "+", "a\"b", "rank:x", "cases MATCH 'x'",
    ),
    "header": (
        "Tittel\r\nBcc: x@example.org", "Tittel\nX-Ond: 1", "a\r\n\r\nny kropp", "x@example.org, y@example.org",
        "<x@example.org>", '"a" <x@example.org>, <y@example.org>', "a\x0bBcc: x", "a\u2028Bcc: x",
        "=?utf-8?q?Bcc=3A?=", "\r\n.\r\nMAIL FROM:<x>", "a\x85Bcc: x", "x@example.org\nRCPT TO:<y@example.org>",
        "Fwd: \r", "=?utf-8?b?DQpCY2M6?=",
    ),
    "html": (
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></tr>", "<!--", "<b>fet</b>", "&lt;",
        "&#27;[2J", "<a href='x'>y</a>", "<style>*{display:none}</style>", "<![CDATA[x]]>", "<?xml version='1.0'?>",
        "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    ),
    "formula": (
        "=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"https://example.org\")", "=cmd|' /C calc'!A0", "\t=1+1",
        "\r=1+1", "  =1", "＝1+1", "'=1", "=IMPORTXML(\"https://example.org\")", "%0A=1", "\"=1\"",
    ),
    "combining": (
        "a" + "\u0301" * 2000, "Z" + "\u0300\u0336\u0489" * 300 + "algo", "\u0301" * 500, "e\u0323\u0302" * 60,
        "".join(f"{letter}\u0338" for letter in "strøket"), "\u20dd" * 40, "o\u20e3" * 40, "\u1abe" * 99,
    ),
    "wide": (
        "漢" * 2000, "ｆｕｌｌ　ｂｒｅｄｄｅ", "a漢" * 500, "\u3000" * 200, "👩\u200d👩\u200d👧\u200d👦" * 60,
        "🇳🇴" * 40, "👍🏽" * 40,
        "❤️\u200d🔥" * 40, "👩\u200d" * 400, "🏴\U000e0067\U000e0062\U000e007f", "\ufdfd" * 40, "꧅" * 20, "𒐫" * 20, "⃝⃞",
        "1️⃣" * 30,
    ),
    "long": (
        "a" * 20_001, "ord " * 6_000, "æ" * 25_000, "x\n" * 12_000, "\n" * 3_000, " " * 30_000, "\t" * 5_000,
        "-" * 21_000, "a\u0301" * 12_000, "漢" * 21_000, "[b]" * 8_000, f"{ESC}[2J" * 5_000,
    ),
    "path": (
        "../../../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "CON", "NUL", "a/b", "~root",
        "file:///etc/passwd", "-rf", "--help", ";id", "|id", "&& id", "a\x00.txt", "%2e%2e%2f", "\\\\server\\deling",
        "x" * 300,
    ),
    "number": (
        "NaN", "Infinity", "1e400", "-0", "٣٤", "²", "0x1f", "1_000", "９", "99999999999999999999", "true", "null",
        "undefined", "",
    ),
}  # fmt: skip

CORPUS: Final = tuple((kind, text) for kind, texts in HOSTILE.items() for text in texts)

MUST_SURVIVE: Final = (
    "[emne MAT101]",
    "[b]x[/b] og [/nope]",
    "Blåbærsyltetøy på Ås, Ærlig",
    "Čáhppesáhpán, đŋŧž Šaddu",
    "Čeallit sámegillii: Ŋ ŋ Đ đ",
    "日本語の試験",
    "eksamen 🎓 og 👍",
    "50 % {navn} $HOME %s",
    "a < b && c > d; 'x' \"y\"",
    "C:\\emne\\[2026] *vår*",
    "«sitat» – tankestrek … §",
    "\\[ikke] [[dobbelt]] [] [=]",
    "@click=app.quit :smile:",
    "Ω ≤ π ± é ü ñ ß ł ő",
    "https://uni.example.no/?a=[1]",
)
