"""Every function under its name, and under those that are older or shorter.

Those that need the page (markdownify, relref, ...) are added for each call in `objects/page.py`.
"""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs: the tables below hold functions of anything.

import base64
import html
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus

from blogkit.hugo.gotemplate.durations import duration, parse_duration
from blogkit.hugo.gotemplate.functions.dates import date_fields, format_date
from blogkit.hugo.gotemplate.functions.lists import COLLECTIONS, is_set, length
from blogkit.hugo.gotemplate.functions.numbers import MATH, number
from blogkit.hugo.gotemplate.functions.text import STRINGS, as_json, digest, printed, printed_in, urlized
from blogkit.hugo.gotemplate.functions.truth import all_of, any_of, default, equals, ordering, same
from blogkit.hugo.gotemplate.functions.web import XML, XML_SIGNS, fail, join_url, parse_url, safe_text
from blogkit.hugo.gotemplate.paths import PATHS
from blogkit.hugo.gotemplate.unmarshal import unmarshal
from blogkit.hugo.gotemplate.values import Address, Function, Safe, Script, go_text, is_true
from blogkit.hugo.gotemplate.words import WORDS
from blogkit.hugo.markdown.heading_ids import anchor_name
from blogkit.hugo.markdown.summary import without_tags

_SHORT_STRINGS = {
    "hasPrefix": "HasPrefix",
    "hasSuffix": "HasSuffix",
    "lower": "ToLower",
    "upper": "ToUpper",
    "trim": "Trim",
    "replace": "Replace",
    "replaceRE": "ReplaceRE",
    "findRE": "FindRE",
    "findRESubmatch": "FindRESubmatch",
    "split": "Split",
    "substr": "Substr",
    "title": "Title",
    "truncate": "Truncate",
    "countwords": "CountWords",
    "countrunes": "CountRunes",
    "chomp": "Chomp",
    "slicestr": "SliceString",
}
FUNCTIONS: dict[str, Function] = {
    "and": all_of,
    "or": any_of,
    "not": lambda value: not is_true(value),
    "eq": equals,
    "compare.Eq": equals,
    "ne": lambda left, *rights: not any(same(left, right) for right in rights),
    "lt": ordering(lambda a, b: a < b),
    "le": ordering(lambda a, b: a <= b),
    "gt": ordering(lambda a, b: a > b),
    "ge": ordering(lambda a, b: a >= b),
    "cond": lambda test, yes, no: yes if is_true(test) else no,
    "default": default,
    "len": length,
    "isset": is_set,
    "print": printed,
    "getenv": lambda _name: "",  # the same page on every machine
    "println": lambda *values: " ".join(go_text(v) for v in values) + "\n",
    "printf": printed_in,
    "string": go_text,
    "int": lambda value: int(number(0 if value in (None, "") else value)),
    "float": lambda value: float(number(0 if value in (None, "") else value)),
    "add": MATH["Add"],
    "sub": MATH["Sub"],
    "mul": MATH["Mul"],
    "div": MATH["Div"],
    "mod": MATH["Mod"],
    "modBool": lambda a, b: MATH["Mod"](a, b) == 0,
    "safeHTML": safe_text,
    "safeCSS": safe_text,
    "safeJS": lambda text: Script(go_text(text)),
    "safeURL": lambda text: Address(go_text(text)),
    "safeHTMLAttr": safe_text,
    "htmlEscape": lambda text: html.escape(go_text(text)),
    "htmlUnescape": lambda text: html.unescape(go_text(text)),
    "html": lambda text: Safe(html.escape(go_text(text))),
    "plainify": lambda text: without_tags(go_text(text)),
    "jsonify": as_json,
    "urlize": urlized,
    "urlquery": lambda text: quote_plus(go_text(text)),
    "anchorize": lambda text: anchor_name(go_text(text)),
    "base64Encode": lambda text: base64.b64encode(go_text(text).encode()).decode(),
    "base64Decode": lambda text: base64.b64decode(go_text(text)).decode(errors="replace"),
    "md5": digest("md5"),
    "sha1": digest("sha1"),
    "sha256": digest("sha256"),
    "dateFormat": format_date,
    "time": date_fields,
    "errorf": fail,
    "urls.Parse": parse_url,
    "urls.PathEscape": lambda text: quote(go_text(text), safe="$&+:=@~"),
    "urls.JoinPath": join_url,
    "transform.Unmarshal": unmarshal,
    "unmarshal": unmarshal,
    "transform.XMLEscape": lambda text: Safe(XML.sub(lambda sign: XML_SIGNS[sign[0]], go_text(text))),
    "now": lambda: date_fields(datetime.now(UTC)),
    "time.Now": lambda: date_fields(datetime.now(UTC)),
    "duration": duration,
    "time.Duration": duration,
    "time.ParseDuration": parse_duration,
    "safeJSStr": safe_text,
    "safe.JSStr": safe_text,
    "fmt.Println": lambda *values: " ".join(go_text(v) for v in values) + "\n",
    **PATHS,
    **WORDS,
    **COLLECTIONS,
    **{f"collections.{name[0].upper()}{name[1:]}": function for name, function in COLLECTIONS.items()},
    **{f"strings.{name}": function for name, function in STRINGS.items()},
    **{f"math.{name}": function for name, function in MATH.items()},
    **{short: STRINGS[name] for short, name in _SHORT_STRINGS.items()},
}
"""Those that need no page."""
for _short, _long in {
    "anchorize": "urls.Anchorize",
    "urlize": "urls.URLize",
    "plainify": "transform.Plainify",
    "htmlEscape": "transform.HTMLEscape",
    "htmlUnescape": "transform.HTMLUnescape",
    "jsonify": "encoding.Jsonify",
    "base64Encode": "encoding.Base64Encode",
    "base64Decode": "encoding.Base64Decode",
    "dateFormat": "time.Format",
    "time": "time.AsTime",
    "printf": "fmt.Printf",
    "print": "fmt.Print",
    "getenv": "os.Getenv",
    "errorf": "fmt.Errorf",
    "md5": "crypto.MD5",
    "sha256": "crypto.SHA256",
    "cond": "compare.Conditional",
    "default": "compare.Default",
    "safeHTML": "safe.HTML",
    "safeCSS": "safe.CSS",
    "safeJS": "safe.JS",
    "safeURL": "safe.URL",
    "safeHTMLAttr": "safe.HTMLAttr",
    "humanize": "inflect.Humanize",
    "dict": "collections.Dictionary",
    "string": "cast.ToString",
    "int": "cast.ToInt",
    "float": "cast.ToFloat",
    "isset": "collections.IsSet",
}.items():
    FUNCTIONS[_long] = FUNCTIONS[_short]
