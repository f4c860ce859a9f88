"use strict";
/* One call, played step by step by a script of words, exactly as ivr_audit/call.py plays it. No page is needed: the
   tests run this file in Node. `graph` is the JSON that ivr_audit/render/phone.py makes. */
const phone = (() => {
  const WAIT = "wait";
  const SILENCE = "silence";
  const KEYS = /^[0-9*#]+$/;
  const AT_MENUS = [WAIT, SILENCE, "no-input", "no-match"];
  const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
  const SYMBOLS = { X: "0123456789", Z: "123456789", N: "23456789" };

  const step = ([name, to, seconds, by, what, what_if]) => ({ name, to, seconds, by, what, what_if });
  const isEnd = (stop) => typeof stop.outcome === "string";
  const nodeOf = (graph, position) => graph.nodes[position.stop.node];
  const stopAt = (node, to) => (typeof to === "string" ? { outcome: to, node } : { node: to });

  /** A call that stands at its beginning. */
  const start = (entry) => ({
    stop: { node: entry }, seconds: 0, silent: 0, wrong: 0, previous: null, turn: null,
  });

  function turnsOf(position) {
    const found = [];
    for (let place = position; place; place = place.previous) if (place.turn) found.push(place.turn);
    return found.reverse();
  }

  /** What the caller hears where a call stands, replays included. */
  function heard(graph, position) {
    const node = nodeOf(graph, position);
    if (isEnd(position.stop)) return "";
    const late = position.silent || position.wrong;
    const text = (late && "again" in node ? node.again : node.text) || "";
    return [position.wrong ? node.sorry : "", text].filter(Boolean).join(" ");
  }

  const listens = (node) => node.kind === "menu" || node.kind === "ask";
  const stepsFrom = (graph, state, node) => graph.steps[graph.states[state][node]].steps.map(step);

  /** The steps that lead on; from a person: where they can pass the caller on. */
  function ways(graph, state, position) {
    const node = nodeOf(graph, position);
    if (isEnd(position.stop)) return position.stop.outcome === "person" ? (node.handovers || []).map(step) : [];
    return stepsFrom(graph, state, position.stop.node);
  }

  const waitsForCaller = (graph, position) => !isEnd(position.stop) && listens(nodeOf(graph, position));

  function moved(graph, position, stop, name, seconds, said, what = "") {
    const turn = {
      node: position.stop.node, step: name, start: position.seconds, seconds, heard: heard(graph, position), said, what,
    };
    return { stop, seconds: position.seconds + seconds, silent: 0, wrong: 0, previous: position, turn };
  }

  const take = (graph, position, taken, said = "", seconds = taken.seconds) =>
    moved(graph, position, stopAt(position.stop.node, taken.to), taken.name, seconds, said, taken.what);

  const usual = (graph, state, position) => {
    const table = graph.steps[graph.states[state][position.stop.node]];
    return step(table.steps[table.usual]);
  };

  /** A step's name as a word of a script: commas, which part words, count as spaces. */
  const wordOf = (name) => name.replaceAll(",", " ").split(SPACES).filter(Boolean).join(" ");

  function isNamed(graph, from, found, word) {
    const said = wordOf(word);
    const name = wordOf(found.name);
    if (said === name || (name.startsWith("exit ") && said === name.slice(5))) return true;
    const to = graph.nodes[typeof found.to === "string" ? from : found.to].name;
    return found.by === "person" && said === wordOf(`${name} ${to}`);
  }

  const keyMatches = (symbol, digit) => (SYMBOLS[symbol.toUpperCase()] || symbol).includes(digit);

  function fits(node, found, key) {
    if (found.by === "key") return found.name === key;
    if (found.by === "extension" && node.extensions !== undefined) {
      const [symbols, digits] = [[...node.extensions[found.name]], [...key]];
      return key === "extension" || key === found.name
        || (digits.length === symbols.length && symbols.every((symbol, i) => keyMatches(symbol, digits[i])));
    }
    if (found.by === "given" && node.kind === "ask") {
      return key === "given" || (/^\p{Nd}+$/u.test(key) && (!node.digits || [...key].length === node.digits));
    }
    return false;
  }

  /** One attempt spent: the menu again, or, after the last, the way it goes on. */
  function failed(graph, state, position, by, said) {
    const node = nodeOf(graph, position);
    const [noInput, invalid, apart] = node.attempts;
    const seconds = node[by][position.silent || position.wrong ? 1 : 0];
    const silent = position.silent + (by === "silence" ? 1 : 0);
    const wrong = position.wrong + (by === "wrong" ? 1 : 0);
    const over = apart ? (by === "silence" ? silent >= noInput : wrong >= invalid) : silent + wrong >= noInput;
    if (!over) return { ...moved(graph, position, position.stop, by, seconds, said), silent, wrong };
    const found = ways(graph, state, position).find((one) => one.by === by);
    return moved(graph, position, stopAt(position.stop.node, found.to), found.name, seconds, said);
  }

  /** Press a key (or give data) at a menu or question. One that is not offered costs one attempt. */
  function press(graph, state, position, key) {
    const node = nodeOf(graph, position);
    const found = ways(graph, state, position);
    const at = found.findIndex((one) => fits(node, one, key));
    if (at < 0) {
      const first = firstTaken(graph, state, position, key);
      if (first === null) return failed(graph, state, position, "wrong", key);
      return taken(graph, position, found, found.findIndex((one) => one.by === "key" && one.name === first), key);
    }
    return taken(graph, position, found, at, key);
  }

  function taken(graph, position, found, at, key) {
    const node = nodeOf(graph, position);
    const late = (position.silent || position.wrong) && "keys" in node;
    return take(graph, position, found[at], key, late ? node.keys[at] : found[at].seconds);
  }

  /** The option with which longer keys begin, if the system waits for no more after it: the rest is lost. */
  function firstTaken(graph, state, position, keys) {
    if (nodeOf(graph, position).kind !== "menu" || keys === "0000000" || !KEYS.test(keys)) return null;
    const offered = ways(graph, state, position).filter((one) => one.by === "key").map((one) => one.name);
    for (let length = 1; length < keys.length; length += 1) {
      const begin = keys.slice(0, length);
      if (!waitsForMore(graph, state, position, begin)) return offered.includes(begin) ? begin : null;
    }
    return null;
  }

  const staySilent = (graph, state, position) => failed(graph, state, position, "silence", SILENCE);

  /** Whether a word means something at the menu or question where a call stands; a key does, offered or not. */
  const isForMenu = (graph, state, position, word) =>
    AT_MENUS.includes(word) || KEYS.test(word)
    || ways(graph, state, position).some((one) => fits(nodeOf(graph, position), one, word));

  /** Whether a menu or question that got these keys waits for another: some longer entry begins with them. */
  function waitsForMore(graph, state, position, keys) {
    const node = nodeOf(graph, position);
    if (node.kind === "ask") return /^[0-9]+$/.test(keys) && (!node.digits || keys.length < node.digits);
    const dials = Object.values(node.extensions || {}).some(
      (symbols) => keys.length < symbols.length && [...keys].every((key, i) => keyMatches(symbols[i], key)),
    );
    const known = ways(graph, state, position).some((one) => one.by === "key" && one.name !== keys && one.name.startsWith(keys));
    return dials || known;
  }

  /** What keys pressed one after the other amount to: the pound key ends what is entered at a question. */
  const entered = (graph, position, keys) =>
    nodeOf(graph, position).kind === "ask" && /^[0-9]+#$/.test(keys) ? keys.slice(0, -1) : keys;

  function sayWord(graph, state, position, word) {
    if (word === SILENCE) return staySilent(graph, state, position);
    if (word === WAIT || word === "no-input") {
      let place = staySilent(graph, state, position);
      while (place.silent) place = staySilent(graph, state, place);
      return place;
    }
    if (word === "no-match") {
      const key = nodeOf(graph, position).wrongKey;
      let place = press(graph, state, position, key);
      while (place.wrong) place = press(graph, state, place, key);
      return place;
    }
    return press(graph, state, position, word);
  }

  const same = (one, other) => one.node === other.node && one.step === other.step;

  /** "stuck" for one who took the last step three times and saw nothing new in between, or who went the same way of
      several steps twice in a row. */
  function circling(position) {
    const turns = turnsOf(position);
    const last = turns[turns.length - 1];
    if (!last || last.step === SILENCE || last.step === "wrong") return null;
    const taken = turns.flatMap((turn, i) => (same(turn, last) ? [i] : []));
    if (taken.length >= 3) {
      const cut = taken[taken.length - 3] + 1;
      const before = new Set(turns.slice(0, cut).map((turn) => turn.node));
      if (turns.slice(cut).every((turn) => before.has(turn.node))) return "stuck";
    }
    const twice = (n) => n > 1 && turns.length >= 2 * n
      && turns.slice(-n).every((turn, i) => same(turn, turns[turns.length - 2 * n + i]));
    return taken.some((i) => twice(turns.length - 1 - i)) ? "stuck" : null;
  }

  /** The call that ended at a position. Who was served by a self-service is not cut off by a hang-up after it. */
  function ended(graph, state, position, outcome, unused, refused) {
    const turns = turnsOf(position);
    const served = turns.some((turn) => graph.nodes[turn.node].kind === "self_service");
    return {
      turns, outcome: outcome === "cut off" && served ? "served" : outcome, node: position.stop.node,
      seconds: position.seconds, unused, refused, position,
    };
  }

  /** Play a call by a script of keys, `wait` and names of steps. It ends when the call does, or when the script is
      used up and the call stands at a menu. */
  function playKeys(graph, state, entry, script) {
    const words = script.map(wordOf);
    const refused = [];
    const since = new Set();
    let position = start(entry);
    for (;;) {
      const choices = ways(graph, state, position);
      if (waitsForCaller(graph, position)) {
        if (!words.length) return ended(graph, state, position, circling(position), [], refused);
        since.clear();
        const word = words.shift();
        if (isForMenu(graph, state, position, word)) position = sayWord(graph, state, position, word);
        else refused.push(word);
        continue;
      }
      const node = position.stop.node;
      const chosen = words.length ? choices.find((one) => isNamed(graph, node, one, words[0])) : undefined;
      if (!chosen && (isEnd(position.stop) || since.has(node))) {
        if (words.length && !AT_MENUS.includes(words[0]) && !KEYS.test(words[0])) refused.push(words[0]);
        return ended(graph, state, position, position.stop.outcome || "stuck", words, refused);
      }
      since.add(node);
      position = take(graph, position, chosen || usual(graph, state, position), chosen ? words.shift() : "");
    }
  }

  /** The script that repeats a call. What happened by itself needs a word only where the word after it could be taken
      for another step of that node. */
  function scriptOf(graph, state, turns) {
    const words = [];
    for (const turn of [...turns].reverse()) {
      if (turn.step === "no-input") words.unshift(WAIT);
      else if (turn.said === SILENCE) {
        if (words[0] !== WAIT) words.unshift(SILENCE);
      } else if (turn.said) words.unshift(turn.said);
      else if (words.length && stepsFrom(graph, state, turn.node).some((one) => isNamed(graph, turn.node, one, words[0]))) {
        words.unshift(wordOf(turn.step));
      }
    }
    return words;
  }

  /** The places since the last menu where the system decided, or where a person answered, the latest first. */
  function decided(graph, position) {
    const found = isEnd(position.stop) ? [{ place: position, taken: "" }] : [];
    for (let at = position; at.previous && !waitsForCaller(graph, at.previous); at = at.previous) {
      if (!isEnd(at.previous.stop)) found.push({ place: at.previous, taken: at.turn.step });
    }
    return found;
  }

  /** What could have gone otherwise since the last menu: each with the script that makes it so. */
  function whatIfs(graph, state, position) {
    const found = new Map();
    if (waitsForCaller(graph, position)) {
      for (const one of ways(graph, state, position)) {
        if (one.by !== "given" && one.by !== "extension") continue;
        found.set(one.name, { step: one, words: [...scriptOf(graph, state, turnsOf(position)), one.name] });
      }
    }
    for (const { place, taken } of decided(graph, position)) {
      const passing = isEnd(place.stop);
      const expected = passing ? null : usual(graph, state, place).name;
      for (const one of ways(graph, state, place)) {
        if (one.name === taken || (one.name === expected && !taken) || found.has(one.name)) continue;
        const turns = turnsOf(take(graph, place, one, wordOf(one.name)));
        found.set(one.name, { step: one, words: scriptOf(graph, state, turns) });
      }
    }
    return [...found.values()];
  }

  /** The period that holds at a local moment such as "2026-11-23T08:30"; -1 outside the year that was looked at. */
  function periodAt(graph, moment) {
    const minute = (Date.parse(`${moment}Z`) - Date.parse(`${graph.from}T00:00Z`)) / 60000;
    if (!(minute >= 0 && minute < 366 * 1440)) return -1;
    let low = 0;
    let high = graph.year.length / 2;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (graph.year[2 * middle] <= minute) low = middle;
      else high = middle;
    }
    return graph.year[2 * low + 1];
  }

  return {
    WAIT, SILENCE, heard, isEnd, isNamed, waitsForCaller, waitsForMore, entered, playKeys, scriptOf, turnsOf, whatIfs,
    periodAt,
  };
})();
if (typeof module !== "undefined") module.exports = phone;
