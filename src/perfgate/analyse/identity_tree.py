"""Tokens put into the tree that their brackets make, the form in which SQL is read here."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from perfgate.analyse.identity_tokens import NUMBER, STRING, Kind, Token
from perfgate.analyse.identity_words import KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Brackets nested deeper are left as plain tokens. Reading is recursive, and Python's stack (1,000
#: frames by default) is partly used by the caller; no ORM query seen nests deeper than a dozen.
_DEEPEST = 60
#: A list of values longer than this is cut while it is read: lists are not told apart by length,
#: and a statement with a million parameters must not become a million objects.
_LONGEST_LIST = 200
_QUERY_STARTS = frozenset({"SELECT", "WITH", "VALUES", "INSERT", "UPDATE", "DELETE"})


class Group:
    """What stands between two brackets.

    ``opener`` is ``(`` or ``[``; ``plain`` says that there are only values and commas inside.
    """

    __slots__ = ("children", "opener", "plain")

    def __init__(self, opener: str) -> None:
        self.opener = opener
        self.children: list[Node] = []
        self.plain = True


Node: TypeAlias = Token | Group

COMMA = Token(Kind.PUNCTUATION, ",")


def is_value(node: Node) -> bool:
    """Tell whether a node is a constant or a parameter."""
    return node is STRING or node is NUMBER or is_place(node)


def is_place(node: Node) -> bool:
    """Tell whether a node is a number that was kept, as it may name a column by its place."""
    return isinstance(node, Token) and node.kind is Kind.NUMBER and node is not NUMBER


def word(node: Node | None) -> str:
    """Give the keyword that a node is, in upper case, or an empty text."""
    if isinstance(node, Token) and node.kind is Kind.NAME:
        upper = node.text.upper()
        return upper if upper in KEYWORDS else ""
    return ""


def is_query(group: Group) -> bool:
    """Tell whether the brackets hold a query of their own."""
    return group.opener == "(" and bool(group.children) and word(group.children[0]) in _QUERY_STARTS


def split(nodes: Sequence[Node], separator: Token = COMMA) -> list[list[Node]]:
    """Cut a list of nodes at the separator; no nodes give no parts."""
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if node == separator:
            parts.append([])
        else:
            parts[-1].append(node)
    return parts if len(parts) > 1 or parts[0] else []


def groups_within(nodes: Iterable[Node]) -> Iterator[Group]:
    """Yield every group among the nodes and inside of their groups, outer ones first."""
    for node in nodes:
        if isinstance(node, Group):
            yield node
            yield from groups_within(node.children)


class _Statement:
    """The tokens of a stream up to the next semicolon that no bracket holds.

    Attributes:
        ended: the stream is at its end.
    """

    def __init__(self, tokens: Iterator[Token]) -> None:
        self._tokens = tokens
        self.ended = False

    def __iter__(self) -> Iterator[Token]:
        depth = 0
        for token in self._tokens:
            if token.kind is Kind.PUNCTUATION:
                if token.text == ";" and not depth:
                    return
                if token.text in "([":
                    depth += 1
                elif depth and token.text in ")]":
                    depth -= 1
            yield token
        self.ended = True


def build_each(tokens: Iterable[Token]) -> Iterator[list[Node]]:
    """Make the tree of each statement, of empty ones none.

    Each is made while it is read: what :func:`build` cuts is never held as tokens.
    """
    stream = iter(tokens)
    ended = False
    while not ended:
        statement = _Statement(stream)
        if nodes := build(statement):
            yield nodes
        ended = statement.ended


def build(tokens: Iterable[Token]) -> list[Node]:
    """Make the tree; brackets without a partner are closed at the end or left as tokens."""
    root = Group("")
    stack = [root]
    too_deep = 0
    for token in tokens:
        group = stack[-1]
        if token.kind is not Kind.PUNCTUATION or token.text not in "()[]":
            _append(group, token)
        elif token.text in "([":
            if len(stack) > _DEEPEST:
                too_deep += 1
                _append(group, token)
            else:
                stack.append(Group(token.text))
        elif too_deep:
            too_deep -= 1
            _append(group, token)
        elif len(stack) > 1:
            _close(stack)
        else:
            _append(group, token)
    while len(stack) > 1:
        _close(stack)
    return root.children


def _append(group: Group, token: Token) -> None:
    children = group.children
    value = is_value(token)
    if value:
        if token is NUMBER and _ends_in_sign(children):
            children.pop()
            group.plain = all(is_value(node) or node == COMMA for node in children)
        elif token is STRING and children and children[-1] is STRING:
            return
    if not value and token != COMMA:
        group.plain = False
    elif group.plain and len(children) > _LONGEST_LIST:
        return
    children.append(token)


def _close(stack: list[Group]) -> None:
    group = stack.pop()
    parent = stack[-1]
    siblings = parent.children
    parent.plain = False
    if len(siblings) > _LONGEST_LIST and group.plain and siblings[-1] == COMMA:
        row = siblings[-2]
        if isinstance(row, Group) and row.plain:
            siblings.pop()
            return
    siblings.append(group)


def _ends_in_sign(children: Sequence[Node]) -> bool:
    """Tell whether the last node is a sign that belongs to the number that follows it."""
    if not children or not isinstance(children[-1], Token) or children[-1].text not in {"-", "+"}:
        return False
    if len(children) == 1:
        return True
    before = children[-2]
    if isinstance(before, Group):
        return False
    return before.kind is Kind.OPERATOR or before == COMMA or bool(word(before))
