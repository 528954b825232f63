"use strict";
// A press counts for what the eye saw there: where another incident came under the finger just now, it does nothing.
const DeskAim = (() => {
  const SEEN_MS = 700;
  let layouts = [], missing = false;

  // The dock's keys stay where they are on the screen, a row's where they are on the page.
  const fixed = (element) => !!element.closest(".dock");

  // Where each incident's keys are; called whenever they may have moved.
  function note() {
    const now = performance.now(), keys = [...document.querySelectorAll("[data-aim]")].map((element) => {
      const box = element.getBoundingClientRect(), docked = fixed(element), down = docked ? 0 : scrollY;
      return { incident: element.dataset.aim, docked, left: box.left, right: box.right, top: box.top + down, bottom: box.bottom + down };
    });
    layouts = layouts.filter((one) => one.until === Infinity || now - one.until < SEEN_MS);
    for (const one of layouts) one.until = Math.min(one.until, now);
    layouts.push({ until: Infinity, keys });
  }

  function down(event) {
    missing = false;
    const element = event.target.closest("[data-aim]"), now = performance.now();
    if (!element) return;
    const docked = fixed(element), x = event.clientX, y = event.clientY + (docked ? 0 : scrollY);
    missing = layouts.some((one) => now - one.until < SEEN_MS && one.keys.some((key) => key.docked === docked
      && key.incident !== element.dataset.aim && key.left <= x && x <= key.right && key.top <= y && y <= key.bottom));
  }

  return {
    note, down,
    // The click that a missed press ends in; a key pressed on the keyboard (detail 0) is where its focus is.
    missed(event) { return missing && event.detail > 0 && !!event.target.closest("[data-aim]"); },
    forget() { layouts = []; missing = false; },
  };
})();
