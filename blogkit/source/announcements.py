"""The words with which authors announce that an output follows."""

import re

_SAYS = re.compile(
    r"(?:\boutputs?\b|\bprint(?:s|ed|ing|out)?\b|\bresults?\b|\breturn(?:s|ed)?\b|\bgives?(?:\s+us)?\b|\bwe\s+(?:get|see|obtain)\b"
    r"|\byields?\b|\bproduces?\b|\bdisplays?\b|\bshows?\b|\breveals?\b|\braises?\b|\bthrows?\b|\bfails?\b|\berrors?\b|\bexceptions?\b|\byou(?:'ll|\s+will|\s+should)?\s+(?:get|see)\b"
    r"|\blooks?\s+like\b|\bOut\s?\[\d*\]|\bevaluates\s+to\b|\banswers?\s+is\b"
    r"|输出|结果|得到|打印|返回|出力|実行結果|結果|表示|返します|출력|결과"
    r"|\bAusgabe\b|\bergibt\b|\bliefert\b|\bErgebnis\b|\bgibt\b.*\baus\b|\berhalten\b|\bSalida\b|\bimprime\b|\bdevuelve\b|\bmuestra\b"
    r"|\bresultado\b|\bobtenemos\b|\bSortie\b|\baffiche\b|\bdonne\b|\brenvoie\b|\bobtient\b|\brésultat\b|\bSaída\b|\bretorna\b"
    r"|Вывод|вывед|получ|результат)[^.。]*[:：]?\s*[*_`]*$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:you\s+(?:might|may|would)\s+(?:expect|think)|and\s+not|instead\s+of|rather\s+than|file|config(?:uration)?|save|saved|terminal|shell"
    r"|command|install|run(?:ning)?\s+(?:it|this|the\s+script)?\s*(?:with|from|in)|javascript|equivalent|similar|wrong|expected|should\s+have"
    r"|would\s+(?:be|have|look)|before|previous(?:ly)?|generated\s+code|source|bytecode|on\s+(?:my|a)\s+(?:machine|laptop))\b",
    re.IGNORECASE,
)
_HINTS = re.compile(r"\b(?:run(?:s|ning)?|execut\w+|call(?:s|ing|ed)?)\b", re.IGNORECASE)
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z*`_\"'])|(?<=[。！？])")
_LONGEST = 300


def announces(text: str) -> bool:
    """Whether prose says that an output follows: `This prints:`.

    >>> announces("**Output:**"), announces("Put this in a file:"), announces("and not:")
    (True, False, False)
    >>> announces("Save it in a file. The loop prints:"), announces("Das ergibt:"), announces("Résultat :")
    (True, True, True)
    """
    sentence = _last_sentence(text)
    return len(sentence) <= _LONGEST and bool(_SAYS.search(sentence)) and not _OTHER.search(sentence)


def hints(text: str) -> bool:
    """Whether prose speaks of what running shows, however it puts it: `It will print the same` is one way.

    >>> hints("Running this will return the same result as before."), hints("Trees grow.")
    (True, False)
    """
    sentence = _last_sentence(text).rstrip(".!。")
    return len(sentence) <= _LONGEST and bool(_SAYS.search(sentence) or _HINTS.search(sentence))


def _last_sentence(text: str) -> str:
    text = re.sub(r"\s*<br ?/?>$", "", text.strip())
    return next((part for part in reversed(_END.split(text)) if part.strip()), "")
