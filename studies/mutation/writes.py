"""The operator on what is written: a bulk write becomes a loop that writes each row.

The loop stands in the line of the bulk write, as a person would have written it there.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutation.mutant import Module, Mutant
    from mutation.source import Source

#: Keywords of a ``bulk_create`` that ``save()`` has nothing for.
_CONFLICTS = frozenset({"ignore_conflicts", "update_conflicts", "update_fields", "unique_fields"})


class Unbulk:
    """``bulk_create``, ``bulk_update`` and ``update`` of a query set become loops."""

    name = "unbulk"

    def mutants(self, module: Module) -> Iterator[Mutant]:
        """Yield a mutant for each bulk write."""
        source = module.source
        for call in ast.walk(source.tree):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            loop = _loop(module, call, call.func)
            if loop is None:
                continue
            missing = source.text(call).count(b"\n") - loop.count(b"\n")
            edit = source.replaced(source.start(call), source.end(call))
            edits = [edit._replace(text=loop + b"\\\n" * missing)]
            yield module.mutant(self.name, call, edits)


def _loop(module: Module, call: ast.Call, method: ast.Attribute) -> bytes | None:
    """The loop that does what a bulk write does; None where the call is none."""
    if method.attr == "bulk_create":
        return _created(module.source, call, method)
    if method.attr == "bulk_update":
        return _updated_rows(module.source, call)
    if method.attr != "update" or call.args or not call.keywords:
        return None
    answer = module.query_sets.is_one(method.value)
    if answer or (answer is None and isinstance(method.value, ast.Call)):
        return _updated(module.source, call, method)
    return None


def _argument(source: Source, call: ast.Call, position: int, name: str) -> bytes | None:
    named = {each.arg: each.value for each in call.keywords}
    if position < len(call.args):
        return source.text(call.args[position])
    return source.text(named[name]) if name in named else None


def _created(source: Source, call: ast.Call, method: ast.Attribute) -> bytes | None:
    rows = _argument(source, call, 0, "objs")
    if rows is None:
        return None
    keywords = [each for each in call.keywords if each.arg not in ("objs", "batch_size")]
    if not any(each.arg in _CONFLICTS for each in keywords):
        return b"[(_one.save(force_insert=True), _one)[1] for _one in %s]" % rows
    manager = source.text(method.value)
    others = b", ".join(map(source.text, keywords))
    return b"[%s.bulk_create([_one], %s)[0] for _one in %s]" % (manager, others, rows)


def _updated_rows(source: Source, call: ast.Call) -> bytes | None:
    rows, fields = (
        _argument(source, call, 0, "objs"),
        _argument(source, call, 1, "fields"),
    )
    if rows is None or fields is None:
        return None
    return b"len([_one.save(update_fields=%s) for _one in %s])" % (fields, rows)


def _updated(source: Source, call: ast.Call, method: ast.Attribute) -> bytes:
    rows = source.text(method.value)
    if isinstance(method.value, ast.Attribute):
        rows += b".all()"
    if not all(map(_can_be_set, call.keywords)):
        own = b"type(_one)._default_manager.filter(pk=_one.pk)"
        written = b", ".join(map(source.text, call.keywords))
        return b"sum([%s.update(%s) for _one in %s])" % (own, written, rows)
    names = [(each.arg or "").encode() for each in call.keywords]
    values = [source.text(each.value) for each in call.keywords]
    set_ = b", ".join(b'setattr(_one, "%s", %s)' % pair for pair in zip(names, values, strict=True))
    fields = b", ".join(b'"%s"' % name for name in names)
    return b"len([(%s, _one.save(update_fields=[%s])) for _one in %s])" % (set_, fields, rows)


def _can_be_set(keyword: ast.keyword) -> bool:
    """Whether the value can be an attribute's: no expression for the database, no bare id."""
    value = keyword.value
    if keyword.arg is None or not isinstance(value, ast.Constant | ast.Name | ast.Attribute):
        return False
    name = getattr(value, "id", getattr(value, "attr", ""))
    return keyword.arg.endswith("_id") or not name.endswith(("id", "pk"))
