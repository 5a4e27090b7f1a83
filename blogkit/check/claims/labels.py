"""The words and arrows with which authors announce an output."""

import ast
import re

_ELSEWHERE = (
    "输出|结果|输出结果|运行结果|打印|出力|実行結果|結果|"
    "Ausgabe|Ergebnis|Salida|Sortie|Saída|Resultado|Résultat|Вывод|Результат|출력|결과"
)
"""What "output" and "result" are called in other languages."""
_STRONG = re.compile(
    r"\s*(?:(?:the\s+|this\s+|expected\s+|sample\s+|example\s+|actual\s+)?"
    r"(?:outputs?|out|result|results|prints?(?:\s+out)?|printed|displays?|returns?|returned|gives?|yields?|answer|stdout"
    rf"|output\s+is|result\s+is|will\s+print|evaluates\s+to|{_ELSEWHERE})\s*(?::|：|=+>?(?=\s)|-+>|→)"
    r"|(?:输出|打印|出力|출력)\s+(?=[!-~])"
    r"|Out\s?\[\d*\]:|\[Out(?:put)?\]:?|#?=>\s*Output:)\s*",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"\s*(?:outputs?|results?|(?:{_ELSEWHERE})(?:如下|为|是)?|下面是输出|出力結果)\s*[:：]?\s*",
    re.IGNORECASE,
)
"""A line that is nothing but a label: what is shown follows on the next."""
_WEAK = re.compile(
    r"\s*(?:[✅✓✔☑]\uFE0F?\s+(?=\S)|(?:=+>|[-—]+>|→|⇒|⟹|➜|➡\uFE0F?|[▶►]\uFE0F?|[▸▷➤]|↦|⟶|>+|~>|==|=|≈(?=\s)|is|equals|→)\s*"
    r"|(?:outputs?|(?:it\s+|this\s+)?(?:prints?(?:\s+out)?|returns|gives(?:\s+(?:you|us))?|yields|displays|shows|results\s+in|becomes|evaluates\s+to|will\s+print|will\s+return)|printed|result\s+is|output\s+is)\s+"
    r"(?:(?:the\s+|an?\s+)?(?:text|string|str|number|value|list|tuple|dict(?:ionary)?|array|set|word|line)\s+(?=[-+\d.'\"\[({]))?"
    r"|(?:devuelve|retorna|imprime|muestra|da|renvoie|retourne|affiche|donne|gibt|ergibt|liefert|zeigt|druckt|restituisce"
    r"|stampa|mostra|возвращает|выводит|вернет|вернёт|выведет|повертає|zwraca|wypisuje|geeft|returnerar)\s+"
    r"(?=[-+\d.'\"\[({]|True\b|False\b|None\b)"
    r"|(?:输出|打印|返回|结果(?:是|为)?|出力)(?:为|是|了)?\s*(?=[\d\[({'\"+-]|True\b|False\b|None\b)"
    r"|expected:\s+|[:：]\s+(?=[-+\d.'\"\[({]|True\b|False\b|None\b))",
    re.IGNORECASE,
)
_COUNTER = re.compile(
    r"\b(?:you\s+(?:might|may|would)\s+(?:expect|think)|and\s+not\b|instead\s+of|should\s+(?:be|have\s+been)|wrong|incorrect|not:|"
    r"would\s+(?:be|print|give|return|have)|(?<!\()expected(?!\s+output)(?!:\s(?:(?!\b(?:but|got|actual\w*|really|instead|however)\b|→|->|=>).)*$)|used\s+to|before:|previously|in\s+python\s*2|on\s+my\s+machine|e\.g\.|for\s+example|something\s+like)",
    re.IGNORECASE,
)


def strong(text: str) -> int:
    """The length of a label that makes any text a claim: `Output: `; 0 where there is none.

    >>> strong(" Output: 9"), strong(" => 9"), strong(" outputs of the layer"), strong(" result = a - b")
    (9, 0, 0, 0)
    """
    if match := _ALONE.fullmatch(text):
        return match.end()
    match = _STRONG.match(text)
    if match is None or (match[0].rstrip().endswith("=") and _is_code(text[match.end() :])):
        return 0
    return match.end()


def _is_code(text: str) -> bool:
    """Whether it is a computation rather than a value: `result = a - b` is code that is not run."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return isinstance(node, ast.BinOp | ast.Call | ast.Compare) and any(
        isinstance(one, ast.Name) for one in ast.walk(node)
    )


def weak(text: str) -> int:
    """The length of a label that makes a value a claim, but not a remark: `=> `, `prints `.

    >>> weak(" => 9"), weak(" prints 9"), weak(" 9")
    (4, 8, 0)
    """
    match = _WEAK.match(text)
    return match.end() if match else 0


def marks_output(text: str) -> bool:
    """Whether a comment has the mark that tools write before what a statement printed: `#> 9`.

    >>> marks_output("> nine"), marks_output(" > nine"), marks_output(">> nine")
    (True, False, False)
    """
    return text.startswith("> ")


def unquoted(text: str) -> str:
    """A remark that quotes a label with its value, without the quotes; every sign stays at its column.

    >>> unquoted('"Output: 9"'), unquoted('"oak: 9"')
    (' Output: 9 ', '"oak: 9"')
    """
    match = _IN_QUOTES.fullmatch(text)
    return f"{match['before']} {match['said']} {match['after']}" if match and strong(match["said"]) else text


_IN_QUOTES = re.compile(r"(?P<before>\s*)(?P<quote>['\"])(?P<said>[^'\"]*)(?P=quote)(?P<after>\s*)")
_ABOUT = re.compile(
    r"\s*(?:about|approx(?:imately|\.)?|around|circa|ca\.|nearly|roughly|almost|ungefähr|etwa|environ|aproximadamente"
    r"|unos|约|大约|約)\s*(?=[-+−.\d])",
    re.IGNORECASE,
)


def about(text: str) -> int:
    """The length of the words that call a number rounded: `about 0.12`.

    >>> about("about 0.12"), about("about trees")
    (6, 0)
    """
    match = _ABOUT.match(text)
    return match.end() if match else 0


def is_counterfactual(text: str) -> bool:
    """Whether a remark speaks of what is not the case: `you might expect 3`.

    >>> [is_counterfactual(text) for text in ("as expected", " Expected: 3", " Expected: 3, got 4")]
    [True, False, True]
    """
    return bool(_COUNTER.search(text))


_HYPOTHETICAL = re.compile(
    r"\b(?:imagine\s+if|pretend|hypothetical(?:ly)?)\b"
    r"|\bproposes\s+to\b|\bwould\s+no\s+longer\b"
    r"|\b(?:incorrect|buggy|faulty|wrong|broken)\s+(?:version|implementation|definition|attempt|solution)\b[^.!?]*$"
    r"|\b(?:in|as|this|following|some|is|just|a|the)\s+pseudo-?code\b"
    r"|\(\W*(?:if|with)\b[^.!?()]*\binstead\b|^\W*(?:if|with)\b[^.!?()]*\b(?:were|had|would)\b[^.!?()]*\binstead\b"
    r"|\b(?:imagine\s+that|what\s+if|(?<!as\s)you\s+(?:might|may|would)\s+(?:expect|think))\b[^.!?]*$"
    r"|\b(?:you|we)\s+(?:were|are|(?:might|may|would)\s+(?:be|have\s+been))\s+expecting\b[^.!?]*$"
    r"|如果[^。！？]*就好了|(?:期望|预期|希望|以为)(?!的?(?:输出|结果))[^。！？.!?]*$",
    re.IGNORECASE,
)


def is_hypothetical(text: str) -> bool:
    """Whether prose above a cell says that what it shows is not so.

    >>> is_hypothetical("Imagine that it returned:"), is_hypothetical("Imagine a tree. It returns:")
    (True, False)
    >>> is_hypothetical("In pseudocode:"), is_hypothetical("Python is executable pseudocode.")
    (True, False)
    >>> is_hypothetical("No error (if it were 5 / 2 instead):"), is_hypothetical("If 0, 1 is used instead.")
    (True, False)
    >>> is_hypothetical("It prints as you would expect:")
    False
    >>> is_hypothetical("Here is an incorrect version of it:"), is_hypothetical("This proposes to return:")
    (True, True)
    >>> is_hypothetical("We were expecting something like this:"), is_hypothetical("We expect 3 here.")
    (True, False)
    >>> is_hypothetical("我们希望看到这样："), is_hypothetical("预期结果：")
    (True, False)
    """
    return bool(_HYPOTHETICAL.search(text))


_OLD_PYTHON = re.compile(
    r"(?<!\.)\bpy(?:thon)?\s*(?:(?:<=?|≤|before|below|until|up to|version)\s*)?(?:v\.?\s*)?(?:2\b|3\.\d\b)"
    r"(?![\w.]*\s?(?:\+|(?:and|or) (?:later|newer|above)|onwards?))",
    re.IGNORECASE,
)


_SINCE = re.compile(
    r"\b(?:since|from|after|starting|requires?|new|added|introduced|available|as of)\b[^.]*\bpython\b"
    r"|\bpython\s*3(?![.\d])|\bpython\s*3\.\d+\s+(?:provid|introduc|add|br[io])\w+|(?:从|自)\s*python[^。]*(?:开始|起)",
    re.IGNORECASE,
)


def names_old_python(text: str) -> bool:
    """Whether a line says that an old Python showed what follows.

    >>> names_old_python("**Output (Python 2.x):**"), names_old_python("In Python 3.8+ this prints:")
    (True, False)
    >>> names_old_python("Since Python 3.3 there is a module for it:")
    False
    >>> names_old_python("Python 2 and Python 3 divide differently:"), names_old_python("Python 3.7 adds:")
    (False, False)
    >>> names_old_python("以下在 Python 2 中演示，Python 3 不一样")
    True
    """
    return bool(_OLD_PYTHON.search(text)) and (not _SINCE.search(text) or bool(_IN_PYTHON_2.search(text)))


_IN_PYTHON_2 = re.compile(r"python\s*2(?:\.\w+)?\s*(?:中|下|里|环境)", re.IGNORECASE)
