"""Plain text to HTML: paragraphs, lists, and the words that differ between two texts. Free of Django."""

import difflib
import re
from html import escape

ALIKE = 0.6  # the share of words and spaces in common from which a word-by-word comparison can be read
_ITEM = re.compile(r"^\s*[-•]\s+")


def to_html(text: str) -> str:
    """Escaped HTML of a plain text: a blank line starts a paragraph, lines that begin with "- " a list."""
    html: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        prose: list[str] = []
        items: list[str] = []
        for line in block.split("\n"):
            if _ITEM.match(line):
                _close_prose(html, prose)
                items.append(_ITEM.sub("", line))
            elif items and line.startswith("  "):
                items[-1] += f" {line.strip()}"
            elif line.strip():
                _close_list(html, items)
                prose.append(line.strip())
        _close_prose(html, prose)
        _close_list(html, items)
    return "".join(html)


def _close_prose(html: list[str], prose: list[str]) -> None:
    if prose:
        html.append(f"<p>{'<br>'.join(map(escape, prose))}</p>")
        prose.clear()


def _close_list(html: list[str], items: list[str]) -> None:
    if items:
        html.append("<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>")
        items.clear()


def opening(text: str, limit: int = 160) -> str:
    """The beginning of a text on one line, at most `limit` characters, cut between words."""
    line = " ".join([_ITEM.sub("", line) for line in text.split("\n")]) if "\n" in text else text
    line = " ".join(line.split())
    return line if len(line) <= limit else line[: limit - 1].rsplit(" ", 1)[0] + "…"


def word_diff(old: str, new: str) -> str:
    """Escaped HTML of the new text with what was taken out in <del> and what was put in in <ins>.

    Texts that share little are shown one after the other, whole: marked word by word nobody could
    read them.
    """
    before, after = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    # Most corrections touch one place: what begins and ends alike need not be compared.
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    middle, instead = before[start : len(before) - end], after[start : len(after) - end]
    matcher = difflib.SequenceMatcher(None, middle, instead, autojunk=False)
    codes = matcher.get_opcodes()
    shared = start + end + sum(size for *_, size in matcher.get_matching_blocks())
    if old.strip() and new.strip() and 2 * shared < ALIKE * (len(before) + len(after)):
        return _marked("del", before) + _marked("ins", after)
    html = [escape("".join(before[:start]))]
    for op, i1, i2, j1, j2 in codes:
        if op == "equal":
            html.append(escape("".join(middle[i1:i2])))
        else:
            html.append(_marked("del", middle[i1:i2]) + _marked("ins", instead[j1:j2]))
    html.append(escape("".join(before[len(before) - end :])))
    return "".join(html)


def _alike(these: list[str], those: list[str]) -> int:
    """How many words and spaces two texts have in common at their beginning."""
    count = 0
    for one, other in zip(these, those, strict=False):
        if one != other:
            break
        count += 1
    return count


def _marked(tag: str, words: list[str]) -> str:
    return f"<{tag}>{escape(''.join(words))}</{tag}>" if words else ""
