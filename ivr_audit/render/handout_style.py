"""How the pages of the hand-out look: typst functions that `handout.py` calls with texts, never with markup."""

from __future__ import annotations

from typing import Final, Literal

Paper = Literal["letter", "a4"]
PAPERS: Final[dict[Paper, str]] = {"letter": "us-letter", "a4": "a4"}
FACES: Final = (
    "Libertinus Serif", "DejaVu Sans", "Noto Sans Arabic", "Noto Sans CJK SC", "Noto Emoji", "DejaVu Sans Mono",
)  # fmt: skip
"""The first comes with typst, and the last; those between show what it lacks, where they are installed."""

STYLE: Final = r"""
#let ink = rgb("#22303C")
#let grey = rgb("#55616C")
#let rule-colour = rgb("#C9CFD4")
#let pale = rgb("#F2F4F6")
#let accent = rgb("#9E2A1C")
#let quiet(body) = text(size: 8.5pt, fill: grey, body)
#let heavy(body) = text(weight: "bold", body)
#let tick = box(width: 10pt, height: 10pt, stroke: 0.8pt + ink, radius: 1.5pt, baseline: 1.5pt)
#let blank(label) = block(width: 100%, height: 24pt, stroke: (bottom: 0.6pt + grey), inset: (bottom: 2pt),
  align(bottom, text(size: 7.5pt, fill: grey, label)))
#let head(title) = heading(level: 1, title)
#let below(title) = heading(level: 2, title)
#let title(over, name, facts) = {
  text(size: 9pt, fill: accent, tracking: 1.2pt, weight: "bold", upper(over))
  block(above: 9pt, below: 9pt, text(size: 25pt, weight: "bold", name))
  text(fill: grey, facts)
  v(4pt)
  line(length: 100%, stroke: 1.2pt + ink)
}
#let says(sentence) = block(above: 9pt, below: 9pt, text(size: 13pt, sentence))
#let first(advice) = block(above: 14pt, below: 6pt, width: 100%, fill: pale, stroke: (left: 3pt + accent),
  inset: (x: 12pt, y: 10pt), breakable: false, [#heavy(text(fill: accent, "Fix first"))#h(8pt)#advice])
#let keys(words) = text(font: "DejaVu Sans Mono", size: 8pt, words)
#let note(words) = block(above: 6pt, below: 6pt, words)
#let faint(words) = block(above: 6pt, below: 6pt, quiet(words))
#let point(words) = block(above: 5pt, below: 5pt, grid(columns: (10pt, 1fr), text(fill: accent, "–"), words))
#let badge(number, grave) = box(width: 18pt, height: 18pt, radius: 9pt,
  fill: if grave == "error" { accent } else { white },
  stroke: if grave == "advice" { (paint: grey, thickness: 0.8pt, dash: "dotted") } else { 1pt + accent },
  align(center + horizon, text(size: 9pt, weight: "bold",
    fill: if grave == "error" { white } else { ink }, number)))
#let found(number, grave, message, advice, where) = (
  tick,
  badge(number, grave),
  [#block(below: 5pt, heavy(message))
   #block(above: 5pt, below: 5pt, [#text(fill: accent, "Do")#h(6pt)#advice])#quiet(where)],
  stack(spacing: 5pt, blank("who"), blank("by when")),
)
#let findings(..rows) = table(columns: (16pt, 26pt, 1fr, 112pt), inset: (x: 4pt, y: 8pt), stroke: none,
  align: (left, left, left, left),
  ..rows.pos().map(cells => (table.hline(stroke: 0.5pt + rule-colour), ..cells)).flatten(),
  table.hline(stroke: 0.5pt + rule-colour))
#let other(number, grave, message, advice) = (
  align(right, quiet(heavy(number))),
  [#text(size: 9pt, message).#h(5pt)#quiet[Do: #advice]],
  quiet(grave),
)
#let others(..rows) = table(columns: (22pt, 1fr, 46pt), inset: (x: 4pt, y: 3.2pt), stroke: none,
  ..rows.pos().map(cells => (table.hline(stroke: 0.4pt + rule-colour), ..cells)).flatten(),
  table.hline(stroke: 0.4pt + rule-colour))
#let almost-empty = 350pt
#let marker(name) = block(above: 0pt, below: 0pt, height: 0.1pt, [#metadata(none) #label(name)])
#let filled(name) = query(label(name)).first().location().position().y
#let new-page = { marker("before-sheet"); context if filled("before-sheet") > 270pt { pagebreak(weak: true) } }
#let fill(body) = { marker("before-diagram"); context if filled("before-diagram") < almost-empty { body } }
#let not-filled(body) = context if filled("before-diagram") >= almost-empty { body }
#let picture-page(flipped, margin, picture) = page(flipped: flipped, margin: (x: margin, top: 0pt, bottom: margin),
  footer-descent: 25%, place(top + left, dx: -margin, picture))
#let grid-of(columns, heads, whole, ..rows) = table(columns: columns, inset: (x: 5pt, y: 4.5pt), stroke: none,
  table.header(..heads.map(words => table.cell(align: bottom, quiet(words))), table.hline(stroke: 0.8pt + ink)),
  ..rows.pos().map(cells => (
    ..cells.enumerate().map(((n, words)) => if n == 0 { table.cell(breakable: not whole, heavy(words)) }
      else { table.cell(breakable: not whole, words) }),
    table.hline(stroke: 0.4pt + rule-colour))).flatten())
#let week(days, hours, legend) = block(above: 8pt, below: 8pt, breakable: false, {
  let wide = 8.6pt
  stack(spacing: 2.5pt,
    pad(left: 30pt, stack(dir: ltr, ..hours.map(hour => box(width: wide * 6, text(size: 7.5pt, fill: grey, hour))))),
    ..days.map(((name, there)) => stack(dir: ltr,
      box(width: 30pt, height: 13pt, align(horizon, text(size: 9pt, name))),
      ..there.map(yes => rect(width: wide, height: 13pt, inset: 0pt,
        fill: if yes { ink } else { white }, stroke: 0.4pt + rule-colour)))))
  pad(left: 30pt, top: 5pt, stack(dir: ltr, spacing: 6pt,
    rect(width: wide, height: 9pt, fill: ink, stroke: 0.4pt + ink), quiet(legend.at(0)), h(8pt),
    rect(width: wide, height: 9pt, fill: white, stroke: 0.4pt + rule-colour), quiet(legend.at(1))))
})
#let small-week(caption, days) = block(breakable: false, below: 4pt, {
  let wide = 3.9pt
  block(below: 4pt, quiet(caption))
  stack(spacing: 1pt, ..days.map(((name, there)) => stack(dir: ltr,
    box(width: 22pt, height: 6.5pt, align(horizon, text(size: 6.5pt, fill: grey, name))),
    ..there.map(yes => rect(width: wide, height: 6.5pt, inset: 0pt,
      fill: if yes { ink } else { white }, stroke: 0.25pt + rule-colour)))))
})
#let weeks(..topics) = grid(columns: (1fr, 1fr), row-gutter: 8pt, column-gutter: 16pt,
  ..topics.pos().map(((caption, days)) => small-week(caption, days)))
#let score(number, verdict, what, evidence) = (
  number,
  if verdict == "broken" { text(fill: accent, weight: "bold", "× broken") }
  else if verdict == "kept" { "✓ kept" } else { text(fill: grey, "? cannot be told") },
  [#block(below: 4pt, heavy(what))#quiet(evidence)],
)
#let scores(..rows) = table(columns: (16pt, 92pt, 1fr), inset: (x: 4pt, y: 5pt), stroke: none,
  ..rows.pos().map(cells => (table.hline(stroke: 0.4pt + rule-colour), ..cells)).flatten(),
  table.hline(stroke: 0.4pt + rule-colour))
#let trial(whole, number, steps, route, needs, end, after) = (
  tick, text(fill: grey, number),
  [#heavy(steps)#if needs != "" [#linebreak()#text(size: 9pt, style: "italic", needs)]#linebreak()#quiet(route)],
  end, after, "",
).map(words => table.cell(breakable: not whole, words))
#let trials(..rows) = table(columns: (16pt, 20pt, 1fr, 116pt, 60pt, 40pt), inset: (x: 4pt, y: 5pt), stroke: none,
  table.header(..("", "", "what you do, and the way it takes", "how it must end", "after", "took").map(words =>
    table.cell(align: bottom, quiet(words))), table.hline(stroke: 0.8pt + ink)),
  ..rows.pos().map(cells => (..cells, table.hline(stroke: 0.4pt + rule-colour))).flatten())
"""
"""`whole` rows are never parted by the end of a page; too long a one must be."""


def page_setup(paper: Paper, name: str, day: str, footer: str) -> str:
    """Paper, type and footer; `name`, `day` and `footer` are typst strings, `day` an expression."""
    faces = ", ".join(f'"{face}"' for face in FACES)
    return f"""
#set document(title: {name}, author: (), date: {day})
#set page(paper: "{PAPERS[paper]}", margin: (x: 0.85in, top: 0.8in, bottom: 0.85in), footer: context [
  #set text(size: 8.5pt, fill: grey)
  #grid(columns: (1fr, auto), column-gutter: 12pt, {footer},
    [page #counter(page).display() of #counter(page).final().first()])])
#set text(font: ({faces}), size: 10.5pt, fill: ink, lang: "en", hyphenate: false)
#set par(leading: 0.6em, justify: false)
#set table.cell(breakable: false)
#show heading.where(level: 1): it => block(above: 22pt, below: 10pt, sticky: true, text(size: 15pt, it.body))
#show heading.where(level: 2): it => block(above: 13pt, below: 7pt, sticky: true, text(size: 11pt, it.body))
"""
