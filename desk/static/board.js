"use strict";
// Keeps a page alive: takes the desk's stream, sounds the alarm, notices when the desk is gone, sends what is pressed.
(() => {
  const HERE_MS = 4000, TICK_MS = 250, RECONNECT_MS = 4000, HOLD_MS = 700, TOAST_MS = 6000, ZONE_MS = 8 * 3600000;
  const BACK_UP_MS = 30000;
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

  const FOCUS = "a[href], button, input";

  // What has the keyboard keeps it, even where its row is drawn anew.
  function patch(element, html) {
    const active = element.contains(document.activeElement) ? document.activeElement : null;
    const key = active?.closest("[data-key]")?.dataset.key;
    const within = () => (key === undefined ? element : [...element.querySelectorAll("[data-key]")].find((row) => row.dataset.key === key));
    const at = active ? [...within().querySelectorAll(FOCUS)].indexOf(active) : -1;
    draw(element, html);
    if (!active || document.activeElement === active) return;
    const now = [...(within()?.querySelectorAll(FOCUS) || [])], there = now[at];
    const same = there && there.dataset.role === active.dataset.role ? there : now.find((one) => one.tabIndex >= 0);
    same?.focus({ preventScroll: true });
  }

  function draw(element, html) {
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
    DeskFit.all();
    DeskAim.note();
  }

  function release() {
    held = 0;
    const late = waiting;
    waiting = [];
    late.forEach((deed) => deed());
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
    const on = await DeskSound.start(Number(data.volume)), was = data.sound;
    data.sound = on ? "on" : "off";
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
    turnTo("live");
    if (data.line !== "down") DeskSound.alive(lostMs() / 1000);
    if (heard - saidHere > HERE_MS) here();
  }

  function turnTo(state) {
    if (data.state === state) return;
    data.state = state;
    alarm();
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
    stream.addEventListener("signed_out", only(() => turnTo("signed_out")));
  }

  function watch() {
    tick();
    const now = performance.now();
    if (data.sound === "on" && !DeskSound.on) sound();
    if (held && now > held) release();
    if (data.page === "wall" && innerWidth > DeskFit.NARROW && scrollY && now - scrolled > BACK_UP_MS) scrollTo(0, 0);
    if (now - saidHere > HERE_MS + 1500) here();
    if (now - heard <= lostMs()) return;
    if (data.state === "live") turnTo("lost");
    if (now - opened > RECONNECT_MS) connect();
  }

  async function here() {
    saidHere = performance.now();
    const visible = document.visibilityState === "visible" ? "yes" : "no";
    try {
      const answer = await post("/here", { page, sound: data.sound, incident: data.viewIncident, visible });
      if (answer.status === 401) turnTo("signed_out");
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
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";  // not disabled: what has the keyboard would lose it
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
      button.ariaBusy = "false";
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
    if (DeskAim.missed(event)) {
      event.preventDefault();
      event.stopPropagation();
      toast(data.another);
    }
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
    if (data.sound !== "on") sound();
    DeskAim.down(event);
    if (event.target.closest("button, a")) held = performance.now() + HOLD_MS;
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => setTimeout(release, 0));
  document.addEventListener("visibilitychange", () => { watch(); here(); });
  addEventListener("scroll", () => { scrolled = performance.now(); });
  addEventListener("resize", () => later(DeskFit.all));
  document.fonts.ready.then(() => later(DeskFit.all));
  addEventListener("popstate", () => turn(location.href, false).catch(() => location.reload()));
  addEventListener("pagehide", () => { post("/gone", { page }).catch(() => {}); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  function begin() {
    for (const row of document.querySelectorAll("[data-keyed] > *, [data-keyed-inner] > *")) row.source = row.outerHTML;
    for (const list of document.querySelectorAll("[data-scroll]")) list.scrollTop = list.scrollHeight;
    DeskAim.forget();
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
