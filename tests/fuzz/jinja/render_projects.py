"""Renders the templates of dbt projects with dbt's dialect of Jinja2 around stand-in objects that print how they were used.

Reads one JSON object a line ({"text": ...}), writes one a line: the output of the template, then that of each of its macros
called with a stand-in for each parameter; or the error.
"""

import json
import signal
import sys

import jinja2.ext
import jinja2.nodes
import jinja2.sandbox


class Stand(object):
    """Any value: prints its name; attributes, items and calls are stand-ins that print how they were reached."""

    unsafe_callable = alters_data = False

    def __init__(self, name):
        self.stand_name = name

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return Stand(f"{self.stand_name}.{name}")

    def __getitem__(self, key):
        if isinstance(key, slice):
            raise TypeError("'Stand' object is not subscriptable")
        return Stand(f"{self.stand_name}[{key!s}]")

    def __call__(self, *args, **kwargs):
        shown = [str(a) for a in args] + [f"{k}={v!s}" for k, v in kwargs.items()]
        return Stand(f"{self.stand_name}({','.join(shown)})")

    def __iter__(self):
        return iter([Stand(f"{self.stand_name}#1"), Stand(f"{self.stand_name}#2")])

    def __reversed__(self):
        return reversed(list(iter(self)))

    def __len__(self):
        return 2

    def __bool__(self):
        return len(self.stand_name) % 2 == 0

    def __str__(self):
        return self.stand_name

    __repr__ = __str__

    def __eq__(self, other):
        return str(self) == str(other)

    def __hash__(self):
        return hash(self.stand_name)


class Definitions(jinja2.ext.Extension):
    tags = {"materialization", "test", "data_test", "snapshot"}

    def parse(self, parser):
        token = next(parser.stream)
        node = jinja2.nodes.Macro(lineno=token.lineno)
        name = parser.parse_assign_target(name_only=True).name
        node.args, node.defaults, adapter = [], [], "default"
        if token.value == "materialization":
            while parser.stream.skip_if("comma"):
                target = parser.parse_assign_target(name_only=True)
                if target.name == "default":
                    continue
                parser.stream.expect("assign")
                value = parser.parse_expression()
                if target.name == "adapter":
                    adapter = value.value
            node.name = f"materialization_{name}_{adapter}"
        elif token.value == "snapshot":
            node.name = f"snapshot_{name}"
        else:
            parser.parse_signature(node)
            node.name = f"test_{name}"
        node.body = parser.parse_statements((f"name:end{token.value}",), drop_needle=True)
        return node


class MacroReturn(BaseException):
    def __init__(self, value):
        self.value = value


def stop(data=None):
    raise MacroReturn(data)


def invoke(self, arguments, autoescape, plain=jinja2.runtime.Macro._invoke):
    """dbt ends every macro at its return, whichever file it is in."""
    try:
        return plain(self, arguments, autoescape)
    except MacroReturn as returned:
        if self.name is None:
            raise
        return returned.value


jinja2.runtime.Macro._invoke = invoke


class Context(jinja2.runtime.Context):
    def resolve_or_missing(self, key):
        found = super().resolve_or_missing(key)
        return found if found is not jinja2.runtime.missing else Stand(key)


class Timeout(Exception):
    pass


def on_alarm(*_):
    raise Timeout()


env = jinja2.sandbox.SandboxedEnvironment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", Definitions])
env.context_class = Context
# The output of a call block is not made a string by Jinja2 when a host's function answers it.
env.concat = lambda nodes: "".join(str(node) for node in nodes)
for name in ("as_text", "as_bool", "as_native", "as_number"):
    env.filters[name] = lambda value: value
env.filters["is_list"] = lambda value: isinstance(value, list)
signal.signal(signal.SIGALRM, on_alarm)


def attempt(work):
    try:
        signal.setitimer(signal.ITIMER_REAL, 5)
        return {"text": str(work())}
    except MacroReturn as returned:
        return {"text": str(returned.value)}
    except Timeout:
        return {"skip": "timeout"}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:300]}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


for line in sys.stdin:
    source = json.loads(line)["text"]
    try:
        template = env.from_string(source)
    except Exception as error:
        print(json.dumps({"parse": f"{type(error).__name__}: {error}"[:300]}))
        continue
    result = {"main": attempt(lambda: template.render({"return": stop})), "macros": {}}
    if "text" in result["main"]:
        module = template.make_module({"return": stop})
        for name, macro in list(module.__dict__.items()):
            if isinstance(macro, jinja2.runtime.Macro):
                arguments = [Stand(argument) for argument in macro.arguments]
                caller = {"caller": Stand("caller")} if macro.caller else {}
                result["macros"][name] = attempt(lambda: macro(*arguments, **caller))
    print(json.dumps(result))
