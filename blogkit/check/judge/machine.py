"""Code that asks the clock or the machine: what it says is another machine's, or another day's."""

import re

_CLOCK = {
    "dates": r"\.(?:now|utcnow|today)\b|\b(?:now|utcnow|today)\(|\b(?:ctime|localtime|gmtime)\(\)",
    "times": r"\btime\.time\(|\btime\.strftime\([^,()]*\)|(?m:^%%?time)"
    r"|\b(?:perf_counter\w*|monotonic\w*|process_time\w*|timeit)\b",
    "numbers of this run": r"\b(?:uuid[14]|getpid)\b",
    "names of temporary files": r"\b(?:mkdtemp|mkstemp|gettempdir|NamedTemporaryFile|TemporaryDirectory)\b",
}
_MACHINE = {
    "its system": r"\bos\.(?:getlogin|getuid|environ|getenv|cpu_count|uname|popen|system)"
    r"|\b(?:cpu_count|find_library|gethostname|getuser|subprocess|platform\.\w+\()",
    "its folders": r"\bos\.(?:getcwd|listdir|scandir|walk|stat)|\b(?:getcwd|listdir|scandir|i?glob\()"
    r"|\bos\.path\.(?:abspath|realpath|expanduser|getsize|getmtime|getctime)"
    r"|\b(?:abspath|realpath|getsize|expanduser|shutil\.(?:which|disk_usage))",
    "paths": r"(?<!\bnp)(?<!numpy)(?<!math)"
    r"\.(?:iterdir|r?glob|cwd|home|resolve|absolute|owner|stat|lstat|is_mount)\(",
    "its resources": r"\b(?:virtual_memory|memory_info|psutil|tracemalloc|resource\.getrusage)"
    r"|\b(?:cuda\.is_available|device_count)|\.fileno\(",
    "the interpreter": r"\bsys\.(?:version|version_info|platform|executable|path|argv|modules|flags|maxsize"
    r"|getrefcount|ps1|ps2|getdefaultencoding|getfilesystemencoding|hexversion|api_version|implementation"
    r"|winver|getwindowsversion)|\bkeyword\.(?:kwlist|softkwlist)"
    r"|(?<![\w.])(?:copyright|credits|license)(?:\(\)|$)",
    "its settings": r"\b(?:getpreferredencoding|sysconfig\.\w+\(|get_config_vars?\(|getsitepackages"
    r"|locale\.\w+\()",
    "modules and versions": r"\b(?:__loader__|__spec__|__subclasses__|__version__|__file__|__cached__"
    r"|show_versions|show_config)|\btestmod\(",
    "byte code": r"\bdis\(|\bMAGIC_NUMBER\b|\.(?:co_(?:code|stacksize|lnotab|linetable|exceptiontable|lines"
    r"|positions)|f_lasti|tb_lasti)\b",
    "sizes in memory": r"\bgetsizeof\(|\.__sizeof__\(",
    "the network": r"\b(?:urlopen|requests\.(?:get|post)|httpx)",
    "its time zone": r"\.fromtimestamp\((?![^\n]*(?:tz|utc))|\bmktime\(|\btzlocal\(|\bget_localzone\w*\("
    r"|\.astimezone\(\)|\btime\.(?:tzname|timezone|altzone|daylight)\b",
    "settings in files that need not be there": r"\.read\(\s*[\[('\"]",
    "commands of the shell": r"(?m:^\s*[\w., ]+=\s*!)",
}

READS_CLOCK = re.compile("|".join(_CLOCK.values()))
READS_MACHINE = re.compile("|".join(_MACHINE.values()))
