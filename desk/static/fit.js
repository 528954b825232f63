"use strict";
// Finds room: a wall's rows get denser as they get more, long words make the lobby's sheet closer.
const DeskFit = (() => {
  const NARROW = 760, SHEET = ["1", "1 2", "1 2 3"];
  // From the rows as they are drawn to two columns of two lines each; "two" takes the place of the map beside them.
  const WALL = ["", "1", "1 2", "1 2 3", "1 2 two", "1 2 3 two", "1 2 3 4 two"];
  let level = 0, known = "";

  // A wall shows whole rows, and gets no roomier while the same incidents are open: nothing jumps to and fro. Only past
  // the densest do the last ones begin below the screen, and a line says how many. The page scrolls to them.
  function wall() {
    const list = document.querySelector(".rows"), more = document.querySelector("[data-role=more-below]");
    if (!list || !more) return;
    const rows = [...list.children], main = list.closest("main"), beside = main.querySelector("aside");
    for (const one of [...rows, beside]) one.style.marginTop = "";
    more.hidden = true;
    main.dataset.tight = "";
    if (innerWidth <= NARROW) return;
    const now = `${innerWidth} ${innerHeight} ${document.body.dataset.lang} ${rows.map((row) => row.dataset.key).sort().join(" ")}`;
    if (now !== known) level = 0;
    known = now;
    const foot = document.querySelector(".foot");
    let top = 0, fold = 0;
    for (; level < WALL.length; level += 1) {
      main.dataset.tight = WALL[level];
      top = list.getBoundingClientRect().top + scrollY;
      fold = innerHeight - foot.offsetHeight;
      if (top + list.offsetHeight > fold) continue;
      // what stood beside the rows comes after them: whole, or below the screen
      const end = beside.getBoundingClientRect().bottom + scrollY, two = WALL[level].includes("two");
      if (two && end > fold) beside.style.marginTop = `${innerHeight - top - list.offsetHeight}px`;
      return;
    }
    level = WALL.length - 1;
    more.hidden = false;
    const ends = rows.map((row) => row.offsetTop + row.offsetHeight), room = fold - top - more.offsetHeight;
    const shown = Math.max(1, ends.filter((end) => end <= room).length), below = rows.slice(shown);
    if (!below.length) {
      more.hidden = true;
      return;
    }
    const free = below.filter((row) => row.dataset.ringing === "yes");
    const lives = free.filter((row) => row.dataset.severity <= 1).map((row) => row.dataset.incident.split("/")[0]);
    const words = (free.length ? more.dataset.wordsNobody : more.dataset.words).replace("{n}", below.length).replace("{free}", free.length);
    more.textContent = lives.length ? `${words} ▲ ${lives.join(" ")}` : words;
    more.style.top = `${ends[shown - 1]}px`;
    const push = `${Math.max(more.offsetHeight, innerHeight - top - ends[shown - 1])}px`;
    for (const row of below.filter((one) => one.offsetTop === below[0].offsetTop)) row.style.marginTop = push;
  }

  // Long words make the lobby's sheet closer; then its picture goes, then its roles, which stand beside it as well.
  function sheet() {
    const main = document.querySelector(".m-main");
    if (!main) return;
    main.removeAttribute("data-tight");
    for (const tight of SHEET) {
      if (main.scrollHeight <= main.clientHeight + 1) return;
      main.dataset.tight = tight;
    }
  }

  return { NARROW, all() { sheet(); wall(); } };
})();
