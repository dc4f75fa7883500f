"""Plain text to HTML: paragraphs, lists, and the words that differ between two texts. Free of Django."""

import difflib
import re
from dataclasses import dataclass
from html import escape

ALIKE = 0.6  # the share of words and spaces in common from which a word-by-word comparison can be read
_ITEM = re.compile(r"^\s*[-•]\s+")


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph; each of its lines begins anew."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list without numbers."""

    items: tuple[str, ...]


def parts(text: str) -> list[Prose | Items]:
    """The paragraphs and lists of a text: a blank line ends both, lines that begin with "- " are items.

    Runs of space are one space, an indented line goes on with its item, lists that meet are one list.
    """
    found: list[Prose | Items] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip()):
        begun = False
        for line in block.split("\n"):
            words, last = " ".join(_ITEM.sub("", line).split()), found[-1] if found else None
            if not words:
                continue
            if _ITEM.match(line):
                held = last.items if isinstance(last, Items) else ()
                del found[len(found) - bool(held) :]
                found.append(Items((*held, words)))
            elif begun and isinstance(last, Items) and line.startswith("  "):
                found[-1] = Items((*last.items[:-1], f"{last.items[-1]} {words}"))
            elif begun and isinstance(last, Prose):
                found[-1] = Prose((*last.lines, words))
            else:
                found.append(Prose((words,)))
            begun = True
    return found


def canonical(text: str) -> str:
    """The text as its parts give it again: what two texts must share to be the same text."""
    joined = (
        "\n".join(p.lines if isinstance(p, Prose) else [f"- {i}" for i in p.items]) for p in parts(text)
    )
    return "\n\n".join(joined)


def to_html(text: str) -> str:
    """Escaped HTML of a plain text: a blank line starts a paragraph, lines that begin with "- " a list."""
    return "".join(
        f"<p>{'<br>'.join(map(escape, part.lines))}</p>"
        if isinstance(part, Prose)
        else f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in part.items)}</ul>"
        for part in parts(text)
    )


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
