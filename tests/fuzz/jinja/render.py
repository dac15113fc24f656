"""Renders templates with Python's Jinja2, for comparison. Reads one JSON string a line, writes one JSON object a line."""

import json
import signal
import sys
import warnings

import jinja2.sandbox

warnings.simplefilter("ignore")
sys.set_int_max_str_digits(0)


class Timeout(Exception):
    pass


def on_alarm(*_):
    raise Timeout()


def context():
    return {
        "n": 5, "m": 3, "zero": 0, "f": 1.5, "g": -0.25,
        "s": "hello world", "t": "  Mixed Case ", "csv": "a,b,,c", "empty": "", "uni": "naïve ☃ Ǆ",
        "yes": True, "no": False, "nothing": None,
        "xs": [3, 1, 2], "ys": ["b", "a", "C"], "nested": [[1, 2], [3]], "pair": (1, "two"), "blank": [],
        "d": {"a": 1, "b": "x", "c": [1, 2]}, "e": {},
        "rows": [{"name": "x", "n": 2}, {"name": "y", "n": 0}, {"name": "X", "n": 2.5}],
        "tree": [{"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]}, {"v": 5, "c": []}],
    }


env = jinja2.sandbox.SandboxedEnvironment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
for name in ("as_text", "as_bool", "as_native", "as_number"):
    env.filters[name] = lambda value: value
signal.signal(signal.SIGALRM, on_alarm)

for line in sys.stdin:
    source = json.loads(line)
    try:
        signal.setitimer(signal.ITIMER_REAL, 2)
        result = {"text": env.from_string(source).render(context())}
    except Timeout:
        result = {"skip": "timeout"}
    except Exception as error:  # every error is an outcome to compare
        result = {"error": type(error).__name__, "message": str(error)[:200]}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        out = json.dumps(result)
    except Exception as error:
        out = json.dumps({"skip": str(error)})
    print(out, flush=False)
