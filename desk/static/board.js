"use strict";
// Keeps a page alive: takes the desk's stream, sounds the alarm, notices when the desk is gone, sends what is pressed.
(() => {
  const HERE_MS = 4000, TICK_MS = 250, RECONNECT_MS = 4000, HOLD_MS = 700, TOAST_MS = 6000, ZONE_MS = 8 * 3600000;
  const NARROW = 760, TIGHT = [1, 2, 3], BACK_UP_MS = 30000;
  const page = Math.random().toString(36).slice(2, 12);
  let data = document.body.dataset, stream = null, version = "", ringing = [];
  let offset = Number(data.nowMs) - Date.now(), heard = performance.now(), saidHere = -Infinity, opened = 0;
  let held = 0, waiting = [], toastOff = 0, scrolled = 0;
  const drafts = new Map();

  const lostMs = () => Number(data.lostMs);

  // --- time ------------------------------------------------------------------------------------------------

  const two = (n) => String(n).padStart(2, "0");
  function span(ms) {
    const s = Math.max(0, Math.floor(ms / 1000)), h = Math.floor(s / 3600);
    return h ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
  }
  function ago(ms) {
    const s = Math.max(0, Math.round(ms / 1000)), en = data.lang === "en";
    if (s < 60) return en ? `${s} s ago` : `${s} 秒前`;
    if (s < 3600) return en ? `${Math.floor(s / 60)} min ago` : `${Math.floor(s / 60)} 分钟前`;
    return en ? `${Math.floor(s / 3600)} h ago` : `${Math.floor(s / 3600)} 小时前`;
  }
  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
  function tick() {
    const now = Date.now() + offset;
    for (const time of document.querySelectorAll("time[data-since-ms]")) write(time, span(now - Number(time.dataset.sinceMs)));
    for (const time of document.querySelectorAll("time[data-until-ms]")) write(time, span(Number(time.dataset.untilMs) - now + 999));
    for (const time of document.querySelectorAll("time[data-ago-ms]")) {
      write(time, time.dataset.agoMs === "0" ? "" : ago(now - Number(time.dataset.agoMs)));
    }
    const wall = new Date(now + ZONE_MS);
    for (const time of document.querySelectorAll("[data-clock]")) {
      write(time, `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}:${two(wall.getUTCSeconds())}`);
    }
    data.level = DeskSound.level().toFixed(3);
  }

  // --- what the desk sends -----------------------------------------------------------------------------------

  function patch(element, html) {
    const inner = element.querySelector("[data-keyed-inner]");
    if (!element.hasAttribute("data-keyed") && !inner) {
      element.innerHTML = html;
      return;
    }
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    if (!inner) {
      merge(element, fresh.content);
      return;
    }
    const atEnd = inner.scrollHeight - inner.scrollTop - inner.clientHeight < 60;
    merge(inner, fresh.content.querySelector("[data-keyed-inner]"));
    if (atEnd) inner.scrollTop = inner.scrollHeight;
  }

  // Rows that did not change stay the same elements: nothing jumps, no press is lost.
  function merge(list, fresh) {
    const old = new Map([...list.children].map((row) => [row.dataset.key, row]));
    const wanted = [...fresh.children].map((row) => {
      const known = old.get(row.dataset.key);
      if (known && known.source === row.outerHTML) return known;
      row.source = row.outerHTML;
      return row;
    });
    for (const row of old.values()) if (!wanted.includes(row)) row.remove();
    let before = null;
    for (const row of wanted.reverse()) {
      if (row.nextElementSibling !== before || row.parentNode !== list) list.insertBefore(row, before);
      before = row;
    }
  }

  // While a key is held nothing may move: what would change the page waits until it is let go.
  function later(deed) {
    if (performance.now() < held) waiting.push(deed);
    else deed();
  }

  function take(message) {
    for (const [name, html] of Object.entries(message.regions)) {
      const element = document.querySelector(`[data-live="${name}"]`);
      if (element) patch(element, html);
    }
    ringing = message.ringing;
    data.line = message.line_down ? "down" : "up";
    mark();
  }

  // Words that are being written stay with their incident, whatever the desk sends meanwhile.
  const draftOf = (input) => `${input.form.dataset.draft} ${input.dataset.role}`;
  function recall() {
    for (const input of document.querySelectorAll("form[data-draft] input[name=text]")) {
      if (!input.value) input.value = drafts.get(draftOf(input)) || "";
    }
  }

  function mark() {
    const takers = document.querySelector("[data-takers]");
    const names = takers ? JSON.parse(takers.dataset.takers) : [];
    data.taken = names.length ? "yes" : "no";
    data.mine = names.includes(data.person) ? "yes" : "no";
    recall();
    tick();
    alarm();
    fit();
  }

  function release() {
    held = 0;
    const late = waiting;
    waiting = [];
    late.forEach((deed) => deed());
  }

  // --- what there is room for --------------------------------------------------------------------------------

  // A wall shows whole rows: they get tighter, step by step, then the least grave ones begin below the screen and a
  // line says how many. The page scrolls to them, and turns back by itself.
  function fit() {
    fitMirror();
    const list = document.querySelector(".rows"), more = document.querySelector("[data-role=more-below]");
    if (!list || !more) return;
    const rows = [...list.children];
    for (const row of rows) row.style.marginTop = "";
    more.hidden = true;
    list.removeAttribute("data-tight");
    if (innerWidth <= NARROW) return;
    const top = list.getBoundingClientRect().top + scrollY;
    const fold = innerHeight - document.querySelector("footer").offsetHeight;
    for (let tight = 0; tight <= TIGHT.length; tight += 1) {
      if (tight) list.dataset.tight = TIGHT.slice(0, tight).join(" ");
      if (top + list.offsetHeight <= fold) return;
    }
    more.hidden = false;
    const ends = rows.map((row) => row.offsetTop + row.offsetHeight);
    const room = fold - top - more.offsetHeight;
    const shown = Math.max(1, ends.filter((end) => end <= room).length), below = rows.slice(shown);
    if (!below.length) {
      more.hidden = true;
      return;
    }
    const free = below.filter((row) => row.dataset.ringing === "yes").length;
    write(more, (free ? more.dataset.wordsNobody : more.dataset.words).replace("{n}", below.length).replace("{free}", free));
    more.style.top = `${ends[shown - 1]}px`;
    below[0].style.marginTop = `${Math.max(more.offsetHeight, innerHeight - top - ends[shown - 1])}px`;
  }

  // Long words make the lobby's sheet closer; then its picture goes, then its roles, which stand beside it as well.
  function fitMirror() {
    const sheet = document.querySelector(".m-main");
    if (!sheet) return;
    sheet.removeAttribute("data-tight");
    for (const tight of TIGHT) {
      if (sheet.scrollHeight <= sheet.clientHeight + 1) return;
      sheet.dataset.tight = TIGHT.slice(0, tight).join(" ");
    }
  }

  // --- the alarm -----------------------------------------------------------------------------------------------

  function alarm() {
    data.alarm = ringing.length ? "on" : "off";
    data.ringing = ringing.join(" ");
    DeskSound.ring(ringing.length > 0);
    const lost = data.state !== "live";
    if (lost || data.line === "down") DeskSound.lost();
    const sign = lost ? "✕ " : ringing.length ? `▲ (${ringing.length}) ${data.nobody} ` : "";
    if (document.title !== sign + data.title) document.title = sign + data.title;
  }

  async function sound() {
    const on = await DeskSound.start(Number(data.volume));
    await new Promise(later);
    const was = data.sound;
    data.sound = on ? "on" : "off";
    if (was !== data.sound) fit();
    if (on && was !== "on") {
      if (data.state === "live" && data.line !== "down") DeskSound.alive(lostMs() / 1000);
      alarm();
      here();
    }
    return on;
  }

  function alive(now) {
    heard = performance.now();
    offset = now - Date.now();
    if (data.state !== "live") later(() => turnTo("live"));
    if (data.line !== "down") DeskSound.alive(lostMs() / 1000);
    if (heard - saidHere > HERE_MS) here();
  }

  function lose(why) {
    if (data.state !== why) later(() => turnTo(why));
  }

  function turnTo(state) {
    if (data.state === state) return;
    data.state = state;
    alarm();
    fit();
  }

  // --- the line to the desk --------------------------------------------------------------------------------------

  function connect() {
    if (stream) stream.close();
    opened = performance.now();
    const asked = new URLSearchParams({ page: data.page, incident: data.viewIncident, lang: data.lang, since: version });
    const mine = new EventSource(`/stream?${asked}`);
    stream = mine;
    const only = (listener) => (event) => { if (stream === mine) listener(event); };
    stream.addEventListener("patch", only((event) => {
      version = event.lastEventId || version;
      const message = JSON.parse(event.data);
      later(() => take(message));
      alive(message.now);
    }));
    stream.addEventListener("beat", only((event) => alive(JSON.parse(event.data).now)));
    stream.addEventListener("signed_out", only(() => lose("signed_out")));
  }

  function watch() {
    tick();
    const now = performance.now();
    if (data.sound === "on" && !DeskSound.on) sound();
    if (held && now > held) release();
    if (data.page === "wall" && innerWidth > NARROW && scrollY && now - scrolled > BACK_UP_MS) scrollTo(0, 0);
    if (now - saidHere > HERE_MS + 1500) here();
    if (now - heard <= lostMs()) return;
    if (data.state === "live") lose("lost");
    if (now - opened > RECONNECT_MS) connect();
  }

  async function here() {
    saidHere = performance.now();
    const visible = document.visibilityState === "visible" ? "yes" : "no";
    try {
      const answer = await post("/here", { page, sound: data.sound, incident: data.viewIncident, visible });
      if (answer.status === 401) lose("signed_out");
      // signed in again in another tab: the form token of this page is of the old session
      if (answer.status === 403 || (answer.ok && data.state === "signed_out")) location.reload();
    } catch (unreachable) {
      // the stream says when the desk is gone
    }
  }

  function post(path, fields) {
    const csrf = document.querySelector("meta[name=csrf]").content;
    return fetch(path, {
      method: "POST", headers: { "x-csrf-token": csrf }, body: new URLSearchParams(fields), keepalive: true, cache: "no-store",
    });
  }

  // --- what is pressed ---------------------------------------------------------------------------------------------

  function toast(words) {
    const element = document.querySelector("[data-role=toast]");
    element.textContent = words;
    element.hidden = false;
    clearTimeout(toastOff);
    toastOff = setTimeout(() => { element.hidden = true; }, TOAST_MS);
  }

  class Refusal extends Error {}

  async function send(form) {
    const button = form.querySelector("button"), deed = form.dataset.deed;
    const fields = Object.fromEntries(new FormData(form));
    button.disabled = true;
    try {
      const answer = await post(deed === "leave" ? "/leave" : "/answer", { ...fields, do: deed });
      const said = await answer.json();
      if (!said.ok) throw new Refusal(said.why);
      if (said.go) location.assign(said.go);
      form.reset();
      for (const input of form.querySelectorAll("[name=text]")) if (form.dataset.draft) drafts.delete(draftOf(input));
      if (deed === "take" && fields.text) toast(data.noted + fields.text);
    } catch (trouble) {
      toast(data.notDone + (trouble instanceof Refusal ? trouble.message : data.unreachable));
    } finally {
      button.disabled = false;
    }
  }

  // Another page of the desk, without leaving this one: the browser would take the sound away until the next press.
  async function turn(address, push) {
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) {
      location.assign(address);
      return;
    }
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const sheets = (of) => [...of.querySelectorAll("link[rel=stylesheet]")];
    const known = new Set(sheets(document).map((link) => link.getAttribute("href")));
    const wanted = new Set(sheets(next).map((link) => link.getAttribute("href")));
    await Promise.all(sheets(next).filter((link) => !known.has(link.getAttribute("href"))).map((link) => new Promise((done) => {
      const sheet = document.head.appendChild(document.importNode(link));
      sheet.onload = sheet.onerror = done;
    })));
    for (const link of sheets(document)) if (!wanted.has(link.getAttribute("href"))) link.remove();
    const { sound: on, state } = data;
    document.documentElement.className = next.documentElement.className;
    document.documentElement.lang = next.documentElement.lang;
    document.querySelector("meta[name=csrf]").content = next.querySelector("meta[name=csrf]").content;
    document.body = document.adoptNode(next.body);
    data = document.body.dataset;
    Object.assign(data, { sound: on, state });
    if (push) history.pushState(null, "", address);
    scrollTo(0, 0);
    begin();
  }

  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-draft]")) drafts.set(draftOf(event.target), event.target.value);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-deed]");
    if (!form) return;
    event.preventDefault();
    release();
    send(form);
  });
  // The first click of two takes an incident, and the next one moves up under the second.
  document.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest("button")) event.preventDefault();
  }, true);
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.origin === location.origin && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      turn(link.href, true).catch(() => location.assign(link.href));
    } else if (event.target.closest("[data-role=more-below]")) {
      scrollBy(0, innerHeight);
    } else if (event.target.closest("[data-role=sound], [data-role=sound-step]") && await sound()) {
      DeskSound.tick();
    }
  });
  // Any first press on the page also opens the sound: the browser asks for one, whatever it is.
  document.addEventListener("pointerdown", (event) => {
    if (data.sound !== "on") {
      data.kept = document.querySelector(".three") ? "yes" : "no";
      sound();
    }
    if (event.target.closest("button, a")) held = performance.now() + HOLD_MS;
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => setTimeout(release, 0));
  document.addEventListener("visibilitychange", () => { watch(); here(); });
  addEventListener("scroll", () => { scrolled = performance.now(); });
  addEventListener("resize", () => later(fit));
  document.fonts.ready.then(() => later(fit));
  addEventListener("popstate", () => turn(location.href, false).catch(() => location.reload()));
  addEventListener("pagehide", () => { post("/gone", { page }).catch(() => {}); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  function begin() {
    for (const row of document.querySelectorAll("[data-keyed] > *, [data-keyed-inner] > *")) row.source = row.outerHTML;
    for (const list of document.querySelectorAll("[data-scroll]")) list.scrollTop = list.scrollHeight;
    version = data.version;
    ringing = data.ringing ? data.ringing.split(" ") : [];
    waiting = [];
    mark();
    connect();
    here();
  }

  begin();
  sound();
  setInterval(watch, TICK_MS);
})();
