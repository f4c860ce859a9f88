"use strict";
/* Everything on the page but the phone: periods, the size of the diagrams, sorting, printing. */
(() => {
  const every = (selector, from = document) => [...from.querySelectorAll(selector)];
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  /* How many of what is counted belong to the time that is shown. */
  const count = (wanted) => {
    for (const place of every("[data-counts]")) {
      const some = every(place.dataset.counts);
      const shown = some.filter((one) => !one.hidden).length;
      place.textContent = wanted === "" || !some.length ? "" : `, ${shown === some.length ? "all" : shown} at the time shown`;
    }
  };

  /* One period, or all: whatever belongs to others is hidden, and its own diagram is opened. */
  const chooser = document.getElementById("period");
  if (chooser) {
    chooser.parentElement.hidden = false;
    chooser.addEventListener("change", () => {
      const wanted = chooser.value;
      const fits = (places) => wanted === "" || places.split(" ").includes(wanted);
      for (const part of every("[data-periods]")) part.hidden = !fits(part.dataset.periods);
      const drawings = every("#diagram details.drawing");
      const own = drawings.find((one) => wanted && one.dataset.drawn.split(" ").includes(wanted)) || drawings[0];
      for (const one of drawings) {
        one.hidden = wanted !== "" && one !== own;
        one.open = one === own;
      }
      for (const grade of every("h3.grade")) grade.hidden = !every(`article.${grade.dataset.grade}`).some((one) => !one.hidden);
      count(wanted);
      document.getElementById("no-findings").hidden = !every("article").length || every("article").some((one) => !one.hidden);
      if (wanted !== "") document.dispatchEvent(new CustomEvent("period-chosen", { detail: Number(wanted) }));
      document.getElementById("shown").textContent = `Showing ${chooser.selectedOptions[0].textContent}.`;
    });
  }

  /* A link to a finding of another time shows all times again. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    const goal = link && (link.getAttribute("href") || link.getAttribute("xlink:href") || "");
    const part = goal && goal.startsWith("#finding-") && document.getElementById(goal.slice(1));
    if (!part || !part.hidden || !chooser) return;
    chooser.value = "";
    chooser.dispatchEvent(new Event("change"));
  }, true);

  /* Diagrams: they begin where calls do, in letters that can be read; buttons, Ctrl and wheel, keys; the paper is dragged. */
  const centre = (paper, spot, across) => {
    const [frame, place] = [paper.getBoundingClientRect(), spot.getBoundingClientRect()];
    paper.scrollLeft += place.left + place.width / 2 - frame.left - across;
    paper.scrollTop += place.top + place.height / 2 - frame.top - frame.height / 2;
  };
  for (const drawing of every("details.drawing")) {
    const [frame, paper] = [drawing.querySelector(".frame"), drawing.querySelector(".paper")];
    const svg = paper.querySelector("svg");
    if (!svg) continue;
    const readable = svg.width.baseVal.value;
    const { width, height } = svg.viewBox.baseVal;
    let size = readable;
    const whole = () => document.fullscreenElement === frame || frame.classList.contains("fills");
    const fitted = () => {
      const high = whole() ? paper.clientHeight : window.innerHeight * 0.8;
      return Math.min(paper.clientWidth - 2, ((high - 2) * width) / height);
    };
    const resize = (wanted, x = paper.clientWidth / 2, y = paper.clientHeight / 2) => {
      const before = size;
      size = Math.min(Math.max(wanted, readable / 12), readable * 6);
      svg.style.width = `${size}px`;
      paper.scrollLeft = ((paper.scrollLeft + x) * size) / before - x;
      paper.scrollTop = ((paper.scrollTop + y) * size) / before - y;
    };
    drawing.querySelector(".zoom").hidden = false;
    const begin = () => {
      if (!paper.clientWidth || svg.style.width) return;
      resize(Math.max(readable, Math.min(fitted(), readable * 1.4)));
      const first = svg.querySelector(`g[data-node="${paper.dataset.start}"]`);
      if (first && size > fitted()) centre(paper, first, Math.min(paper.clientWidth / 2, size * 0.2));
    };
    drawing.addEventListener("toggle", () => drawing.open && begin());
    if (drawing.open) begin();
    const screen = drawing.querySelector('[data-zoom="screen"]');
    const filled = () => {
      screen.textContent = whole() ? "Leave full screen" : "Full screen";
      resize(whole() ? Math.max(readable, fitted()) : readable);
    };
    const fill = async () => {
      if (document.fullscreenElement) await document.exitFullscreen();
      else if (frame.requestFullscreen) await frame.requestFullscreen();
      else {
        frame.classList.toggle("fills");
        filled();
      }
    };
    frame.addEventListener("fullscreenchange", filled);
    const actions = { in: () => resize(size * 1.25), out: () => resize(size / 1.25), fit: () => resize(fitted()), screen: fill };
    for (const button of every("[data-zoom]", drawing)) {
      button.addEventListener("click", () => actions[button.dataset.zoom]());
    }
    paper.addEventListener("keydown", (event) => {
      const action = { "+": "in", "=": "in", "-": "out", 0: "fit" }[event.key];
      if (!action || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      actions[action]();
    });
    paper.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = paper.getBoundingClientRect();
      resize(size * Math.exp(-event.deltaY / 400), event.clientX - left, event.clientY - top);
    }, { passive: false });
    let grip = null;
    paper.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button || event.target.closest("a")) return;
      grip = { x: event.clientX + paper.scrollLeft, y: event.clientY + paper.scrollTop };
      paper.setPointerCapture(event.pointerId);
      paper.classList.add("gripped");
    });
    paper.addEventListener("pointermove", (event) => {
      if (!grip) return;
      paper.scrollLeft = grip.x - event.clientX;
      paper.scrollTop = grip.y - event.clientY;
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      paper.addEventListener(kind, () => {
        grip = null;
        paper.classList.remove("gripped");
      });
    }
  }

  /* From a finding to its place in the diagram, and from the phone to where the call stands. */
  const groups = new Map();
  for (const group of every(".paper g[data-node]")) {
    const known = groups.get(group.dataset.node) || [];
    groups.set(group.dataset.node, [...known, group]);
  }
  const open = (group) => group.closest("details").open && !group.closest("details").hidden;
  let shown = [];
  const mark = (node) => {
    for (const group of shown) group.classList.remove("here");
    shown = groups.get(node) || [];
    for (const group of shown) group.classList.add("here");
  };
  const show = (node) => {
    mark(node);
    const group = shown.find(open) || shown[0];
    if (!group) return;
    group.closest("details").open = true;
    const paper = group.closest(".paper");
    centre(paper, group, paper.clientWidth / 2);
    paper.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
    paper.focus({ preventScroll: true });
  };
  for (const link of every("a.to-node")) {
    if (!groups.has(link.dataset.node)) continue;
    link.hidden = false;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(link.dataset.node);
    });
  }
  document.addEventListener("call-at", (event) => mark(event.detail));

  /* Tables sorted by a click on a heading. */
  for (const table of every("table.sortable")) {
    const heads = every("thead th", table);
    heads.forEach((head, column) => {
      if (!head.dataset.sort) return;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const falling = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        const worth = (row) => {
          const cell = row.children[column];
          return head.dataset.sort === "number" ? Number(cell.dataset.value) : cell.textContent;
        };
        const compare = (one, other) => {
          const [a, b] = [worth(one), worth(other)];
          return typeof a === "number" ? a - b : a.localeCompare(b);
        };
        const rows = every("tbody tr", table).sort(compare);
        table.tBodies[0].append(...(falling ? rows.reverse() : rows));
      });
    });
  }

  /* On paper everything is open. */
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = every("details:not([open]):not(.long):not(.more)");
    for (const part of closed) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of closed) part.open = false;
  });
})();
