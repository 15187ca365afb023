"""Which frame is the application's."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

from perfgate.capture.callsite import CallSites

HERE = Path(__file__).resolve()


def frame_of(path, function="view", line=3):
    """Make a frame of a function in a file that need not exist."""
    source = "\n" * (line - 2) + f"def {function}():\n    return sys._getframe()\n"
    names = {"sys": sys}
    exec(compile(source, str(path), "exec"), names)  # noqa: S102 - gives frames of any file
    return names[function]()


@pytest.fixture
def root(tmp_path):
    """The root of an application, with a virtual environment in it."""
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "pyvenv.cfg").touch()
    return tmp_path


def test_application_file_is_relative_to_the_root(root):
    """A file under the root is named by its path from there, with line and function."""
    assert CallSites(root).find(frame_of(root / "shop" / "views.py")) == (
        "shop/views.py",
        3,
        "view",
    )


@pytest.mark.parametrize(
    "path",
    [
        "lib/python3.11/site-packages/django/db/models/query.py",
        "dist-packages/x.py",
        "env/bin/tool.py",
        "env/src/deep/down/x.py",
    ],
)
def test_packages_and_environments_under_the_root_are_not_the_application(root, path):
    """What is installed below the root is passed over; this test is outside, and is found."""
    assert CallSites(root).find(frame_of(root / path))[0] == str(HERE)


def test_skipped_files_are_passed_over(root):
    """A file or a folder named in ``skip`` is no call site."""
    sites = CallSites(root, skip=["shop/middleware"])
    assert sites.find(frame_of(root / "shop" / "middleware" / "x.py"))[0] == str(HERE)


def test_skip_names_whole_folders(root):
    """A name in ``skip`` does not hide what only begins like it."""
    sites = CallSites(root, skip=["shop/middle"])
    assert sites.find(frame_of(root / "shop" / "middleware.py"))[0] == "shop/middleware.py"


def test_standard_library_is_passed_over(root):
    """A frame of the standard library is no call site, even the outermost."""
    stdlib = Path(sysconfig.get_path("stdlib")) / "threading.py"
    assert CallSites(root).find(frame_of(stdlib))[0] != str(stdlib)


def test_innermost_application_frame_wins():
    """The line nearest to the database is the one to change."""
    sites = CallSites(HERE.parent)

    def inner():
        return sites.here()

    assert inner()[2] == "test_innermost_application_frame_wins.<locals>.inner"


def test_comprehensions_belong_to_their_function():
    """Python 3.11 gives comprehensions a frame; the place is the function in any version."""
    sites = CallSites(HERE.parent)
    here = [sites.here() for _ in range(1)][0]  # noqa: RUF015 - the comprehension is the point
    assert here[2] == "test_comprehensions_belong_to_their_function"


def test_perfgate_itself_is_never_the_call_site():
    """Its own package is a library, even where the root is its own checkout."""
    package = Path(sys.modules["perfgate"].__file__).parent
    sites = CallSites(package.parent)
    assert sites.find(frame_of(package / "session.py"))[0] == str(HERE)


def test_generated_code_is_passed_over(root):
    """Code without a file cannot be shown to anybody."""
    assert CallSites(root).find(frame_of("<string>"))[0] == str(HERE)


def test_no_frame_gives_no_site(root):
    """Without any frame there is no site."""
    assert CallSites(root).find(None) is None


LAYER = """
import functools


def cached(function):
    @functools.wraps(function)
    def call(*args):
        return find() or function(*args)

    return call
"""


def test_work_of_a_skipped_decorator_belongs_to_the_decorated_function(tmp_path):
    """A cache layer's look-up is put down to the function that is cached, not to who calls it."""
    (tmp_path / "layer.py").write_text(LAYER, encoding="utf-8")
    shop = "\n\n@cached\ndef price(book):\n    return book\n"
    (tmp_path / "shop.py").write_text(shop, encoding="utf-8")
    sites = CallSites(tmp_path, ["layer.py"])
    layer = {"find": sites.here}
    exec(compile(LAYER, str(tmp_path / "layer.py"), "exec"), layer)  # noqa: S102
    application = {"cached": layer["cached"]}
    exec(compile(shop, str(tmp_path / "shop.py"), "exec"), application)  # noqa: S102

    assert application["price"](1) == ("shop.py", 3, "price")
