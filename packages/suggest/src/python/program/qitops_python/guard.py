"""Keeps a call from acting on the outside, and notices what would make its result differ another day."""
import asyncio
import os
import signal
import sys
import time

ACTS = {
    "socket.connect": "network", "socket.bind": "network", "socket.getaddrinfo": "network",
    "socket.gethostbyname": "network", "subprocess.Popen": "processes", "os.system": "processes",
    "os.exec": "processes", "os.posix_spawn": "processes", "os.spawn": "processes", "os.fork": "processes",
    "os.kill": "processes", "os.remove": "files", "os.rename": "files", "os.rmdir": "files", "os.mkdir": "files",
    "os.listdir": "files", "os.scandir": "files", "os.chmod": "files", "os.truncate": "files", "os.link": "files",
    "os.symlink": "files", "shutil.rmtree": "files", "shutil.copyfile": "files", "sqlite3.connect": "files",
    "os.putenv": "environment", "os.unsetenv": "environment",
}
CODE = (".py", ".pyc", ".so", ".pyd", ".zip")
READS = {
    ("time", "time"): "clock", ("time", "time_ns"): "clock", ("time", "monotonic"): "clock",
    ("time", "perf_counter"): "clock", ("time", "localtime"): "clock", ("time", "gmtime"): "clock",
    ("time", "sleep"): "clock", ("datetime", "now"): "clock", ("datetime", "utcnow"): "clock",
    ("datetime", "today"): "clock", ("date", "today"): "clock", ("Random", "random"): "chance",
    ("Random", "getrandbits"): "chance", ("posix", "urandom"): "chance", ("nt", "urandom"): "chance",
}
#: Where the event loop's code lies.
LOOP = os.path.dirname(asyncio.__file__)


class Prevented(BaseException):
    """A call was about to act on the outside."""


class TooLong(BaseException):
    """A call did not end."""


class Guard:
    """The one guard of a process: its audit hook cannot be taken away, only told to look elsewhere."""

    def __init__(self):
        self.on = False
        self.seen = set()
        sys.addaudithook(self.hear)
        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, self.too_long)

    def hear(self, event, arguments):
        if not self.on:
            return
        kind = ACTS.get(event)
        if event == "open" and not str(arguments[0]).endswith(CODE):
            kind = "files"
        if kind:
            self.seen.add(kind)
            raise Prevented(kind)

    def too_long(self, _signal, _frame):
        if self.on:
            raise TooLong()

    def call(self, function, seconds, trace=None, profile=None):
        """What `function` gives; raises what it raises, {@link Prevented} or {@link TooLong}."""
        self.seen = set()
        timed = hasattr(signal, "setitimer")
        output = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = NOWHERE
        self.on = True
        try:
            try:
                if timed:
                    signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
                if trace:
                    sys.settrace(trace)
                if profile:
                    sys.setprofile(profile)
                return function()
            finally:
                self.on = False
        finally:
            self.on = False  # also when the alarm came on the way out
            sys.settrace(None)
            sys.setprofile(None)
            if timed:
                signal.setitimer(signal.ITIMER_REAL, 0)
            sys.stdout, sys.stderr = output

    def watch(self, frame, event, argument):
        """A profile function that notices reading of the clock, of chance and of the environment."""
        if event == "c_call":
            owner = getattr(argument, "__self__", None)
            name = getattr(owner, "__name__", None) or type(owner).__name__
            if frame.f_code.co_filename.startswith(LOOP):  # the event loop's own clock
                return
            for each in (name, type(owner).__name__):
                kind = READS.get((each, argument.__name__))
                if kind:
                    self.seen.add(kind)
        elif event == "call" and frame.f_code.co_filename == os.__file__:
            if frame.f_code.co_name in ("__getitem__", "getenv"):
                self.seen.add("environment")


class Nowhere:
    """What is printed while a function is tried."""

    encoding = "utf-8"

    def write(self, text):
        return len(text)

    def flush(self):
        return None

    def isatty(self):
        return False


NOWHERE = Nowhere()
#: For callers that measure: not a name that the code under test can change.
clock = time.perf_counter
