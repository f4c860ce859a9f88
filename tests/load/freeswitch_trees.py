"""Small FreeSWITCH files for tests, and what was read of them in a few words."""

from __future__ import annotations

from pathlib import Path

from ivr_audit import model
from ivr_audit.load import read
from ivr_audit.model import Menu, PhoneTree

SOUNDS = 'greet-long="long.wav" greet-short="short.wav" invalid-sound="wrong.wav" exit-sound="bye.wav"'


def menu(entries: str, name: str = "main", more: str = "") -> str:
    """A menu as its own file would have it."""
    return f'<menu name="{name}" {SOUNDS} timeout="5000" max-failures="2" max-timeouts="3" {more}>{entries}</menu>'


def entry(digits: str, param: str, action: str = "menu-exec-app") -> str:
    """One entry of a menu."""
    return f'<entry action="{action}" digits="{digits}" param="{param}"/>'


def extension(number: str, actions: str, more: str = "", name: str = "x") -> str:
    """An extension for one number; the actions are written `app data; app data`."""
    found = "".join(action(one) for one in actions.split("; ") if one)
    condition = f'<condition field="destination_number" expression="^{number}$">{found}</condition>'
    return f'<extension name="{name}" {more}>{condition}</extension>'


def action(text: str, tag: str = "action", more: str = "") -> str:
    """`app data` as an element."""
    app, _, data = text.partition(" ")
    return f'<{tag} application="{app}" data="{data}" {more}/>'


def server(public: str = "", default: str = "", menus: str = "", more: str = "") -> str:
    """A server's whole configuration."""
    return (
        f'<document type="freeswitch/xml"><section name="configuration"><configuration name="ivr.conf"><menus>{menus}'
        f'</menus></configuration>{more}</section><section name="dialplan">'
        f'<context name="public">{public}</context><context name="default">{default}</context></section></document>'
    )


def tree_of(tmp_path: Path, text: str, start: str | None = None) -> PhoneTree:
    """The tree of a file with this text."""
    path = tmp_path / "fs.xml"
    path.write_text(text)
    tree, problems = read(path, start=start)
    assert tree is not None, problems
    assert problems == []
    return tree


def problems_of(tmp_path: Path, text: str, start: str | None = None) -> list[str]:
    """What is wrong with a file of this text."""
    path = tmp_path / "fs.xml"
    path.write_text(text)
    tree, problems = read(path, start=start)
    assert tree is None
    return [problem.message for problem in problems]


def menu_of(tree: PhoneTree, name: str = "main") -> Menu:
    """A menu of the tree."""
    node = tree.nodes[name]
    assert isinstance(node, Menu)
    return node


def keys(node: Menu) -> dict[str, str]:
    """The options of a menu."""
    return {option.key: option.to for option in node.options}


def entered(tree: PhoneTree) -> dict[str, str]:
    """The numbers that can be dialled, and where they lead."""
    return {entry.number: entry.node for entry in tree.entries}


def kinds(tree: PhoneTree) -> dict[str, str]:
    """The nodes by name."""
    return {name: model.KINDS[node.kind].__name__ for name, node in tree.nodes.items()}
