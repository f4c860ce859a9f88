"use strict";
/* The phone on the page: a keypad, a screen that shows line by line what the caller hears, and a clock. Whatever is
   pressed becomes a word of the script, and the whole script is played again by phone.js. */
(() => {
  const element = (id) => document.getElementById(id);
  const box = document.querySelector(".handset");
  const source = element("call-graph");
  if (!box || !source) return;
  const graph = JSON.parse(source.textContent);
  const rank = new Map(graph.nodes.map((node, i) => [node.name, i]));
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const call = { at: "", entry: 0, period: 0, words: [], done: null, on: false, title: "", keys: "", gap: 0, wrong: false };
  const screen = { shown: [], waiting: [], timer: 0, frame: 0, run: 0, said: "" };
  const ACTS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/g;
  const visible = (text) =>
    text.replace(ACTS, (one) => `U+${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
  const name = (node) => visible(graph.nodes[node].name);
  const state = () => graph.periods[call.period].state;

  function make(tag, text, kind) {
    const made = document.createElement(tag);
    if (text) made.textContent = visible(text);
    if (kind) made.className = kind;
    return made;
  }

  function clock(seconds) {
    const whole = Math.floor(seconds + 0.5);
    const two = (number) => String(number).padStart(2, "0");
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  }

  function duration(seconds) {
    const whole = Math.floor(seconds + 0.5);
    if (whole < 60) return `${whole} s`;
    const two = (number) => String(number).padStart(2, "0");
    if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${two(whole % 60)} s` : ""}`;
    const minutes = Math.floor(seconds / 60 + 0.5);
    return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${two(minutes % 60)} min` : ""}`;
  }

  /** What happens at a turn, in words; what the system does stands in the graph already. */
  function happened(turn) {
    const node = graph.nodes[turn.node];
    if (turn.step === "silence") return `You say nothing for ${duration(turn.seconds)}.`;
    if (turn.step === "wrong") {
      return `You press ${turn.said}, which ${node.kind === "ask" ? "is not what is asked for" : "is not offered"}.`;
    }
    if (turn.step === "no-input") return "You say nothing, for the last time.";
    if (turn.step === "no-match") return `You press ${turn.said}: too many wrong keys.`;
    if (node.kind === "ask") return "You give what is asked for.";
    if (turn.step.split(" ")[0] === "extension") return `You dial ${turn.said === "extension" ? "an extension" : turn.said}.`;
    if (node.kind === "menu") return `You press ${turn.step}.`;
    const what = turn.what.replace(/^(leave|talk|press|wait|dial)(?:e?s)\b/, "you $1").replace(", and is ", ", and are ");
    return what ? `${what[0].toUpperCase()}${what.slice(1)}.` : "";
  }

  /** How the call ends, in a sentence. */
  function ending(done) {
    const where = `“${name(done.node)}”`;
    const after = `after ${duration(done.seconds)}`;
    const node = graph.nodes[done.node];
    switch (done.outcome) {
      case "person": return `A person answers ${after}: ${where}.`;
      case "message": return `You left a message in ${where} ${after}. ${node.promise || ""}`;
      case "callback": return `You were promised a call back ${after}, at ${where}.`;
      case "served": return `You were served by ${where} ${after}.`;
      case "outside": return `The call left what this file describes ${after}, at ${where}.`;
      case "cut off": return `You were cut off ${after}: the system hung up at ${where}.`;
      case "stuck": return phone.isEnd(done.position.stop) && node.holds
        ? `You are stuck at ${where} ${after}: nobody is there, and the wait never ends.`
        : `You are stuck at ${where} ${after} and go round from here.`;
      default: return "";
    }
  }

  const lines = (done) => done.turns.map((turn) => ({
    key: JSON.stringify([turn.node, turn.step, turn.start, turn.heard]), start: turn.start, seconds: turn.seconds,
    node: turn.node, heard: turn.heard, said: happened(turn),
  }));

  /** Everything the screen has to show: the turns, then where the call stands or how it ended. */
  function script(done) {
    const found = lines(done);
    const over = phone.isEnd(done.position.stop) || done.outcome;
    const heard = phone.heard(graph, done.position);
    if (!phone.isEnd(done.position.stop)) {
      found.push({ key: `stands ${done.seconds} ${heard}`, start: done.seconds, seconds: 0, node: done.node, heard });
    }
    if (over) found.push({ key: `end ${done.seconds}`, start: done.seconds, seconds: 0, end: ending(done), outcome: done.outcome });
    return found;
  }

  /** A line as it stands on the screen. */
  function row(line) {
    const item = make("div", "", line.end ? `turn end ${line.outcome.replace(" ", "-")}` : "turn");
    if (line.end) {
      item.append(make("b", line.end));
      return item;
    }
    const head = make("p", "", "at");
    head.append(make("span", clock(line.start), "clock"), " ", Object.assign(make("b", graph.nodes[line.node].name), { dir: "auto" }));
    item.append(head);
    if (line.heard) item.append(Object.assign(make("p", line.heard, "said"), { dir: "auto" }));
    return item;
  }

  /** Let the clock run from one second to another in some milliseconds. */
  function tick(from, to, milliseconds, then) {
    const began = performance.now();
    const step = (now) => {
      const part = milliseconds ? Math.min((now - began) / milliseconds, 1) : 1;
      element("clock").textContent = clock(from + (to - from) * part);
      if (part < 1) screen.frame = requestAnimationFrame(step);
      else then();
    };
    step(began);
  }

  const speaks = () => element("aloud").checked && "speechSynthesis" in window;
  const voice = () => ("speechSynthesis" in window ? speechSynthesis.getVoices().find((one) => one.localService) : null);

  /** Say a text; one that is broken off, because something was pressed, leads to nothing. */
  function speak(text, then) {
    const { run } = screen;
    const said = new SpeechSynthesisUtterance(text);
    said.voice = voice();
    said.onend = () => run === screen.run && then();
    said.onerror = said.onend;
    speechSynthesis.speak(said);
  }

  /** Show the next line; the clock runs while it lasts. */
  function next() {
    const line = screen.waiting.shift();
    if (!line) {
      settle();
      return;
    }
    const item = row(line);
    element("heard").append(item);
    element("heard").querySelector(".now")?.classList.remove("now");
    item.classList.add("now");
    element("heard").scrollTop = element("heard").scrollHeight;
    if (!line.end) element("where").textContent = name(line.node);
    light(line.end ? -1 : line.node);
    const finish = () => {
      if (line.said) item.append(make("p", line.said, "did"));
      element("heard").scrollTop = element("heard").scrollHeight;
      element("clock").textContent = clock(line.start + line.seconds);
      screen.shown.push(line.key);
      screen.timer = setTimeout(next, 0);
    };
    const speed = Number(element("speed").value);
    const saying = `${line.start} ${line.heard || line.end}`;
    if (speaks() && (line.heard || line.end) && saying !== screen.said) {
      screen.said = saying;
      speak(line.heard || line.end, finish);
    } else if (speed && line.seconds) {
      tick(line.start, line.start + line.seconds, Math.min((line.seconds * 1000) / speed, speed > 1 ? 2500 : Infinity), finish);
    } else finish();
  }

  /** Break off whatever is being shown or said. */
  function breakOff() {
    screen.run += 1;
    cancelAnimationFrame(screen.frame);
    clearTimeout(screen.timer);
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  function settle() {
    const done = call.done;
    element("clock").textContent = clock(done.seconds);
    whatIfs();
    document.dispatchEvent(new CustomEvent("call-over", { detail: done }));
  }

  /** Mark the place in the diagrams where the call stands. */
  function light(node) {
    document.dispatchEvent(new CustomEvent("call-at", { detail: String(node) }));
  }

  /** The steps that people decide, as buttons. */
  function whatIfs() {
    const place = element("what-ifs").querySelector("p");
    const found = call.on ? phone.whatIfs(graph, state(), call.done.position) : [];
    place.replaceChildren(...found.map(({ step, words }) => {
      const button = make("button", step.what_if || step.name);
      button.type = "button";
      button.addEventListener("click", () => {
        play(words);
        element("heard").focus({ preventScroll: true });
      });
      return button;
    }));
    element("what-ifs").hidden = !found.length;
  }

  /** Play a script; what the screen shows of it already stays. */
  function play(words) {
    breakOff();
    collect("");
    call.words = words;
    call.on = true;
    call.done = phone.playKeys(graph, state(), call.entry, words);
    box.dataset.outcome = call.done.outcome || "";
    box.dataset.node = graph.nodes[call.done.node].name;
    box.dataset.seconds = String(call.done.seconds);
    const all = script(call.done);
    let same = 0;
    while (same < screen.shown.length && same < all.length && screen.shown[same] === all[same].key) same += 1;
    const list = element("heard");
    while (list.children.length > same) list.lastChild.remove();
    screen.shown.length = same;
    screen.waiting = all.slice(same);
    element("what-ifs").hidden = true;
    element("start").textContent = "Call again";
    const at = call.at.replace("T", " ");
    const keys = phone.scriptOf(graph, state(), call.done.turns).join(",");
    element("command").textContent = visible(`ivr-audit call TREE --at "${at}" --keys "${keys}"`);
    next();
  }

  /** Begin a call anew; `title` says what is played. */
  function callAnew(words, title) {
    breakOff();
    screen.shown.length = 0;
    screen.said = "";
    element("heard").replaceChildren();
    element("playing").replaceChildren();
    if (title) element("playing").append(...title);
    play(words);
  }

  /** Keep the keys pressed so far, while another may follow; after the system's own wait they are what was said. */
  function collect(keys) {
    clearTimeout(call.gap);
    call.keys = keys;
    element("dialled").textContent = keys ? `${keys} … waiting for another key` : "";
    if (!keys) return;
    call.gap = setTimeout(() => enter(keys), graph.nodes[call.done.node].pause * 1000);
  }

  /** Say the keys that were pressed one after the other. */
  function enter(keys) {
    const said = phone.entered(graph, call.done.position, keys);
    play([...phone.scriptOf(graph, state(), call.done.turns), said]);
  }

  /** Press a key or stay silent where the call stands; a key may also leave a queue or a mailbox. */
  function say(word) {
    if (!call.on && !call.wrong) {
      callAnew([], null);
    }
    if (!call.on) {
      element("moment").focus();
      return;
    }
    const end = phone.isEnd(call.done.position.stop);
    if (!end && phone.waitsForCaller(graph, call.done.position)) {
      const keys = word === phone.SILENCE ? call.keys : call.keys + word;
      if (word !== phone.SILENCE && phone.waitsForMore(graph, state(), call.done.position, keys)) collect(keys);
      else enter(keys || word);
      return;
    }
    const other = phone.whatIfs(graph, state(), call.done.position).find(({ step }) => step.name === `exit ${word}`);
    if (other) play(other.words);
  }

  /** Take a local moment as that of the next call. */
  function choose(at) {
    const period = phone.periodAt(graph, at);
    call.wrong = period < 0;
    const { min, max } = element("moment");
    const year = `from ${min.slice(0, 10)} to ${max.slice(0, 10)}`;
    element("outside").textContent = call.wrong ? `Only the year ${year} was looked at: choose a moment in it.` : "";
    element("moment").setAttribute("aria-invalid", String(call.wrong));
    if (call.wrong) {
      stop();
      return;
    }
    call.at = at;
    call.period = period;
    element("moment").value = at;
    if (element("when")) element("when").value = String(period);
  }

  function stop() {
    if (!call.on) return;
    breakOff();
    collect("");
    call.on = false;
    const after = element("clock").textContent;
    const item = make("div", "", "turn end");
    item.append(make("b", `You hang up after ${after}.`));
    element("heard").append(item);
    element("heard").scrollTop = element("heard").scrollHeight;
    element("what-ifs").hidden = true;
    screen.shown.length = 0;
    light(-1);
  }

  /** Play the call of a finding, a caller or a path. */
  function hearIt(button) {
    const { at, entry, keys, finding } = button.dataset;
    choose(at);
    call.entry = Number(entry);
    const number = graph.entries.findIndex((one) => one.node === call.entry);
    element("entry").value = String(Math.max(number, 0));
    let title = [document.createTextNode(`You hear: ${button.dataset.title}`)];
    if (finding) {
      const link = Object.assign(make("a", `finding ${finding}`), { href: `#finding-${finding}` });
      title = [document.createTextNode("You hear "), link];
    }
    callAnew(keys ? decodeURIComponent(keys).split(",") : [], title);
    const view = element("phone").getBoundingClientRect();
    if (view.bottom < 0 || view.top > window.innerHeight * 0.6) {
      element("phone").scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
      element("phone").focus({ preventScroll: true });
    }
  }

  box.hidden = false;
  voice();
  if (calm) element("speed").value = "0";
  const last = new Date(Date.parse(`${graph.from}T00:00Z`) + (366 * 1440 - 1) * 60000).toISOString().slice(0, 16);
  Object.assign(element("moment"), { min: `${graph.from}T00:00`, max: last });
  choose(graph.periods[0].at);
  call.entry = graph.entries[0].node;
  element("where").textContent = "press Call";
  element("moment").addEventListener("change", () => {
    choose(element("moment").value.slice(0, 16));
    if (call.on) callAnew([], null);
  });
  element("when")?.addEventListener("change", (event) => {
    choose(graph.periods[Number(event.target.value)].at);
    if (call.on) callAnew([], null);
  });
  element("entry").addEventListener("change", (event) => {
    call.entry = graph.entries[Number(event.target.value)].node;
    if (call.on) callAnew([], null);
  });
  element("start").addEventListener("click", () => (call.wrong ? element("moment").focus() : callAnew([], null)));
  document.addEventListener("period-chosen", ({ detail }) => {
    choose(graph.periods[detail].at);
    if (call.on) callAnew([], null);
  });
  element("wait").addEventListener("click", () => say(phone.SILENCE));
  element("hang-up").addEventListener("click", stop);
  element("aloud").addEventListener("change", () => {
    const known = !element("aloud").checked || voice();
    element("voice").textContent = known ? "" : "this browser has no voice of its own";
    if (!known) element("aloud").checked = false;
  });
  for (const key of box.querySelectorAll("[data-key]")) key.addEventListener("click", () => say(key.dataset.key));
  element("phone").addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey;
    if (!typing && /^[0-9*#]$/.test(event.key)) {
      event.preventDefault();
      say(event.key);
    }
  });
  for (const cell of document.querySelectorAll(".play")) cell.hidden = false;
  for (const button of document.querySelectorAll("button.hear")) {
    button.hidden = false;
    button.addEventListener("click", () => hearIt(button));
  }
})();
